//! `smv-cert api-key`.

use anyhow::bail;
use chrono::Duration;
use domain::access::Actor;
use domain::audit::{Act, Record};
use domain::id::ApiKeyId;
use store::api_keys;
use triage_queue::audit;

use super::cli::ApiKey;
use super::owner::as_owner;
use crate::config::Config;
use crate::{out, system_clock};

pub(super) fn run(config: &Config, command: ApiKey) -> anyhow::Result<()> {
    let now = system_clock().now();
    match command {
        ApiKey::Add { owner, days } => {
            let owner = owner.trim();
            if owner.is_empty() {
                bail!("--owner: say who calls with the key");
            }
            let key = api::api_key::generate();
            let hash = api::api_key::hash(&key);
            let expires_at = now + Duration::days(i64::from(days));
            let id: ApiKeyId = store::new_id(now);
            as_owner(config, |db| {
                Ok(db.transact_blocking(&Actor::System, |tx| {
                    api_keys::insert(tx, id, owner, &hash, now, expires_at)?;
                    let line = Record::done(Act::ApiKeyMade).with_key(id.uuid());
                    audit::record(tx, &Actor::System, line, now)
                })?)
            })?;
            out::aside(format_args!(
                "Key of {owner}, valid until {}. It is shown this once and stored nowhere.",
                expires_at.format("%Y-%m-%d")
            ));
            // Alone on standard output, so that a script can take it.
            out::line(key)?;
        }
        ApiKey::Revoke { owner } => {
            let owner = owner.trim();
            let revoked = as_owner(config, |db| {
                Ok(db.transact_blocking(&Actor::System, |tx| {
                    let revoked = api_keys::revoke(tx, owner, now)?;
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
        }
    }
    Ok(())
}
