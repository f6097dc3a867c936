//! `smv-cert cvr`: the public register of firms.

use std::collections::HashSet;
use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, bail};
use domain::access::Actor;
use domain::register::RegisteredFirm;
use store::register::{self as rows, Import};
use store::{Db, Tx};

use super::cli::Cvr;
use super::owner::as_owner;
use crate::config::Config;
use crate::register::{self, Firms, made_up};
use crate::{out, system_clock};

/// Firms that are written with one statement.
const AT_ONCE: usize = 1000;
/// Bad lines that are told one by one.
const TOLD: usize = 10;

pub(super) fn run(config: &Config, command: Cvr) -> anyhow::Result<()> {
    match command {
        Cvr::Import { file } => import(config, &file),
        Cvr::MakeUp { firms } => made_up::write(firms, std::io::stdout().lock()),
    }
}

fn import(config: &Config, path: &Path) -> anyhow::Result<()> {
    let named = || format!("{}", path.display());
    let file = File::open(path).with_context(named)?;
    let firms = register::read(file).with_context(named)?;
    let source = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let done = as_owner(config, |db| load(db, firms, source))?;
    out::line(format_args!(
        "{} firms loaded, {} of before gone, {} lines left out",
        done.import.firms, done.gone, done.left_out
    ))?;
    Ok(())
}

struct Done {
    import: Import,
    gone: usize,
    left_out: usize,
}

/// All of it or nothing: whoever looks a firm up meanwhile finds the register of before.
fn load(db: &Db, firms: Firms, source: String) -> anyhow::Result<Done> {
    db.transact_blocking(&Actor::System, |tx| {
        let now = system_clock().now();
        let id = store::new_id::<Import>(now).uuid();
        let mut seen = HashSet::new();
        let mut left_out = 0;
        let mut waiting = Vec::with_capacity(AT_ONCE);
        for firm in firms {
            let why = match firm? {
                Ok(firm) if seen.insert(number(&firm)) => {
                    waiting.push(firm);
                    if waiting.len() == AT_ONCE {
                        write(tx, id, &mut waiting)?;
                    }
                    continue;
                }
                Ok(firm) => format!("{} is there twice; the first one counts", firm.cvr.as_str()),
                Err(line) => format!("line {}: {}", line.line, line.why),
            };
            left_out += 1;
            if left_out <= TOLD {
                out::aside(why);
            }
        }
        write(tx, id, &mut waiting)?;
        // A file in another format would empty the register.
        if seen.is_empty() || left_out > seen.len() {
            bail!(
                "{left_out} lines cannot be used and {} can: nothing was changed; is this an extract \
                 of the register?",
                seen.len()
            );
        }
        let import = Import {
            loaded_at: now,
            source,
            firms: i32::try_from(seen.len()).context("more firms than fit")?,
        };
        let gone = rows::finish(tx, id, &import)?;
        Ok(Done { import, gone, left_out })
    })
}

/// A firm's number in little room: there are two million.
fn number(firm: &RegisteredFirm) -> u32 {
    firm.cvr.as_str().parse().unwrap_or(0)
}

fn write(
    tx: &mut Tx<'_>,
    import: uuid::Uuid,
    waiting: &mut Vec<RegisteredFirm>,
) -> anyhow::Result<()> {
    if !waiting.is_empty() {
        rows::put(tx, import, waiting)?;
        waiting.clear();
    }
    Ok(())
}
