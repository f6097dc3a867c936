//! A body that must keep coming, as a stream: nothing of it is kept here.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::error::PayloadError;
use actix_web::web::{Bytes, Payload};
use futures_core::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::edge::Pace;
use crate::error::{ApiError, Malformed};

/// A body that ends with an error when it comes too slowly.
pub(super) struct Paced {
    body: Payload,
    pace: Pace,
    ends: Instant,
    timer: Pin<Box<Sleep>>,
    /// Bytes of this window.
    seen: usize,
}

impl Paced {
    pub(super) fn new(body: Payload, pace: Pace) -> Self {
        let now = Instant::now();
        Self {
            body,
            pace,
            ends: now + pace.total,
            timer: Box::pin(sleep_until(now + pace.window)),
            seen: 0,
        }
    }

    /// The next bytes; none at the end.
    pub(super) async fn next(&mut self) -> Option<Result<Bytes, PayloadError>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if Instant::now() >= self.ends {
                return Poll::Ready(Some(Err(slow())));
            }
            if let Poll::Ready(item) = Pin::new(&mut self.body).poll_next(context) {
                if let Some(Ok(bytes)) = &item {
                    self.seen = self.seen.saturating_add(bytes.len());
                }
                return Poll::Ready(item);
            }
            if self.timer.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            if self.seen < self.pace.least {
                return Poll::Ready(Some(Err(slow())));
            }
            self.seen = 0;
            let next = (Instant::now() + self.pace.window).min(self.ends);
            self.timer.as_mut().reset(next);
        }
    }
}

fn slow() -> PayloadError {
    PayloadError::Io(io::Error::from(io::ErrorKind::TimedOut))
}

/// What a broken body is answered.
pub(super) fn broken(error: &PayloadError) -> ApiError {
    let is_slow = matches!(error, PayloadError::Io(io) if io.kind() == io::ErrorKind::TimedOut);
    ApiError::Malformed(if is_slow {
        Malformed::SlowBody
    } else {
        Malformed::Broken
    })
}
