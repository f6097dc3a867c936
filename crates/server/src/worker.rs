//! The worker role: mail, and pruning of what has run out.

use std::sync::Arc;
use std::time::Duration;

use domain::access::Actor;
use domain::now::Clock;
use notification::{Letterhead, Worker};
use store::Db;
use tokio_util::sync::CancellationToken;
use url::Url;
use vault::Keyring;

use crate::config::Config;

/// Between two prunings.
const PRUNE_EVERY: Duration = Duration::from_mins(10);

/// Prepares the mail worker.
pub(crate) fn mail(
    config: &Config,
    db: Db,
    clock: Clock,
    public_url: Url,
    ring: Keyring,
) -> anyhow::Result<Worker> {
    Ok(Worker {
        db,
        mailer: config.mail.mailer(&config.data_dir)?,
        clock,
        letterhead: Arc::new(Letterhead::new(public_url, &config.contact.our_phone)),
        name: name().into(),
        ring: Arc::new(ring),
    })
}

/// Forgets technical rows whose period has run out, until told to stop.
pub(crate) async fn prune(db: Db, clock: Clock, stop: CancellationToken) -> anyhow::Result<()> {
    let mut ticks = tokio::time::interval(PRUNE_EVERY);
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            _ = ticks.tick() => {}
        }
        let now = clock.now();
        let pruned = db
            .transact(&Actor::System, move |tx| store::retention::prune(tx, now))
            .await;
        match pruned {
            Ok(rows) => tracing::debug!(rows, "rows that had run out are forgotten"),
            // The next round tries again.
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(error, "rows that have run out cannot be forgotten");
            }
        }
    }
}

/// Host and process, for the operator who looks at a lease.
fn name() -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    format!("{}/{}", host.trim(), std::process::id())
}
