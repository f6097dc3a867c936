//! The material can be read, and the plans make a desk that looks like one.

use chrono::{DateTime, Duration, Utc};
use domain::kind::Kind;
use domain::severity::{Impact, Ongoing};

use super::dice::Dice;
use super::fate::{Fate, plans};
use super::material::Material;
use super::report;

fn now() -> DateTime<Utc> {
    "2026-11-23T10:00:00Z".parse().unwrap()
}

#[test]
fn the_same_filling_is_planned_the_same_way_each_time() {
    let (one, two) = (plans(0, 200, now()), plans(0, 200, now()));

    assert_eq!(format!("{one:?}"), format!("{two:?}"));
    assert_ne!(format!("{one:?}"), format!("{:?}", plans(1, 200, now())));
}

#[test]
fn two_hundred_cases_make_a_desk() {
    let plans = plans(0, 200, now());
    let of = |fate| plans.iter().filter(|plan| plan.fate == fate).count();
    let referred = plans.iter().filter(|plan| plan.referral.is_some()).count();

    assert_eq!(of(Fate::Queue) + of(Fate::Released), 35);
    assert!((20..=30).contains(&referred), "{referred}");
    for fate in [
        Fate::Working,
        Fate::Waiting,
        Fate::Resolved,
        Fate::Closed,
        Fate::Dismissed,
    ] {
        assert!(of(fate) >= 5, "{fate:?}: {}", of(fate));
    }
    assert!(plans.is_sorted_by_key(|plan| plan.received_at));
    let oldest = plans.first().unwrap().received_at;
    assert!(now() - oldest <= Duration::days(61), "{oldest}");
    assert!(plans.last().unwrap().received_at < now());
}

#[test]
fn every_report_obeys_the_rules_and_nothing_urgent_waits_in_the_queue() {
    let material = Material::read().unwrap();

    for seed in 0..5 {
        for plan in plans(seed, 200, now()) {
            let mut dice = Dice::of(!seed, plan.case);
            let written = report::write(&material, &plan, now(), &mut dice).unwrap();
            let report = written.report;
            let email = report.reporter.email;
            assert!(email.is_none_or(|email| email.as_str().ends_with(".example")));
            let worst = report.kind == Kind::Ransomware
                && report.ongoing == Ongoing::Yes
                && report.impact == Impact::AllDown;
            assert!(!(worst && plan.fate == Fate::Queue));
        }
    }
}
