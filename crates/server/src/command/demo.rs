//! `smv-cert demo`.

use anyhow::bail;
use secrecy::ExposeSecret as _;
use tokio_util::sync::CancellationToken;

use super::cli::Demo;
use super::owner::as_owner;
use crate::config::{Config, Mode};
use crate::demo::{Progress, Wanted, fill, people};
use crate::keys::sealing;
use crate::{Roles, out, system_clock};

pub(super) fn run(config: &Config, arguments: &Demo) -> anyhow::Result<()> {
    if config.mode == Mode::Production {
        bail!("mode is production: demo people and cases need SMV_CERT_MODE=demo");
    }
    let keys = config.keys();
    keys.generate_missing(Roles::All)?;
    let now = system_clock().now();
    let filled = as_owner(config, |db| {
        if people::present(db)?.is_empty() {
            // Nobody can log in with this until `serve` sets the password, or the variable does.
            let unknown = hex::encode(store::random::<16>());
            let password = config.demo_password.as_ref();
            let password = password.map_or(unknown.as_str(), |given| given.expose_secret());
            let hash = api::password::hash(password)
                .map_err(|_| anyhow::anyhow!("the demo password cannot be hashed"))?;
            people::ensure(db, now, &hash)?;
        }
        sealing::ensure(&keys, db, now)?;
        let wanted = Wanted {
            cases: arguments.cases,
            now,
        };
        let bar = Progress::new(wanted.cases);
        fill(db, &keys, wanted, &bar, &CancellationToken::new())
    })?;
    Ok(out::line(format_args!("{filled} cases filled in"))?)
}
