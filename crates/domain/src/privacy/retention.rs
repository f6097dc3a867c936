//! When the content of a case may go, and why it stays.
//!
//! Public bodies may destroy records only under a decision of the archives (arkivloven), and keep
//! personal data no longer than needed (GDPR, Article 5(1)(e)): both must agree.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::case::status::Status;

/// Content of a case is kept so many days after its last change, unless told otherwise.
pub const CONTENT_DAYS: u32 = 5 * 365 + 1;
/// Sessions, after their end.
pub const SESSION_DAYS: i64 = 90;
/// What the live register is asked, and what it answers: for so long nobody asks again.
pub const REGISTER_DAYS: i64 = 1;
/// Rows about mail that was sent.
pub const SENT_MAIL_DAYS: i64 = 90;
/// Mail that was given up.
pub const DEAD_MAIL_DAYS: i64 = 30;
/// Keys of calling systems, after they were revoked or ran out.
pub const API_KEY_DAYS: i64 = 365;
/// Days that a call-back is kept after it was done: long enough to call again.
pub const CALL_BACK_DAYS: i64 = 30;
/// Days after which nobody waits for a call any more.
pub const CALL_BACK_WAITS_DAYS: i64 = 90;

/// What is known of a case without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Where it stands.
    pub status: Status,
    /// When its first report came.
    pub received_at: DateTime<Utc>,
    /// Its last change.
    pub updated_at: DateTime<Utc>,
    /// When a hold on it must be looked at, if there is one.
    pub held_until_review: Option<NaiveDate>,
    /// Whether a referral is on its way to the police.
    pub referral_under_way: bool,
}

/// What a decision of the archives covers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The archives' reference.
    pub reference: String,
    /// The last day of receipt that it covers.
    pub covers_until: NaiveDate,
}

/// Whether the content goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It goes, under this decision.
    Goes {
        /// The decision.
        decision: String,
    },
    /// It stays.
    Stays(Why),
}

/// Why it stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// Somebody may still work on it.
    NotFinished,
    /// The period has not run out.
    TooYoung,
    /// A referral is on its way.
    ReferralUnderWay,
    /// A legal hold.
    Held {
        /// When the hold must be looked at.
        review_on: NaiveDate,
    },
    /// No decision of the archives covers it.
    NotCovered,
}

/// Whether the content of a case goes. The narrowest decision that covers it is named.
#[must_use]
pub fn verdict(facts: &Facts, now: DateTime<Utc>, days: u32, decisions: &[Decision]) -> Verdict {
    let cut = now - Duration::days(i64::from(days));
    if !matches!(facts.status, Status::Closed | Status::Dismissed) {
        return Verdict::Stays(Why::NotFinished);
    }
    if facts.updated_at >= cut {
        return Verdict::Stays(Why::TooYoung);
    }
    if let Some(review_on) = facts.held_until_review {
        return Verdict::Stays(Why::Held { review_on });
    }
    if facts.referral_under_way {
        return Verdict::Stays(Why::ReferralUnderWay);
    }
    let received = facts.received_at.date_naive();
    let covering = decisions
        .iter()
        .filter(|decision| received <= decision.covers_until);
    match covering.min_by_key(|decision| decision.covers_until) {
        Some(decision) => Verdict::Goes {
            decision: decision.reference.clone(),
        },
        None => Verdict::Stays(Why::NotCovered),
    }
}

#[cfg(test)]
mod tests {
    use super::{CONTENT_DAYS, Decision, Facts, Verdict, Why, verdict};
    use crate::case::status::Status;
    use chrono::{DateTime, NaiveDate, Utc};

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}T12:00:00Z").parse().unwrap()
    }

    fn old() -> Facts {
        Facts {
            status: Status::Closed,
            received_at: at("2020-03-01"),
            updated_at: at("2020-05-01"),
            held_until_review: None,
            referral_under_way: false,
        }
    }

    fn decision(reference: &str, covers_until: &str) -> Decision {
        Decision {
            reference: reference.to_owned(),
            covers_until: covers_until.parse().unwrap(),
        }
    }

    #[test]
    fn only_old_finished_free_and_covered_cases_go() {
        let review: NaiveDate = "2027-01-01".parse().unwrap();
        let covered = [
            decision("late", "2021-12-31"),
            decision("near", "2020-12-31"),
        ];
        let now = at("2026-11-24");
        for (facts, decisions, expected) in [
            (
                Facts {
                    status: Status::Resolved,
                    ..old()
                },
                &covered[..],
                Why::NotFinished,
            ),
            (
                Facts {
                    updated_at: at("2026-01-01"),
                    ..old()
                },
                &covered[..],
                Why::TooYoung,
            ),
            (
                Facts {
                    held_until_review: Some(review),
                    ..old()
                },
                &covered[..],
                Why::Held { review_on: review },
            ),
            (
                Facts {
                    referral_under_way: true,
                    ..old()
                },
                &covered[..],
                Why::ReferralUnderWay,
            ),
            (old(), &[][..], Why::NotCovered),
            (
                Facts {
                    received_at: at("2022-01-01"),
                    ..old()
                },
                &covered[..],
                Why::NotCovered,
            ),
        ] {
            let found = verdict(&facts, now, CONTENT_DAYS, decisions);
            assert_eq!(found, Verdict::Stays(expected));
        }
        let goes = Verdict::Goes {
            decision: "near".to_owned(),
        };
        assert_eq!(verdict(&old(), now, CONTENT_DAYS, &covered), goes);
    }

    #[test]
    fn the_last_day_of_a_decision_is_covered() {
        let facts = Facts {
            received_at: at("2020-12-31"),
            ..old()
        };
        let found = verdict(&facts, at("2026-11-24"), 30, &[decision("d", "2020-12-31")]);
        assert_eq!(
            found,
            Verdict::Goes {
                decision: "d".to_owned()
            }
        );
    }
}
