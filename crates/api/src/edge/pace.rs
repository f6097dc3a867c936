//! Bodies must come in time: actix-web has no limit of its own for that, and 200 clients that send a
//! byte now and then would hold 200 connections for ever.

use std::pin::Pin;
use std::time::Duration;

use actix_web::web::{Bytes, Payload};
use futures_core::Stream as _;
use tokio::time::{Instant, timeout_at};

/// How fast a body must come.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// The whole of it.
    pub total: Duration,
    /// So often the rate is looked at.
    pub window: Duration,
    /// Fewest bytes of a window.
    pub least: usize,
}

impl Default for Pace {
    /// 1 KiB a second over ten seconds, and a minute in all.
    fn default() -> Self {
        if fault::broken("slow-bodies-are-cut-off") {
            let hour = Duration::from_hours(1);
            return Self {
                total: hour,
                window: hour,
                least: 0,
            };
        }
        Self {
            total: Duration::from_mins(1),
            window: Duration::from_secs(10),
            least: 10 * 1024,
        }
    }
}

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BodyError {
    TooLarge,
    TooSlow,
    /// The connection broke, or its framing did.
    Broken,
}

/// Reads a body of at most `most` bytes.
pub(crate) async fn read(
    mut payload: Payload,
    most: usize,
    pace: Pace,
) -> Result<Bytes, BodyError> {
    let mut body = Vec::new();
    let begun = Instant::now();
    let (mut window_ends, mut wanted) = (begun + pace.window, pace.least);
    loop {
        let chunk = std::future::poll_fn(|context| Pin::new(&mut payload).poll_next(context));
        match timeout_at(window_ends.min(begun + pace.total), chunk).await {
            Ok(None) => return Ok(Bytes::from(body)),
            Ok(Some(Ok(chunk))) if body.len() + chunk.len() > most => {
                return Err(BodyError::TooLarge);
            }
            Ok(Some(Ok(chunk))) => {
                body.extend_from_slice(&chunk);
                fault::point("mid-body");
            }
            Ok(Some(Err(actix_web::error::PayloadError::Overflow))) => {
                return Err(BodyError::TooLarge);
            }
            Ok(Some(Err(_))) => return Err(BodyError::Broken),
            Err(_) => {}
        }
        let now = Instant::now();
        if now >= begun + pace.total {
            return Err(BodyError::TooSlow);
        }
        if now >= window_ends {
            if body.len() < wanted {
                return Err(BodyError::TooSlow);
            }
            window_ends = now + pace.window;
            wanted = body.len() + pace.least;
        }
    }
}
