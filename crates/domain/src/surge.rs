//! A wave of reports: when there is one, of what, and which of them are alike.

mod likeness;

use std::num::NonZeroU32;

use chrono::Duration;

use crate::kind::Kind;

pub use likeness::{Terms, groups};

/// When there is a wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SurgeSettings {
    /// So many times the usual; none: never.
    pub multiple: Option<NonZeroU32>,
    /// Fewer than so many in a window are never one, however little is usual.
    pub least: u32,
    /// What is counted.
    pub window: Duration,
}

impl Default for SurgeSettings {
    fn default() -> Self {
        Self {
            multiple: NonZeroU32::new(5),
            least: 20,
            window: Duration::hours(1),
        }
    }
}

/// What has come, without what looks like a flood.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrivals {
    /// In the last window, by kind.
    pub recent: Vec<(Kind, u32)>,
    /// In a usual window.
    pub usual: f64,
}

/// A wave as it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Surge {
    /// Of which kind at least half are; none: of several.
    pub kind: Option<Kind>,
    /// Reports in the last window.
    pub recent: u32,
    /// Reports in a usual window.
    pub usual: f64,
}

impl SurgeSettings {
    /// The wave that there is. One that is on ends only when half as much has come as begins one, so that
    /// the form does not change from minute to minute.
    #[must_use]
    pub fn judge(&self, arrivals: &Arrivals, is_on: bool) -> Option<Surge> {
        let multiple = f64::from(self.multiple?.get());
        let recent = arrivals.total();
        let begins = f64::from(self.least).max(multiple * arrivals.usual);
        let needed = if is_on { begins / 2.0 } else { begins };
        (f64::from(recent) >= needed).then(|| Surge {
            kind: arrivals.main_kind(),
            recent,
            usual: arrivals.usual,
        })
    }
}

impl Arrivals {
    fn total(&self) -> u32 {
        self.recent.iter().map(|(_, count)| count).sum()
    }

    fn main_kind(&self) -> Option<Kind> {
        let total = self.total();
        self.recent
            .iter()
            .max_by_key(|(_, count)| *count)
            .filter(|(_, count)| count.saturating_mul(2) >= total)
            .map(|(kind, _)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrivals, SurgeSettings};
    use crate::kind::Kind;

    fn arrivals(recent: &[(Kind, u32)], usual: f64) -> Arrivals {
        Arrivals {
            recent: recent.to_vec(),
            usual,
        }
    }

    #[test]
    fn five_times_the_usual_is_a_wave_and_a_few_reports_never_are() {
        let settings = SurgeSettings::default();
        let judge = |count, usual| {
            let arrivals = arrivals(&[(Kind::Phishing, count)], usual);
            settings.judge(&arrivals, false).is_some()
        };

        assert!(!judge(19, 0.0), "too few");
        assert!(judge(20, 0.0), "nothing is usual yet");
        assert!(!judge(49, 10.0));
        assert!(judge(50, 10.0));
    }

    #[test]
    fn a_wave_goes_on_until_half_as_much_comes() {
        let settings = SurgeSettings::default();
        let judge = |count| {
            let arrivals = arrivals(&[(Kind::Phishing, count)], 10.0);
            settings.judge(&arrivals, true).is_some()
        };

        assert!(judge(25));
        assert!(!judge(24));
        let off = SurgeSettings {
            multiple: None,
            ..settings
        };
        let many = arrivals(&[(Kind::Phishing, 10_000)], 0.0);
        assert_eq!(off.judge(&many, true), None);
    }

    #[test]
    fn it_is_of_the_kind_that_half_of_it_is() {
        let settings = SurgeSettings::default();
        let kind =
            |recent: &[(Kind, u32)]| settings.judge(&arrivals(recent, 1.0), false).unwrap().kind;

        assert!(kind(&[(Kind::Bec, 15), (Kind::Phishing, 15)]).is_some());
        assert_eq!(
            kind(&[(Kind::Bec, 5), (Kind::Ransomware, 20)]),
            Some(Kind::Ransomware)
        );
        let three = [
            (Kind::Bec, 10),
            (Kind::Ransomware, 10),
            (Kind::Phishing, 10),
        ];
        assert_eq!(kind(&three), None);
    }
}
