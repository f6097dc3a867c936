//! Waiting instead of work: when a form without a script may send. Forms of one network take turns, so
//! that whoever sends many waits for each of them; other networks wait for none of these.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use aws_lc_rs::constant_time::verify_slices_are_equal;
use chrono::{DateTime, Duration, Utc};
use triage_queue::keyed::Keys;

use crate::edge::Network;

/// A turn is kept so long after it has come.
const LIFE: i64 = 3_600;
/// Nobody waits for more turns than so many, however many forms their network asks for.
const TURNS_MAX: i32 = 20;
/// Most networks that are remembered; others wait for their own form only.
const NETWORKS_MAX: usize = 100_000;

/// From when to when a form may send, in Unix seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Turn {
    pub(super) from: i64,
    until: i64,
}

impl Turn {
    /// As it travels in the form.
    pub(super) fn signed(self, keys: &Keys, form_key: &str) -> String {
        let mac = hex::encode(keys.turn(form_key, self.from, self.until));
        format!("{}.{}.{mac}", self.from, self.until)
    }
}

/// A turn that is ours, for this form, and not over.
pub(super) fn read(keys: &Keys, form_key: &str, signed: &str, now: DateTime<Utc>) -> Option<Turn> {
    let (from, rest) = signed.split_once('.')?;
    let (until, mac) = rest.split_once('.')?;
    let turn = Turn {
        from: from.parse().ok()?,
        until: until.parse().ok()?,
    };
    let ours = keys.turn(form_key, turn.from, turn.until);
    verify_slices_are_equal(&hex::decode(mac).ok()?, &ours).ok()?;
    (now.timestamp() < turn.until).then_some(turn)
}

/// Gives out turns.
pub(super) struct Turns {
    wait: Duration,
    /// The last turn of each network.
    last: Mutex<HashMap<Network, DateTime<Utc>>>,
}

impl Turns {
    pub(super) fn new(wait: Duration) -> Self {
        Self {
            wait,
            last: Mutex::default(),
        }
    }

    /// The next turn of an address's network; of nobody's: the first one.
    pub(super) fn next(&self, address: Option<IpAddr>, now: DateTime<Utc>) -> Turn {
        let from = address.map_or(now + self.wait, |address| {
            self.queued(Network::narrow(address), now)
        });
        Turn {
            from: from.timestamp(),
            until: from.timestamp() + LIFE,
        }
    }

    fn queued(&self, network: Network, now: DateTime<Utc>) -> DateTime<Utc> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.len() >= NETWORKS_MAX {
            last.retain(|_, turn| *turn > now);
        }
        let before = last.get(&network).copied().unwrap_or(now).max(now);
        let turn = (before + self.wait).min(now + self.wait * TURNS_MAX);
        if last.len() < NETWORKS_MAX || last.contains_key(&network) {
            last.insert(network, turn);
        }
        turn
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;

    use chrono::{DateTime, Duration, Utc};

    use super::Turns;

    #[test]
    fn forms_of_one_network_take_turns_and_another_does_not_wait_for_them() {
        let (turns, now) = (
            Turns::new(Duration::seconds(30)),
            DateTime::<Utc>::UNIX_EPOCH,
        );
        let one: Option<IpAddr> = "2001:db8::1".parse().ok();
        let neighbour = "2001:db8::2".parse().ok();
        let other = "192.0.2.1".parse().ok();

        let waits = [one, neighbour, other, None].map(|address| turns.next(address, now).from);
        let later = turns.next(one, now + Duration::hours(1)).from;
        let longest = (0..100).map(|_| turns.next(one, now).from).max();

        assert_eq!(waits, [30, 60, 30, 30]);
        assert_eq!(later, 3_630, "nothing is left of before");
        assert_eq!(longest, Some(600), "nobody waits for ever");
    }
}
