//! Rates with bounded memory.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};

use super::network::Network;
use super::{PerMinute, WIDE};

/// Most keys that are remembered; some 20 MB. More share one rate until others are forgotten.
pub(super) const KEYS_MAX: usize = 200_000;
/// So often what has run out is forgotten.
pub(super) const SWEEP: u32 = 8192;
/// Rate of all who come when the memory is full, in rates of one.
const SHARED: u32 = 100;

type Limiter<K, S, C> = RateLimiter<K, S, C, NoOpMiddleware<<C as Clock>::Instant>>;

/// A rate per key.
pub(super) struct Keyed<K: Hash + Eq + Clone, C: Clock + Clone> {
    keys: Limiter<K, HashMapStateStore<K>, C>,
    others: Limiter<NotKeyed, InMemoryState, C>,
    since_sweep: AtomicU32,
}

impl<K: Hash + Eq + Clone, C: Clock + Clone> Keyed<K, C> {
    pub(super) fn new(rate: NonZeroU32, clock: &C) -> Self {
        let quota = Quota::per_minute(rate);
        let shared = Quota::per_minute(rate.saturating_mul(times(SHARED)));
        Self {
            keys: RateLimiter::hashmap_with_clock(quota, clock.clone()),
            others: RateLimiter::direct_with_clock(shared, clock.clone()),
            since_sweep: AtomicU32::new(0),
        }
    }

    pub(super) fn take(&self, key: &K) -> Result<(), Duration> {
        if self.since_sweep.fetch_add(1, Ordering::Relaxed) >= SWEEP {
            self.since_sweep.store(0, Ordering::Relaxed);
            self.keys.retain_recent();
            self.keys.shrink_to_fit();
        }
        let taken = if self.keys.len() < KEYS_MAX {
            self.keys.check_key(key)
        } else {
            self.others.check()
        };
        taken.map_err(|not_until| not_until.wait_time_from(self.keys.clock().now()))
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }
}

/// Rates of one class: of an address, of the network around it, and of all together.
pub(super) struct Bucket<C: Clock + Clone>(Option<Rates<C>>);

struct Rates<C: Clock + Clone> {
    narrow: Keyed<Network, C>,
    wide: Keyed<Network, C>,
    whole: Option<Limiter<NotKeyed, InMemoryState, C>>,
}

impl<C: Clock + Clone> Bucket<C> {
    pub(super) fn new(rate: PerMinute, whole: Option<u32>, clock: &C) -> Self {
        Self(rate.map(|rate| Rates {
            narrow: Keyed::new(rate, clock),
            wide: Keyed::new(rate.saturating_mul(times(WIDE)), clock),
            whole: whole.map(|factor| {
                let quota = Quota::per_minute(rate.saturating_mul(times(factor)));
                RateLimiter::direct_with_clock(quota, clock.clone())
            }),
        }))
    }

    /// The smallest first: what is refused there takes nothing from the others.
    pub(super) fn take(&self, address: IpAddr) -> Result<(), Duration> {
        let Some(rates) = &self.0 else {
            return Ok(());
        };
        rates.narrow.take(&Network::narrow(address))?;
        if let Some(network) = Network::wide(address) {
            rates.wide.take(&network)?;
        }
        let Some(whole) = &rates.whole else {
            return Ok(());
        };
        whole
            .check()
            .map_err(|not_until| not_until.wait_time_from(whole.clock().now()))
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        let Self(rates) = self;
        rates
            .as_ref()
            .map_or(0, |rates| rates.narrow.len().max(rates.wide.len()))
    }
}

const fn times(factor: u32) -> NonZeroU32 {
    match NonZeroU32::new(factor) {
        Some(factor) => factor,
        None => NonZeroU32::MIN,
    }
}
