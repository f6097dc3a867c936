//! The words of the command line. Their comments are its help.

mod api_key;
mod audit;
mod privacy;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand};
use domain::access::Role as PersonRole;

use crate::Role;

pub(super) use api_key::{ApiKey, NewKey};
pub(super) use audit::{Audit, VerifyAudit};
pub(super) use privacy::{Decision, Hold, OrderArgs, Person, Privacy, Retention, Who};

const AFTER_HELP: &str = "\
Configuration: one TOML file, overridden by environment variables SMV_CERT_SECTION__KEY;
`smv-cert config` shows what is in force.

Exit codes: 0 done; 1 refused, failed, or a check failed; 2 the command line is wrong;
130 a second Ctrl-C cut off a stop.

Examples:
  SMV_CERT_MODE=demo smv-cert serve           a demonstration on http://127.0.0.1:8080
  smv-cert serve --only public                one role, as in production
  smv-cert migrate --check                    what `migrate` would do
  smv-cert user add --email ida@cert.example --name 'Ida Holm' --role analyst
  smv-cert backup --out smv.age               dump, encrypted to the escrow key
  smv-cert doctor --json                      for monitoring";

/// SMV-CERT: reports of cyber incidents in small firms, the analysts' queue, and the way to the
/// police.
#[derive(Debug, Parser)]
#[command(name = "smv-cert", version, after_help = AFTER_HELP, arg_required_else_help = true)]
pub(super) struct Cli {
    /// Configuration file [default: /etc/smv-cert/config.toml, if there]
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Serve: all roles in one process, or one of them
    Serve(Serve),
    /// Bring the schema up to this program
    Migrate(Migrate),
    /// People who log in
    #[command(subcommand)]
    User(User),
    /// Keys of calling systems
    #[command(subcommand)]
    ApiKey(ApiKey),
    /// Key files of this installation
    #[command(subcommand)]
    Keys(Keys),
    /// Dump the database into an encrypted file, with a manifest beside it
    ///
    /// Encrypted to the recipients named, else to those of backup.recipients, else to the escrow key.
    /// Needs `pg_dump`, not older than the server.
    Backup(Backup),
    /// Restore a backup into an empty database
    ///
    /// With shares of the escrow key, the key files come back too when there are none. Needs
    /// `pg_restore`, not older than the server. One process restores: a stream has no parallel jobs.
    Restore(Restore),
    /// Restore a backup into a throwaway PostgreSQL and open every case in it
    BackupVerify(Verify),
    /// The public register of firms, from which what a reporter leaves out is filled in
    #[command(subcommand)]
    Cvr(Cvr),
    /// The audit trail: whether its chain holds
    #[command(subcommand)]
    Audit(Audit),
    /// Messages owed to people
    #[command(subcommand)]
    Outbox(Outbox),
    /// What we hold about persons: find, hand out, erase, and keep from that
    #[command(subcommand)]
    Privacy(Privacy),
    /// Delete what has run out; without --run, only say what would go
    Retention(Retention),
    /// Fill a demonstration with people and cases
    Demo(Demo),
    /// Look at everything, and say what to do
    Doctor(Doctor),
    /// Print the effective configuration, secrets masked
    Config,
    /// Print openapi.yaml
    Openapi,
}

#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Only this role
    #[arg(long, value_name = "ROLE")]
    pub(super) only: Option<Role>,
}

