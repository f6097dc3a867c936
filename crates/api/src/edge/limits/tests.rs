//! Limits in virtual time.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::FakeRelativeClock;

use super::{Class, LimitSettings, Limits};

fn limits() -> (FakeRelativeClock, Limits<FakeRelativeClock>) {
    let clock = FakeRelativeClock::default();
    let settings = LimitSettings {
        intake: NonZeroU32::new(60),
        call_back: NonZeroU32::new(6),
        draft: NonZeroU32::new(90),
        login: NonZeroU32::new(30),
        login_failures: NonZeroU32::new(5),
        code: NonZeroU32::new(120),
        code_failures: NonZeroU32::new(10),
        export: NonZeroU32::new(10),
        api_key: NonZeroU32::new(20),
    };
    let limits = Limits::with_clock(settings, &clock);
    (clock, limits)
}

fn v4(number: u32) -> IpAddr {
    IpAddr::V4(Ipv4Addr::from_bits(0x0a00_0000 + number))
}

/// Host `host` of subnet `net` of one /48.
fn v6(net: u64, host: u64) -> IpAddr {
    let prefix = 0x2001_0db8_0001_u128 << 80;
    IpAddr::V6(Ipv6Addr::from_bits(
        prefix | u128::from(net) << 64 | u128::from(host),
    ))
}

#[test]
fn one_address_gets_its_rate_and_no_more_and_another_is_not_touched() {
    let (clock, limits) = limits();
    let one = v4(1);

    let taken = (0..10_000)
        .filter(|_| limits.take(Class::Intake, one).is_ok())
        .count();
    let wait = limits.take(Class::Intake, one).unwrap_err();

    assert_eq!(taken, 60);
    assert!(wait <= Duration::from_secs(1), "{wait:?}");
    assert!(limits.take(Class::Intake, v4(2)).is_ok());
    clock.advance(wait);
    assert!(limits.take(Class::Intake, one).is_ok());
    assert!(limits.take(Class::Intake, one).is_err());
    clock.advance(Duration::from_mins(10));
    let taken = (0..10_000)
        .filter(|_| limits.take(Class::Intake, one).is_ok())
        .count();
    assert_eq!(taken, 60, "nothing is saved up beyond a minute");
}

#[test]
fn addresses_of_one_network_share() {
    let (_, limits) = limits();
    let hosts = (0..1000).filter(|host| limits.take(Class::Intake, v6(7, *host)).is_ok());
    assert_eq!(hosts.count(), 60, "one /64 is one client");

    let (_, limits) = self::limits();
    let nets = (0..10_000).filter(|net| limits.take(Class::Intake, v6(*net, 1)).is_ok());
    assert_eq!(nets.count(), 240, "one /48 is four");
}

#[test]
fn the_machine_itself_reports_without_limit_but_does_not_log_in_without_one() {
    let (_, limits) = limits();
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);

    assert!((0..10_000).all(|_| limits.take(Class::Intake, here).is_ok()));
    let logins = (0..10_000).filter(|_| limits.take(Class::Login, here).is_ok());
    assert_eq!(logins.count(), 30);
}

#[test]
fn closed_classes_have_a_limit_of_the_listener_and_intake_has_none() {
    let (_, limits) = limits();
    let through = |class| {
        (0..20_000)
            .filter(|n| limits.take(class, v4(*n)).is_ok())
            .count()
    };

    assert_eq!(through(Class::Intake), 20_000);
    assert_eq!(through(Class::Login), 3_000);
    assert_eq!(through(Class::Export), 1_000);
}

#[test]
fn failed_look_ups_close_the_door_long_before_good_ones_do() {
    let (clock, limits) = limits();
    let (guesser, reporter) = (v4(1), v4(2));
    let mut tried = 0;
    for _ in 0..1000 {
        if limits.take(Class::Code, guesser).is_ok() {
            limits.failed(Class::Code, guesser);
            tried += 1;
        }
    }
    assert_eq!(tried, 10);
    assert!((0..120).all(|_| limits.take(Class::Code, reporter).is_ok()));
    assert!(limits.take(Class::Code, reporter).is_err());

    let wait = limits.take(Class::Code, guesser).unwrap_err();
    assert!(wait <= Duration::from_secs(6), "{wait:?}");
    clock.advance(wait);
    assert!(limits.take(Class::Code, guesser).is_ok());

    let mut in_an_hour = 0;
    for _ in 0..3600 {
        clock.advance(Duration::from_secs(1));
        if limits.take(Class::Code, guesser).is_ok() {
            limits.failed(Class::Code, guesser);
            in_an_hour += 1;
        }
    }
    assert!((590..=611).contains(&in_an_hour), "{in_an_hour}");
}

#[test]
fn a_key_has_a_rate_of_its_own_wherever_it_calls_from() {
    let (_, limits) = limits();
    let key = |n| domain::id::Id::from_uuid(uuid::Uuid::from_u128(n));

    assert_eq!(
        (0..100).filter(|_| limits.take_key(key(1)).is_ok()).count(),
        20
    );
    assert!(limits.take_key(key(2)).is_ok());
}

#[test]
fn a_million_addresses_do_not_fill_the_memory_and_are_forgotten() {
    let (clock, limits) = limits();

    for number in 0..1_000_000 {
        let _ = limits.take(Class::Login, v4(number));
        limits.failed(Class::Login, v4(number));
    }
    assert!(limits.login.len() <= super::bucket::KEYS_MAX);
    clock.advance(Duration::from_mins(2));
    for _ in 0..20_000 {
        let _ = limits.take(Class::Login, v4(1));
    }
    assert!(limits.login.len() < 10, "{}", limits.login.len());
}

#[test]
fn without_a_rate_there_is_no_limit() {
    let limits = Limits::new(LimitSettings::default());

    assert!((0..1000).all(|_| limits.take(Class::Login, v4(1)).is_ok()));
}
