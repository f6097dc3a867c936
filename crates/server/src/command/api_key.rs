//! `smv-cert api-key`.

use anyhow::bail;
use chrono::{DateTime, Duration, Utc};
use domain::access::Actor;
use domain::api_key::{Scope, end_of_overlap};
use domain::audit::{Act, Record};
use domain::id::{ApiKeyId, Id};
use store::api_keys::{self, Listed, NewKey as Row};
use triage_queue::audit;

use super::cli::{ApiKey, NewKey};
use super::owner::as_owner;
use crate::config::Config;
use crate::{out, system_clock};

pub(super) fn run(config: &Config, command: ApiKey) -> anyhow::Result<()> {
    match command {
        ApiKey::Add(new) => add(config, &new),
        ApiKey::Rotate {
            owner,
            overlap,
            days,
        } => rotate(config, owner.trim(), overlap, days),
        ApiKey::List => list(config),
        ApiKey::Revoke { owner, key } => revoke(config, owner.trim(), key.map(Id::from_uuid)),
    }
}

fn add(config: &Config, new: &NewKey) -> anyhow::Result<()> {
    let owner = new.owner.trim();
    if owner.is_empty() {
        bail!("--owner: say who calls with the key");
    }
    let scopes = match new.scopes.as_slice() {
        [] => vec![Scope::Submit],
        scopes => scopes.to_vec(),
    };
    let (key, mut row) = made(owner, new.days);
    row.scopes = scopes;
    row.sources = new.sources.iter().map(ToString::to_string).collect();
    let kept = row.clone();
    as_owner(config, |db| {
        Ok(db.transact_blocking(&Actor::System, |tx| {
            api_keys::insert(tx, &kept)?;
            audit::record(tx, &Actor::System, made_line(&kept), kept.created_at)
        })?)
    })?;
    tell(&row, &key)
}

fn rotate(config: &Config, owner: &str, overlap: Duration, days: u32) -> anyhow::Result<()> {
    let (key, mut row) = made(owner, days);
    let now = row.created_at;
    let before = as_owner(config, |db| {
        Ok(db.transact_blocking(&Actor::System, |tx| {
            let Some(before) = api_keys::newest(tx, owner, now)? else {
                return Ok::<_, triage_queue::Error>(None);
            };
            row.scopes.clone_from(&before.scopes);
            row.sources.clone_from(&before.sources);
            api_keys::insert(tx, &row)?;
            audit::record(tx, &Actor::System, made_line(&row), now)?;
            let ends_at = end_of_overlap(now, overlap, before.expires_at);
            api_keys::retire(tx, owner, row.id, ends_at)?;
            Ok(Some(ends_at))
        })?)
    })?;
    let Some(ends_at) = before else {
        bail!("{owner} has no valid key that another could follow: `smv-cert api-key add`");
    };
    out::aside(format_args!(
        "The present keys of {owner} end on {}.",
        ends_at.format("%Y-%m-%d at %H:%M UTC")
    ));
    tell(&row, &key)
}

fn list(config: &Config) -> anyhow::Result<()> {
    let now = system_clock().now();
    let keys = as_owner(config, |db| {
        Ok(db.transact_blocking(&Actor::System, api_keys::list)?)
    })?;
    for key in keys {
        out::line(line(&key, now))?;
    }
    Ok(())
}

fn revoke(config: &Config, owner: &str, only: Option<ApiKeyId>) -> anyhow::Result<()> {
    let now = system_clock().now();
    let revoked = as_owner(config, |db| {
        Ok(db.transact_blocking(&Actor::System, |tx| {
            let revoked = api_keys::revoke(tx, owner, only, now)?;
            let line = |id: &ApiKeyId| Record::done(Act::ApiKeyRevoked).with_key(id.uuid());
            let lines: Vec<Record> = revoked.iter().map(line).collect();
            audit::record_all(tx, &Actor::System, &lines, now)?;
            Ok::<_, triage_queue::Error>(revoked.len())
        })?)
    })?;
    if revoked == 0 {
        bail!("{owner} has no key that could be revoked");
    }
    out::line(format_args!("{revoked} of {owner}'s keys revoked"))?;
    Ok(())
}

/// The line that tells of a new key.
fn made_line(row: &Row) -> Record {
    Record::done(Act::ApiKeyMade)
        .with_key(row.id.uuid())
        .with("scopes", codes(&row.scopes))
}

/// A new key, and the row for it.
fn made(owner: &str, days: u32) -> (String, Row) {
    let now = system_clock().now();
    let key = api::api_key::generate();
    let row = Row {
        id: store::new_id(now),
        owner: owner.to_owned(),
        key_hash: api::api_key::hash(&key),
        scopes: Vec::new(),
        sources: Vec::new(),
        created_at: now,
        expires_at: now + Duration::days(days.into()),
    };
    (key, row)
}

fn tell(row: &Row, key: &str) -> anyhow::Result<()> {
    out::aside(format_args!(
        "Key of {}, for {}, valid until {}. It is shown this once and stored nowhere.",
        row.owner,
        codes(&row.scopes),
        row.expires_at.format("%Y-%m-%d")
    ));
    // Alone on standard output, so that a script can take it.
    out::line(key)?;
    Ok(())
}

fn line(key: &Listed, now: DateTime<Utc>) -> String {
    let day = |at: DateTime<Utc>| at.format("%Y-%m-%d").to_string();
    let standing = match key.revoked_at {
        Some(at) => format!("revoked {}", day(at)),
        None if key.expires_at <= now => format!("ended {}", day(key.expires_at)),
        None => format!("until {}", day(key.expires_at)),
    };
    let sources = match key.sources.as_slice() {
        [] => "anywhere".to_owned(),
        sources => sources.join(","),
    };
    let used = key.last_used_at.map_or_else(
        || "never used".to_owned(),
        |at| format!("used {}", at.format("%Y-%m-%d %H:%M")),
    );
    format!(
        "{}  {}  {}  from {sources}  {standing}  {used}",
        key.id,
        key.owner,
        codes(&key.scopes)
    )
}

fn codes(scopes: &[Scope]) -> String {
    let codes: Vec<&str> = scopes.iter().map(|scope| scope.code()).collect();
    codes.join(",")
}
