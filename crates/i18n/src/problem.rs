//! What is wrong with a field, in words: which rule, and the way out.

use domain::problem::{Rule, Warning};

use crate::Texts;

/// The message for a broken rule.
#[must_use]
pub fn rule(texts: Texts, rule: &Rule) -> String {
    let key = format!("rule-{}", rule.code());
    match rule {
        Rule::OneOfRequired(fields) => texts.with(&key, &[("fields", &fields.join(", "))]),
        Rule::WrongType(expected) => texts.with(&key, &[("expected", expected)]),
        Rule::UnknownField {
            nearest: Some(nearest),
        } => texts.with("rule-unknown-field-nearest", &[("nearest", nearest)]),
        Rule::NotAChoice(choices) => texts.with(&key, &[("choices", &choices.join(", "))]),
        Rule::TooShort(limit) | Rule::TooLong(limit) | Rule::TooMany(limit) => {
            texts.count(&key, "limit", *limit)
        }
        Rule::Required
        | Rule::UnknownField { nearest: None }
        | Rule::NulCharacter
        | Rule::NotUnicode
        | Rule::CvrDigits
        | Rule::Email
        | Rule::Phone
        | Rule::Time
        | Rule::InTheFuture
        | Rule::TooLongAgo
        | Rule::SentInTheFuture
        | Rule::BeforeAware
        | Rule::Municipality
        | Rule::Postcode
        | Rule::SectorCode
        | Rule::Rsit
        | Rule::Name
        | Rule::Unknown
        | Rule::NoRegisterPhone
        | Rule::ContainsAccessCode
        | Rule::PasswordCommon
        | Rule::PasswordPersonal
        | Rule::OneTimeCode => texts.get(&key),
    }
}

/// The message for something doubtful that was accepted.
#[must_use]
pub fn warning(texts: Texts, warning: Warning) -> String {
    texts.get(&format!("warning-{warning}"))
}
