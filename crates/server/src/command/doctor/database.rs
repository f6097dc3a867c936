//! Whether each login reaches the database, and whether the schema fits.

use std::time::Instant;

use domain::access::Actor;
use store::migrations::Standing;
use store::{DbRole, outbox};

use super::finding::Finding;
use crate::config::{Config, Mode};
use crate::database::Databases;
use crate::demo::people;
use crate::{Role, Roles, prepare};

const ROLES: [(DbRole, &str); 4] = [
    (DbRole::Public, "public"),
    (DbRole::Staff, "staff"),
    (DbRole::Worker, "worker"),
    (DbRole::Owner, "owner"),
];

/// Everything about the database.
pub(super) fn findings(config: &Config) -> Vec<Finding> {
    let private = config.mode == Mode::Demo && !config.database.is_set();
    if private && !config.data_dir.join("postgres").exists() {
        let advice = "`smv-cert serve` makes it";
        return vec![Finding::warn(
            "database",
            "no private PostgreSQL here yet",
            advice,
        )];
    }
    let databases = match Databases::open(config) {
        Ok(databases) => databases,
        Err(error) => {
            let advice = "see runbook, \"Database down\"";
            return vec![Finding::fail("database", &format!("{error:#}"), advice)];
        }
    };
    let mut findings = Vec::new();
    let mut reached = None;
    for (role, name) in ROLES {
        let own = config.database.own_url(role).is_some();
        if own
            || config.mode == Mode::Demo
            || (role == DbRole::Owner && databases.url(role).is_ok())
        {
            let (finding, is_reached) = reach(&databases, role, name);
            findings.push(finding);
            if is_reached {
                reached = Some(role);
            }
        }
    }
    if let Some(role) = reached {
        findings.push(schema(&databases, role));
        findings.extend(sealing(config, &databases));
        findings.push(clock(&databases, role));
        findings.extend(dead_letters(&databases, role));
        findings.extend(super::audit::finding(config, &databases));
        findings.extend(super::register::findings(config, &databases, role));
        if config.mode == Mode::Production {
            findings.extend(demo_people(&databases, role));
        }
    }
    if let Err(error) = databases.close() {
        let advice = "see its log in the data directory";
        findings.push(Finding::warn("database", &format!("{error:#}"), advice));
    }
    findings
}

fn reach(databases: &Databases, role: DbRole, name: &str) -> (Finding, bool) {
    let begun = Instant::now();
    let reached = databases
        .pool(role)
        .and_then(|db| Ok(db.transact_blocking(&Actor::System, |_| Ok::<_, store::Error>(()))?));
    let took = begun.elapsed().as_millis();
    match reached {
        Ok(()) => (
            Finding::ok("database", &format!("reached as {name} in {took} ms")),
            true,
        ),
        Err(error) => (
            Finding::fail(
                "database",
                &format!("not reached as {name}: {error:#}"),
                "see runbook, \"Database down\"; a schema that was never migrated has no roles yet",
            ),
            false,
        ),
    }
}

fn schema(databases: &Databases, role: DbRole) -> Finding {
    match databases.standing(role) {
        Ok(Standing::UpToDate) => Finding::ok("schema", "up to date"),
        Ok(Standing::Behind(missing)) => Finding::warn(
            "schema",
            &format!("usable, {} migrations behind", missing.len()),
            "run `smv-cert migrate`",
        ),
        Ok(Standing::Ahead(extra)) => Finding::warn(
            "schema",
            &format!("usable, {} migrations ahead of this program", extra.len()),
            "put the new program in place here too",
        ),
        Ok(Standing::TooOld(missing)) => Finding::fail(
            "schema",
            &format!("too old, {} migrations behind", missing.len()),
            "run `smv-cert migrate`",
        ),
        Err(error) => Finding::fail("schema", &format!("{error:#}"), "run `smv-cert migrate`"),
    }
}

/// Whether what is sealed now can be opened by those who are there for it.
fn sealing(config: &Config, databases: &Databases) -> Vec<Finding> {
    let advice = "see runbook, \"Keys\"";
    let mut problems = Vec::new();
    for role in Role::ALL {
        let here = config.mode == Mode::Demo || config.database.own_url(role.database()).is_some();
        if !here {
            continue;
        }
        match prepare::sealing_problems(databases, Roles::Only(role), &config.keys()) {
            Ok(found) => problems.extend(found),
            Err(error) => problems.push(format!("{error:#}")),
        }
    }
    if problems.is_empty() {
        return vec![Finding::ok(
            "sealing",
            "every key in use is where it is needed",
        )];
    }
    problems
        .iter()
        .map(|problem| Finding::fail("sealing", problem, advice))
        .collect()
}

/// Whether `serve` will refuse to start for their sake.
fn demo_people(databases: &Databases, role: DbRole) -> Option<Finding> {
    if !matches!(role, DbRole::Staff | DbRole::Owner) {
        return None;
    }
    let found = people::present(&databases.pool(role).ok()?).ok()?;
    (!found.is_empty()).then(|| {
        Finding::fail(
            "people",
            &format!("demo people may log in: {}", found.join(", ")),
            "`smv-cert user disable --email …` for each",
        )
    })
}

/// Leases and promises rest on clocks that agree.
fn clock(databases: &Databases, role: DbRole) -> Finding {
    let theirs = databases
        .pool(role)
        .and_then(|db| Ok(db.transact_blocking(&Actor::System, store::time)?));
    let advice = "let both hosts keep time (NTP)";
    match theirs {
        Ok(theirs) => {
            let off = (crate::system_clock().now() - theirs)
                .num_milliseconds()
                .abs();
            let message = format!("{off} ms off the database's");
            match off {
                0..1_000 => Finding::ok("clock", &message),
                1_000..10_000 => Finding::warn("clock", &message, advice),
                _ => Finding::fail("clock", &message, advice),
            }
        }
        Err(error) => Finding::fail("clock", &format!("{error:#}"), advice),
    }
}

fn dead_letters(databases: &Databases, role: DbRole) -> Option<Finding> {
    if role == DbRole::Public {
        return None;
    }
    let db = databases.pool(role).ok()?;
    match db.transact_blocking(&Actor::System, outbox::counts) {
        Ok((pending, 0)) => Some(Finding::ok(
            "outbox",
            &format!("{pending} waiting, none given up"),
        )),
        Ok((pending, dead)) => Some(Finding::warn(
            "outbox",
            &format!("{pending} waiting, {dead} given up"),
            "see runbook, \"Mail is stuck\"; `smv-cert outbox requeue` tries them again",
        )),
        Err(_) => None,
    }
}
