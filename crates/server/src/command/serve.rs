//! `smv-cert serve`.

use std::future::Future;
use std::process::ExitCode;

use anyhow::Context as _;
use sd_notify::NotifyState;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::FAILED;
use super::cli::Serve;
use crate::config::Config;
use crate::lifecycle::Ended;
use crate::running::{Background, start_until};
use crate::{Roles, banner, hardening, out, system_clock, telemetry};

/// A second signal cut off a stop.
const CUT_OFF: u8 = 130;

pub(super) fn run(config: Config, arguments: &Serve) -> anyhow::Result<ExitCode> {
    telemetry::for_service(&config.log);
    hardening::apply();
    let roles = arguments.only.map_or(Roles::All, Roles::Only);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    let code = runtime.block_on(until_signalled(config, roles));
    runtime.shutdown_background();
    code
}

async fn until_signalled(config: Config, roles: Roles) -> anyhow::Result<ExitCode> {
    let signals = Signals::listen()?;
    let stop = CancellationToken::new();
    let serving = serve(config, roles, stop.clone());
    tokio::select! {
        ended = serving => ended,
        () = signals.second(stop) => {
            out::aside("smv-cert: cut off; what was begun is not finished");
            Ok(ExitCode::from(CUT_OFF))
        }
    }
}

async fn serve(config: Config, roles: Roles, stop: CancellationToken) -> anyhow::Result<ExitCode> {
    let begun = std::time::Instant::now();
    let started = start_until(
        config.clone(),
        system_clock(),
        roles,
        Background::Runs,
        stop.clone(),
    );
    let running = match Box::pin(started).await {
        Ok(running) => running,
        // Somebody stopped it while it was being prepared.
        Err(_) if stop.is_cancelled() => return Ok(ExitCode::SUCCESS),
        Err(error) => return Err(error),
    };
    tracing::info!(
        http.public_url = %running.linked_url,
        start.milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        "ready"
    );
    banner::show(&config, &running)?;
    tell_systemd(&[NotifyState::Ready]);
    let ended = beside(watchdog(), Box::pin(running.ended())).await?;
    tracing::info!("stopped");
    Ok(match ended {
        Ended::Cleanly | Ended::CutOff => ExitCode::SUCCESS,
        Ended::Crashed => ExitCode::from(FAILED),
    })
}

/// Runs `main` to its end, and `beside` for as long.
async fn beside<T>(beside: impl Future<Output = ()>, main: impl Future<Output = T>) -> T {
    tokio::pin!(beside, main);
    loop {
        tokio::select! {
            done = &mut main => return done,
            () = &mut beside => {}
        }
    }
}

/// Tells systemd that we live, twice as often as it asks for.
async fn watchdog() {
    let Some(limit) = sd_notify::watchdog_enabled() else {
        return std::future::pending().await;
    };
    let mut ticks = tokio::time::interval(limit / 2);
    loop {
        ticks.tick().await;
        tell_systemd(&[NotifyState::Watchdog]);
    }
}

fn tell_systemd(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(%error, "systemd cannot be told");
    }
}

/// Ctrl-C and SIGTERM.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn listen() -> anyhow::Result<Self> {
        let words = "signals cannot be listened for";
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).context(words)?,
            terminate: signal(SignalKind::terminate()).context(words)?,
        })
    }

    /// The first signal stops everything; the second ends this future.
    async fn second(mut self, stop: CancellationToken) {
        self.next().await;
        tell_systemd(&[NotifyState::Stopping]);
        tracing::info!("stopping: finishing what was begun");
        if out::is_terminal() {
            out::aside("\nStopping. Ctrl-C once more cuts it off.");
        }
        stop.cancel();
        self.next().await;
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}
