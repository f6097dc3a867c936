//! The command line: what there is to ask for, and how it is answered.

mod api_key;
mod audit;
mod backup;
mod cli;
mod cvr;
mod demo;
mod doctor;
mod keys;
mod migrate;
mod outbox;
mod owner;
mod privacy;
mod retention;
mod serve;
mod user;
mod user_link;

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::Parser as _;

use crate::config::{self, Config};
use crate::{hardening, out, telemetry};
use cli::{Cli, Command};

/// Something was refused or failed; the last words on standard error say what.
const FAILED: u8 = 1;

/// Runs one command; answers the exit code of the process.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Also --help and --version, which are no errors.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match obey(cli.command, cli.config.as_deref()) {
        Ok(code) => code,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            out::aside(format_args!("smv-cert: {error:#}"));
            ExitCode::from(FAILED)
        }
    }
}

fn obey(command: Command, file: Option<&Path>) -> anyhow::Result<ExitCode> {
    if !matches!(command, Command::Serve(_)) {
        telemetry::for_command();
        hardening::apply();
    }
    match command {
        Command::Serve(arguments) => return serve::run(Config::load(file)?, &arguments),
        Command::Doctor(arguments) => return doctor::run(file, &arguments),
        Command::Audit(command) => return audit::run(&Config::load(file)?, &command),
        Command::Migrate(arguments) => return migrate::run(&Config::load(file)?, &arguments),
        Command::Privacy(command) => return privacy::run(&Config::load(file)?, command),
        Command::Retention(arguments) => {
            return retention::run(&Config::load(file)?, &arguments);
        }
        Command::User(command) => user::run(&Config::load(file)?, command)?,
        Command::Cvr(command) => cvr::run(&Config::load(file)?, command)?,
        Command::ApiKey(command) => api_key::run(&Config::load(file)?, command)?,
        Command::Keys(command) => keys::run(&Config::load(file)?, &command)?,
        Command::Backup(arguments) => backup::dump(&Config::load(file)?, &arguments)?,
        Command::Restore(arguments) => backup::restore(&Config::load(file)?, &arguments)?,
        Command::BackupVerify(arguments) => backup::verify(&Config::load(file)?, &arguments)?,
        Command::Demo(arguments) => demo::run(&Config::load(file)?, &arguments)?,
        Command::Outbox(command) => outbox::run(&Config::load(file)?, &command)?,
        Command::Openapi => out::text(&api::openapi_yaml())?,
        Command::Config => out::text(&config::shown(file)?)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// `smv-cert openapi | head` is no failure.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe)
}
