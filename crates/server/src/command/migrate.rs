//! `smv-cert migrate`.

use std::process::ExitCode;

use store::DbRole;
use store::migrations::Standing;

use super::FAILED;
use super::cli::Migrate;
use crate::config::Config;
use crate::database::Databases;
use crate::out;

pub(super) fn run(config: &Config, arguments: &Migrate) -> anyhow::Result<ExitCode> {
    let databases = Databases::open(config)?;
    let code = if arguments.check {
        check(&databases)?
    } else {
        let ran = databases.migrate()?;
        for migration in &ran {
            out::line(format_args!("ran {migration}"))?;
        }
        if ran.is_empty() {
            out::line("nothing to do: the schema is up to date")?;
        }
        ExitCode::SUCCESS
    };
    databases.close()?;
    Ok(code)
}

fn check(databases: &Databases) -> anyhow::Result<ExitCode> {
    let standing = databases.standing(DbRole::Owner)?;
    let (words, migrations) = match &standing {
        Standing::UpToDate => ("the schema is up to date", &[][..]),
        Standing::Behind(missing) => ("the schema can be used; still to run:", &missing[..]),
        Standing::TooOld(missing) => ("the schema is too old to serve; to run:", &missing[..]),
        Standing::Ahead(extra) => (
            "the schema can be used; a newer program has added:",
            &extra[..],
        ),
    };
    out::line(words)?;
    for migration in migrations {
        out::line(format_args!("  {migration}"))?;
    }
    Ok(if standing.is_usable() {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    })
}
