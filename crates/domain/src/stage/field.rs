//! What each stage asks for: the form, the API, the export and the rules read the same list.

use super::StageName;
use crate::severity::Severity;

/// Most characters of an answer in words.
const WORDS_MAX: usize = 10_000;
/// Fewest characters of one that must be there.
const WORDS_MIN: usize = 10;
/// Most characters of a short answer.
const LINE_MAX: usize = 500;

const YES_NO: Ask = Ask::Choice(&["yes", "no", "unknown"]);

/// How a field is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// By one of these.
    Choice(&'static [&'static str]),
    /// In a line.
    Line {
        /// Most characters.
        max: usize,
    },
    /// In words.
    Words {
        /// Fewest characters, where there are any.
        min: usize,
        /// Most characters.
        max: usize,
    },
}

/// One thing that a stage says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    /// Its name in JSON and in the form.
    pub name: &'static str,
    /// How it is answered.
    pub ask: Ask,
    /// Whether the stage says nothing without it.
    pub required: bool,
}

const fn required(name: &'static str, ask: Ask) -> Field {
    Field {
        name,
        ask,
        required: true,
    }
}

const fn words(name: &'static str) -> Field {
    let (min, max) = (WORDS_MIN, WORDS_MAX);
    required(name, Ask::Words { min, max })
}

const SUSPECTED_MALICIOUS: Field = required("suspected_malicious", YES_NO);
const CROSS_BORDER: Field = required("cross_border", YES_NO);
const COUNTRIES: Field = Field {
    name: "countries",
    ask: Ask::Line { max: LINE_MAX },
    required: false,
};
const SEVERITY: Field = required("severity", Ask::Choice(Severity::CODES));
const IMPACT_ASSESSMENT: Field = words("impact_assessment");
/// Art. 23(4)(b): "where available".
const INDICATORS: Field = Field {
    name: "indicators",
    ask: Ask::Words {
        min: 1,
        max: WORDS_MAX,
    },
    required: false,
};

/// Art. 23(4)(a).
const EARLY_WARNING: &[Field] = &[SUSPECTED_MALICIOUS, CROSS_BORDER, COUNTRIES];
/// Art. 23(4)(b): it updates the early warning.
const NOTIFICATION: &[Field] = &[
    words("update"),
    SUSPECTED_MALICIOUS,
    CROSS_BORDER,
    COUNTRIES,
    SEVERITY,
    IMPACT_ASSESSMENT,
    INDICATORS,
];
/// Art. 23(4)(d).
const FINAL: &[Field] = &[
    words("description"),
    SEVERITY,
    IMPACT_ASSESSMENT,
    words("cause"),
    words("mitigation"),
    CROSS_BORDER,
    COUNTRIES,
];

/// What a stage asks for, in the order of the law.
#[must_use]
pub const fn fields(stage: StageName) -> &'static [Field] {
    match stage {
        StageName::EarlyWarning => EARLY_WARNING,
        StageName::Notification => NOTIFICATION,
        StageName::Final => FINAL,
    }
}

/// The fields that hold words of people.
pub const WORDS: [&str; 7] = [
    "countries",
    "update",
    "impact_assessment",
    "indicators",
    "description",
    "cause",
    "mitigation",
];
