//! How many files come in at once, in all and from one sender: who sends slowly holds a place for long.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::edge::Network;
use crate::error::ApiError;

/// After which a sender with too many at once may try again.
const AGAIN: Duration = Duration::from_secs(10);

/// The places.
pub(super) struct Places {
    all: Arc<Semaphore>,
    senders: Arc<Mutex<HashMap<Network, usize>>>,
    per_sender: usize,
}

/// A place that is taken, until it is dropped.
pub(crate) struct Place {
    _permit: OwnedSemaphorePermit,
    _share: Option<Share>,
}

/// A place of one sender.
struct Share {
    senders: Arc<Mutex<HashMap<Network, usize>>>,
    sender: Network,
}

impl Places {
    pub(super) fn new(all: usize, per_sender: usize) -> Self {
        Self {
            all: Arc::new(Semaphore::new(all)),
            senders: Arc::default(),
            per_sender,
        }
    }

    /// Takes a place, if this sender may have one more.
    pub(super) fn take(&self, sender: IpAddr) -> Result<Place, ApiError> {
        // A proxy of the machine itself that nobody listed brings everybody's files.
        let share = if sender.is_loopback() {
            None
        } else {
            Some(self.share(Network::narrow(sender))?)
        };
        let permit = self.all.clone().try_acquire_owned();
        Ok(Place {
            _permit: permit
                .map_err(|_| ApiError::Unavailable("all places for files are taken".into()))?,
            _share: share,
        })
    }

    fn share(&self, sender: Network) -> Result<Share, ApiError> {
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        let held = senders.entry(sender).or_default();
        if *held >= self.per_sender {
            return Err(ApiError::TooManyRequests(AGAIN));
        }
        *held += 1;
        Ok(Share {
            senders: self.senders.clone(),
            sender,
        })
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = senders.get_mut(&self.sender) {
            *held = held.saturating_sub(1);
            if *held == 0 {
                senders.remove(&self.sender);
            }
        }
    }
}
