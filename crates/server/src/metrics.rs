//! `/metrics`: a few figures as Prometheus text. Never reachable from outside.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::dev::Server;
use actix_web::{App, HttpResponse, HttpServer, get, web};
use api::IntakeFigures;
use chrono::{DateTime, Utc};
use domain::access::Actor;
use store::audit::{Backlog, backlog};
use store::{Db, outbox};

use crate::audit::Sealer;
use crate::config::Mode;
use crate::http;

/// What the figures are made from.
#[derive(Clone)]
pub(crate) struct Figures {
    /// A pool that may count the outbox; the public role has none.
    pub(crate) outbox: Option<Db>,
    /// The audit chain, in a process that seals it.
    pub(crate) sealer: Option<Sealer>,
    /// What intake has done, in a process that takes reports.
    pub(crate) intake: Option<Arc<IntakeFigures>>,
    /// When the process started.
    pub(crate) started_at: DateTime<Utc>,
}

/// The server and its address. In a demonstration a taken port is no reason to stop.
pub(crate) fn server(
    listen: SocketAddr,
    mode: Mode,
    figures: Figures,
) -> anyhow::Result<Option<(Server, SocketAddr)>> {
    let bound = match (http::bind("metrics.listen", listen), mode) {
        (Ok(bound), _) => bound,
        (Err(error), Mode::Demo) => {
            tracing::warn!(error = format!("{error:#}"), "no /metrics this time");
            return Ok(None);
        }
        (Err(error), Mode::Production) => return Err(error),
    };
    let address = bound.address;
    let figures = web::Data::new(figures);
    let server = HttpServer::new(move || App::new().app_data(figures.clone()).service(metrics))
        .workers(1)
        .disable_signals()
        .shutdown_timeout(1)
        .listen(bound.listen()?)?
        .run();
    Ok(Some((server, address)))
}

#[get("/metrics")]
async fn metrics(figures: web::Data<Figures>) -> HttpResponse {
    let outbox = match &figures.outbox {
        Some(db) => db.transact(&Actor::System, outbox::counts).await.ok(),
        None => None,
    };
    HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(
            exposition(figures.started_at, outbox)
                + &figures.intake.as_deref().map(intake).unwrap_or_default()
                + &audit(figures.sealer.as_ref()).await,
        )
}

/// What intake has done, and where its time went.
fn intake(figures: &IntakeFigures) -> String {
    let read = |sum: &AtomicU64| sum.load(Ordering::Relaxed);
    let mut text = String::new();
    for (name, help, sum) in [
        (
            "reports",
            "Reports that were answered after a commit.",
            &figures.reports,
        ),
        ("groups", "Transactions of reports.", &figures.groups),
        (
            "refused",
            "Reports that found no place in the queue.",
            &figures.refused,
        ),
    ] {
        let _ = write!(
            text,
            "# HELP smv_cert_intake_{name}_total {help}\n\
             # TYPE smv_cert_intake_{name}_total counter\n\
             smv_cert_intake_{name}_total {}\n",
            read(sum)
        );
    }
    text.push_str(
        "# HELP smv_cert_intake_seconds_total Waiting of all reports for their group; the parts of all groups.\n\
         # TYPE smv_cert_intake_seconds_total counter\n",
    );
    for (part, sum) in [
        ("waiting", &figures.waiting),
        ("preparing", &figures.preparing),
        ("writing", &figures.writing),
        ("committing", &figures.committing),
    ] {
        let micros = read(sum);
        let _ = writeln!(
            text,
            "smv_cert_intake_seconds_total{{part=\"{part}\"}} {}.{:06}",
            micros / 1_000_000,
            micros % 1_000_000
        );
    }
    text
}

/// How far the sealing of the audit trail is behind, if that could be found out.
async fn audit(sealer: Option<&Sealer>) -> String {
    let Some(sealer) = sealer else {
        return String::new();
    };
    let Ok(Backlog { sealed_at, rows }) = sealer.db.transact(&Actor::System, backlog).await else {
        return String::new();
    };
    let mut text = format!(
        "# HELP smv_cert_audit_unsealed_rows Events and audit rows that wait to be sealed.\n\
         # TYPE smv_cert_audit_unsealed_rows gauge\n\
         smv_cert_audit_unsealed_rows {rows}\n\
         # HELP smv_cert_audit_broken Whether the chain no longer holds the head known here.\n\
         # TYPE smv_cert_audit_broken gauge\n\
         smv_cert_audit_broken {}\n",
        u8::from(sealer.broken.load(Ordering::Relaxed)),
    );
    if let Some(at) = sealed_at {
        let age = (sealer.clock.now() - at).num_milliseconds().max(0);
        let _ = write!(
            text,
            "# HELP smv_cert_audit_sealed_seconds_ago Since something was sealed.\n\
             # TYPE smv_cert_audit_sealed_seconds_ago gauge\n\
             smv_cert_audit_sealed_seconds_ago {}.{:03}\n",
            age / 1000,
            age % 1000
        );
    }
    text
}

/// Pending and dead messages, if they could be counted.
fn exposition(started_at: DateTime<Utc>, outbox: Option<(i64, i64)>) -> String {
    let mut text = format!(
        "# HELP smv_cert_build_info The version that runs.\n\
         # TYPE smv_cert_build_info gauge\n\
         smv_cert_build_info{{version=\"{}\"}} 1\n\
         # HELP process_start_time_seconds When the process started.\n\
         # TYPE process_start_time_seconds gauge\n\
         process_start_time_seconds {}\n",
        env!("CARGO_PKG_VERSION"),
        started_at.timestamp(),
    );
    if let Some((pending, dead)) = outbox {
        let _ = write!(
            text,
            "# HELP smv_cert_outbox_messages Messages that wait to be sent, or were given up.\n\
             # TYPE smv_cert_outbox_messages gauge\n\
             smv_cert_outbox_messages{{status=\"pending\"}} {pending}\n\
             smv_cert_outbox_messages{{status=\"dead\"}} {dead}\n"
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::exposition;
    use chrono::DateTime;

    #[test]
    fn figures_that_cannot_be_counted_are_left_out() {
        let start = DateTime::UNIX_EPOCH;

        assert!(exposition(start, Some((3, 1))).contains("{status=\"dead\"} 1\n"));
        assert!(!exposition(start, None).contains("outbox"));
    }
}
