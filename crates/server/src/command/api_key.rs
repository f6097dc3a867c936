//! `smv-cert api-key`.

use anyhow::bail;
use chrono::Duration;
use domain::access::Actor;
use store::api_keys;

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
            as_owner(config, |db| {
                Ok(db.transact_blocking(&Actor::System, |tx| {
                    api_keys::insert(tx, store::new_id(now), owner, &hash, now, expires_at)
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
                Ok(db.transact_blocking(&Actor::System, |tx| api_keys::revoke(tx, owner, now))?)
            })?;
            if revoked == 0 {
                bail!("{owner} has no key that could be revoked");
            }
            out::line(format_args!("{revoked} of {owner}'s keys revoked"))?;
        }
    }
    Ok(())
}
