//! Failed tries count for more: whoever had too many of them is not listened to for a while.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, Reference as _};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use super::PerMinute;
use super::bucket::{KEYS_MAX, SWEEP};
use super::network::Network;

/// Failures of one class.
pub(super) struct Failures<C: Clock + Clone>(Option<Inner<C>>);

struct Inner<C: Clock + Clone> {
    clock: C,
    rate: RateLimiter<Network, HashMapStateStore<Network>, C, StateInformationMiddleware>,
    closed: Mutex<HashMap<Network, C::Instant>>,
    /// How long until one more failure is allowed.
    turn: Duration,
    since_sweep: AtomicU32,
}

impl<C: Clock + Clone> Failures<C> {
    pub(super) fn new(rate: PerMinute, clock: &C) -> Self {
        Self(rate.map(|rate| {
            let quota = Quota::per_minute(rate);
            Inner {
                clock: clock.clone(),
                rate: RateLimiter::hashmap_with_clock(quota, clock.clone()).with_middleware(),
                closed: Mutex::default(),
                turn: quota.replenish_interval(),
                since_sweep: AtomicU32::new(0),
            }
        }))
    }

    /// Whether the network is listened to; if not, how long it must wait.
    pub(super) fn may_try(&self, network: Network) -> Result<(), Duration> {
        let Some(inner) = &self.0 else {
            return Ok(());
        };
        let now = inner.clock.now();
        let mut closed = inner.closed.lock().unwrap_or_else(PoisonError::into_inner);
        match closed.get(&network) {
            Some(until) if *until > now => Err(until.duration_since(now).into()),
            Some(_) => {
                closed.remove(&network);
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Counts a failure. After the last that is allowed, nothing is tried until the next is.
    pub(super) fn note(&self, network: Network) {
        let Some(inner) = &self.0 else {
            return;
        };
        let now = inner.clock.now();
        let mut closed = inner.closed.lock().unwrap_or_else(PoisonError::into_inner);
        // Not at every failure: it goes through all of them.
        if inner.since_sweep.fetch_add(1, Ordering::Relaxed) >= SWEEP {
            inner.since_sweep.store(0, Ordering::Relaxed);
            closed.retain(|_, until| *until > now);
            inner.rate.retain_recent();
            inner.rate.shrink_to_fit();
        }
        if inner.rate.len() >= KEYS_MAX || closed.len() >= KEYS_MAX {
            return;
        }
        let left = inner
            .rate
            .check_key(&network)
            .map_or(0, |state| state.remaining_burst_capacity());
        if left == 0 {
            closed.insert(network, now + inner.turn.into());
        }
    }
}
