//! Guessing in virtual time.

use chrono::{DateTime, Duration, Utc};

use super::{FORGOTTEN_AFTER, Lock, Subject};

fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

/// Guesses as often as it may for so long; how many guesses were looked at.
fn guesses(subject: Subject, duration: Duration) -> u32 {
    let (mut now, mut lock, mut made) = (start(), Lock::open(start()), 0);
    while now < start() + duration {
        if let Some(wait) = lock.wait(now) {
            now += wait;
        } else {
            lock = lock.tried(subject, now);
            made += 1;
            // A guess takes a hundredth of a second.
            now += Duration::milliseconds(10);
        }
    }
    made
}

#[test]
fn mistakes_cost_seconds_and_guessing_costs_days() {
    assert_eq!(guesses(Subject::Account, Duration::seconds(1)), 3);
    assert_eq!(guesses(Subject::Account, Duration::minutes(1)), 18);
    let day = guesses(Subject::Account, Duration::hours(24));
    assert!((180..=200).contains(&day), "{day}");
    let day = guesses(Subject::Network, Duration::hours(24));
    assert!((700..=800).contains(&day), "{day}");
}

#[test]
fn no_lock_lasts_longer_than_its_step_and_all_is_forgotten_after_a_day() {
    let now = start();
    let mut lock = Lock::open(now);
    for _ in 0..10_000 {
        lock = lock.tried(Subject::Account, now);
    }

    assert_eq!(lock.wait(now), Some(Duration::minutes(15)));
    assert_eq!(lock.wait(now + Duration::minutes(15)), None);
    let later = now + FORGOTTEN_AFTER;
    assert_eq!(lock.tried(Subject::Account, later).failures, 1);
    let longest = (0..2000).map(|n| Subject::Account.delay(n)).max();
    assert_eq!(longest, Some(Duration::minutes(15)));
}

#[test]
fn delays_never_become_shorter() {
    for subject in [Subject::Account, Subject::Network] {
        for failures in 0..1000 {
            assert!(subject.delay(failures) <= subject.delay(failures + 1));
        }
    }
}

#[test]
fn a_right_try_opens_the_account_and_gives_the_network_one_back() {
    let now = start();
    let mut account = Lock::open(now);
    let mut network = Lock::open(now);
    for _ in 0..30 {
        account = account.tried(Subject::Account, now);
        network = network.tried(Subject::Network, now);
    }

    assert_eq!(account.was_right(Subject::Account, now), Lock::open(now));
    let network = network.was_right(Subject::Network, now);
    assert_eq!(network.failures, 29);
    assert_eq!(network.wait(now), Some(Duration::seconds(1)));
}

#[test]
fn many_tries_at_once_get_no_further_than_one_after_the_other() {
    let now = start();
    let (mut lock, mut looked_at) = (Lock::open(now), 0);
    for _ in 0..100 {
        if lock.wait(now).is_none() {
            lock = lock.tried(Subject::Account, now);
            looked_at += 1;
        }
    }
    assert_eq!(looked_at, 3);
}
