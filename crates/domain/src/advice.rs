//! First aid: what to do now, by kind and language.
//!
//! Our own wording, `reference/data/advice/first-aid.json`, compiled in. The bank step comes first
//! for payment fraud: it is the only one that is a matter of hours.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::kind::Kind;
use crate::language::Language;

#[derive(Debug, Deserialize)]
struct File {
    advice: Vec<Advice>,
}

#[derive(Debug, Deserialize)]
struct Advice {
    intake_type: String,
    title: Bilingual<String>,
    steps: Bilingual<Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct Bilingual<T> {
    da: T,
    en: T,
}

impl<T> Bilingual<T> {
    const fn get(&self, language: Language) -> &T {
        match language {
            Language::Da => &self.da,
            Language::En => &self.en,
        }
    }
}

static ADVICE: LazyLock<Vec<Advice>> = LazyLock::new(|| {
    [
        include_str!("../../../reference/data/advice/first-aid.json"),
        include_str!("../../../reference/data/advice/first-aid-own.json"),
    ]
    .into_iter()
    .filter_map(|json| serde_json::from_str::<File>(json).ok())
    .flat_map(|file| file.advice)
    .collect()
});

/// Title of the advice for a kind.
#[must_use]
pub fn title(kind: Kind, language: Language) -> &'static str {
    find(kind).map_or("", |advice| advice.title.get(language))
}

/// The steps for a kind, most urgent first, at most six.
#[must_use]
pub fn steps(kind: Kind, language: Language) -> &'static [String] {
    find(kind).map_or(&[], |advice| advice.steps.get(language))
}

fn find(kind: Kind) -> Option<&'static Advice> {
    ADVICE
        .iter()
        .find(|advice| advice.intake_type == kind.code())
}

#[cfg(test)]
mod tests {
    use super::{steps, title};
    use crate::kind::Kind;
    use crate::language::Language;

    #[test]
    fn every_kind_has_three_to_six_steps_in_both_languages() {
        for &kind in Kind::ALL {
            for &language in Language::ALL {
                assert!(!title(kind, language).is_empty(), "{kind} {language}");
                assert!(
                    (3..=6).contains(&steps(kind, language).len()),
                    "{kind} {language}"
                );
            }
        }
    }

    #[test]
    fn payment_fraud_begins_with_the_bank() {
        assert!(steps(Kind::Bec, Language::Da)[0].contains("banken"));
        assert!(steps(Kind::Bec, Language::En)[0].contains("bank"));
    }
}
