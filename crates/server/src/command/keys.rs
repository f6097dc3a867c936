//! `smv-cert keys`.

use crate::config::Config;
use crate::keys::{KeyFolder, Name};
use crate::{Role, Roles, out};

use super::cli::Keys;

pub(super) fn run(config: &Config, command: &Keys) -> anyhow::Result<()> {
    let keys = KeyFolder::of(&config.data_dir);
    match command {
        Keys::Generate { only } => generate(&keys, only.map_or(Roles::All, Roles::Only)),
        Keys::List => list(&keys),
    }
}

fn generate(keys: &KeyFolder, roles: Roles) -> anyhow::Result<()> {
    if roles == Roles::Only(Role::Worker) {
        return Ok(out::line("the worker needs no keys")?);
    }
    let made = keys.generate_missing(roles)?;
    for name in &made {
        out::line(format_args!("made {}", keys.path(*name).display()))?;
    }
    if made.is_empty() {
        out::line("nothing to do: all keys are there")?;
    }
    for problem in keys.problems(roles) {
        out::aside(problem);
    }
    Ok(())
}

fn list(keys: &KeyFolder) -> anyhow::Result<()> {
    for name in Name::ALL {
        let file = name.file();
        match keys.fingerprint(name) {
            Ok(fingerprint) => out::line(format_args!("{file:<14} {fingerprint}"))?,
            Err(error) => out::line(format_args!("{file:<14} - {error:#}"))?,
        }
    }
    for jwk in keys.published()? {
        let kid = jwk.get("kid").and_then(serde_json::Value::as_str);
        let kid = kid.unwrap_or("without kid");
        out::line(format_args!("{:<14} {kid}", "published"))?;
    }
    Ok(())
}
