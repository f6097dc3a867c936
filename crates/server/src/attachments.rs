//! The worker's part in attachments: scanning, and removing what nobody knows any more.

use std::sync::Arc;
use std::time::Duration;

use attachment::round::Attendant;
use attachment::scanner::Scanner;
use attachment::{Settings, Storage};
use domain::now::Clock;
use store::Db;
use tokio_util::sync::CancellationToken;
use vault::Keyring;

/// Between two looks at what waits for the scanner.
const PAUSE: Duration = Duration::from_secs(1);
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
    while !stop.is_cancelled() {
        match attendant.scan().await {
            Ok(0) => {}
            Ok(_) => continue,
            Err(error) => tracing::warn!(%error, "files cannot be scanned now"),
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
    Ok(())
}

/// Sweeps until told to stop. No error ends it.
pub(crate) async fn sweep(attendant: Attendant, stop: CancellationToken) -> anyhow::Result<()> {
    let mut ticks = tokio::time::interval(SWEEP_EVERY);
    loop {
        tokio::select! {
            () = stop.cancelled() => return Ok(()),
            _ = ticks.tick() => {}
        }
        match attendant.sweep().await {
            Ok(0) => {}
            Ok(objects) => tracing::info!(objects, "stored pieces that nobody knew are removed"),
            Err(error) => tracing::warn!(%error, "the storage of attachments cannot be swept"),
        }
    }
}
