//! The worker's part in attachments: scanning, and removing what nobody knows any more.

use std::sync::Arc;
use std::time::Duration;

use attachment::round::{Attendant, Scanned, Swept};
use attachment::scanner::Scanner;
use attachment::{Settings, Storage};
use domain::now::Clock;
use store::Db;
use tokio_util::sync::CancellationToken;
use vault::Keyring;

/// Between two looks at what waits for the scanner.
const PAUSE: Duration = Duration::from_secs(1);
/// The same while the scanner is away.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// Between two sweeps.
const SWEEP_EVERY: Duration = Duration::from_mins(30);

/// Prepares it.
pub(crate) fn attendant(
    settings: &Settings,
    storage: Storage,
    db: Db,
    ring: Keyring,
    clock: Clock,
) -> Attendant {
    Attendant {
        db,
        storage,
        ring: Arc::new(ring),
        scanner: scanner(settings),
        clock,
        unfinished: settings.unfinished,
        request: settings.request,
        unknown: settings.unknown,
    }
}

/// The scanner, where there is one.
pub(crate) fn scanner(settings: &Settings) -> Option<Scanner> {
    settings.scanner.clone().map(|address| Scanner {
        address,
        limit: settings.scan,
        most: settings.scanner_bytes,
    })
}

/// Scans until told to stop. No error ends it.
pub(crate) async fn scan(attendant: Attendant, stop: CancellationToken) -> anyhow::Result<()> {
    let mut pause = PAUSE;
    while !stop.is_cancelled() {
        match attendant.scan(&stop).await {
            Ok(Scanned { is_away: true, .. }) => {
                tracing::warn!("the scanner does not answer; files wait");
                pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
            }
            Ok(Scanned { files, .. }) => {
                pause = PAUSE;
                if files > 0 {
                    continue;
                }
            }
            Err(error) => tracing::warn!(%error, "files cannot be scanned now"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
    Ok(())
}

/// Sweeps until told to stop. No error ends it.
pub(crate) async fn sweep(attendant: Attendant, stop: CancellationToken) -> anyhow::Result<()> {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    let mut told = 0;
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            _ = ticks.tick() => {}
        }
        match attendant.sweep(&stop).await {
            Ok(Swept { removed, kept }) => {
                if removed > 0 {
                    tracing::info!(removed, "stored pieces that nobody needs are removed");
                }
                // Once for each number: it stays the same for days.
                if kept > 0 && kept != told {
                    tracing::warn!(
                        kept,
                        "stored pieces that no row knows are kept until they are old: after an older \
                         database was restored they may be all there is (attachments.unknown_days)"
                    );
                }
                told = kept;
            }
            Err(error) => tracing::warn!(%error, "the storage of attachments cannot be swept"),
        }
    }
}

/// The storage. That it is away is no reason not to start.
pub(crate) fn storage(settings: &Settings) -> Storage {
    let storage = Storage::new(&settings.place, settings.least_free_percent);
    if let Err(error) = storage.open() {
        let error: &dyn std::error::Error = &error;
        tracing::error!(
            error,
            "attachments.storage cannot be used: files are refused, all else goes on"
        );
    }
    storage
}