#[derive(Debug, Args)]
pub(super) struct Migrate {
    /// Only say what is to be done; exit code 1 when `serve` would refuse the schema
    #[arg(long)]
    pub(super) check: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum User {
    /// Add a person; the password comes from a prompt
    Add {
        /// Address to log in with
        #[arg(long)]
        email: String,
        /// Name, as colleagues see it
        #[arg(long)]
        name: String,
        /// What the person is here for
        #[arg(long, value_parser = PossibleValuesParser::new(PersonRole::CODES).try_map(person_role))]
        role: PersonRole,
        /// Team of an analyst or duty lead [default: the team that takes new reports]
        #[arg(long)]
        team: Option<String>,
        /// Read the password from standard input (its first line)
        #[arg(long)]
        password_stdin: bool,
        /// Ask for no password: print a one-time code with which the person sets one, within a day
        #[arg(long, conflicts_with = "password_stdin")]
        enrol: bool,
        /// Make an authenticator app and print its secret, this once; needs login.key
        #[arg(long, conflicts_with = "enrol")]
        totp: bool,
    },
    /// Let a person who has lost everything begin anew; two others type their passwords
    ///
    /// Both are duty leads or administrators, and neither is the person. Prints a one-time code.
    Recover {
        /// Address of the person
        #[arg(long)]
        email: String,
        /// Address of one who agrees; again for the other
        #[arg(long, required = true)]
        by: Vec<String>,
        /// Read the passwords from standard input, a line each, in the order of --by
        #[arg(long)]
        passwords_stdin: bool,
    },
    /// Tie a person to a login at the identity provider
    Link {
        /// Address of the person here
        #[arg(long)]
        email: String,
        /// What the provider calls the person: the claim `sub`, which the log names when it refuses
        #[arg(long)]
        subject: String,
        /// The provider [default: oidc.issuer]
        #[arg(long)]
        issuer: Option<String>,
    },
    /// Lock a person out from this moment, on every process
    Disable {
        /// Address of the person
        #[arg(long)]
        email: String,
    },
    /// Let a disabled person in again, with the password and factors of before
    Enable {
        /// Address of the person
        #[arg(long)]
        email: String,
    },
    /// Give a person another role, from the next request on every process
    Role {
        /// Address of the person
        #[arg(long)]
        email: String,
        /// What the person is here for now
        #[arg(long, value_parser = PossibleValuesParser::new(PersonRole::CODES).try_map(person_role))]
        role: PersonRole,
        /// The team, or again for each of several [default: as before]
        #[arg(long)]
        team: Vec<String>,
    },
    /// End all that a person has open; the person may log in again
    SignOut {
        /// Address of the person
        #[arg(long)]
        email: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Cvr {
    /// Load or refresh the register: firms that the file does not name are gone afterwards
    ///
    /// CSV whose first line names the columns (number, name; size class, sector, municipality, phone), or JSON a
    /// line each, flat or as the register's own documents.
    Import {
        /// The extract
        file: PathBuf,
        /// Even if a tenth of the firms or of the lines is lost by it
        #[arg(long)]
        shrink: bool,
    },
    /// Print a register of firms that do not exist, as CSV
    MakeUp {
        /// How many
        #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..=80_000))]
        firms: u32,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Make the keys that are missing: the files, and a sealing key for every team and the worker
    ///
    /// Public and staff must hold the same code.key, lookup.key and authority.pub: make them on one
    /// host, copy them to the other, and compare with `keys list`.
    Generate {
        /// Only the files of this role, without a database
        #[arg(long, value_name = "ROLE")]
        only: Option<Role>,
    },
    /// Show the key files, the sealing keys and the escrow, and what is wrong with them
    List,
    /// Seal new content to new keys from now on, and seal old data keys again, while all runs
    Rotate(Rotate),
    /// Make an offline key, split it into shares, and seal every key file to it
    Escrow(Escrow),
    /// Bring the key files back from the escrow with enough shares
    Recover(Recover),
}

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(super) struct Rotate {
    /// Only the key of this team [default: of every team]
    #[arg(long, conflicts_with = "worker")]
    pub(super) team: Option<String>,
    /// The worker's key instead
    #[arg(long)]
    pub(super) worker: bool,
    /// Only put the new key into the ring file, for copying it to where it is needed
    #[arg(long)]
    pub(super) prepare: bool,
    /// Also when the ring file lacks the key in use: it is lost for good, and what is sealed to it too
    #[arg(long)]
    pub(super) lost: bool,
    /// Make no new key: go on sealing old data keys again after an interruption
    #[arg(long, conflicts_with_all = ["team", "worker", "prepare"])]
    pub(super) resume: bool,
}

#[derive(Debug, Args)]
pub(super) struct Escrow {
    /// So many shares are made
    #[arg(long, default_value_t = 5)]
    pub(super) shares: u8,
    /// So many of them are needed
    #[arg(long, default_value_t = 3)]
    pub(super) threshold: u8,
    /// Write each share into a file in this folder [default: print them]
    #[arg(long, value_name = "FOLDER")]
    pub(super) out: Option<PathBuf>,
    /// Make no new key: seal the key files of today to the one in use
    #[arg(long, conflicts_with_all = ["shares", "threshold", "out"])]
    pub(super) refresh: bool,
}

#[derive(Debug, Args)]
pub(super) struct Recover {
    /// A file with a share; again for each [default: read them from standard input]
    #[arg(long, value_name = "FILE")]
    pub(super) share: Vec<PathBuf>,
    /// Only try whether the shares open the escrow
    #[arg(long)]
    pub(super) check: bool,
}

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The file to be made; it must not be there yet
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Who can open it, `age1…`; again for each
    #[arg(long, value_name = "RECIPIENT")]
    pub(super) recipient: Vec<String>,
}

/// What opens a backup.
#[derive(Debug, Args)]
pub(super) struct BackupKey {
    /// A file with the identity of a recipient, as `age-keygen` writes it
    #[arg(long, value_name = "FILE", conflicts_with = "share")]
    pub(super) identity: Option<PathBuf>,
    /// A file with a share of the escrow key; again for each [default: read them from standard input]
    #[arg(long, value_name = "FILE")]
    pub(super) share: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The backup
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) key: BackupKey,
    /// Open so many of the newest cases afterwards, or `all`, when the keys are here
    #[arg(long, value_name = "N|all", default_value = "100")]
    pub(super) open: HowMany,
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// The backup
    pub(super) file: PathBuf,
    #[command(flatten)]
    pub(super) key: BackupKey,
    /// Open so many of the newest cases, or `all`
    #[arg(long, value_name = "N|all", default_value = "all")]
    pub(super) open: HowMany,
}

/// A number of things, or all.
#[derive(Debug, Clone, Copy)]
pub(super) struct HowMany(Option<u32>);

impl HowMany {
    /// The most; none: all.
    pub(super) const fn most(self) -> Option<u32> {
        self.0
    }
}

impl std::str::FromStr for HowMany {
    type Err = std::num::ParseIntError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "all" => Ok(Self(None)),
            number => number.parse().map(|number| Self(Some(number))),
        }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Outbox {
    /// How many messages wait, and how many were given up
    List,
    /// Put the messages that were given up back into the queue
    Requeue,
}

#[derive(Debug, Args)]
pub(super) struct Demo {
    /// So many cases more
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub(super) cases: u32,
}

#[derive(Debug, Args)]
pub(super) struct Doctor {
    /// For programs
    #[arg(long)]
    pub(super) json: bool,
}

fn person_role(code: String) -> Result<PersonRole, String> {
    PersonRole::from_code(&code).ok_or(code)
}
