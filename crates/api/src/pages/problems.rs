//! What is wrong with the answers so far, in words that say what to do.
//!
//! The rules are the report's own; the form adds only that "when" is asked for.

use chrono::{DateTime, Utc};
use domain::problem::{FieldProblem, Rule};
use domain::report::parse;
use i18n::Texts;

use super::answers::Answers;
use super::step::Step;

/// One problem at one field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// The field; also the id that the summary links to.
    pub(super) field: String,
    /// The same words in the summary and at the field.
    pub(super) message: String,
}

impl Problem {
    /// The step that shows the field.
    pub(super) fn step(&self) -> Step {
        Step::of(&self.field)
    }
}

/// Problems of the steps up to and with `until`, in the order of the pages.
pub(super) fn check(
    answers: &Answers,
    texts: Texts,
    now: DateTime<Utc>,
    until: Step,
) -> Vec<Problem> {
    let report = answers.to_report(texts.language(), now);
    let mut found = parse(&report, texts.language(), now)
        .err()
        .unwrap_or_default();
    if report.get("aware_at").is_none() {
        found.push(FieldProblem {
            pointer: "#/aware_at".to_owned(),
            rule: Rule::Required,
        });
    }
    let mut problems = in_words(&found, answers, texts);
    problems.retain(|problem| problem.step() <= until);
    problems
}

/// Problems of a report as problems of the form, in the order of the pages.
pub(super) fn in_words(found: &[FieldProblem], answers: &Answers, texts: Texts) -> Vec<Problem> {
    let kind = answers.kind();
    let order: Vec<&str> = Step::ALL
        .into_iter()
        .flat_map(|step| step.fields(kind))
        .collect();
    let mut problems: Vec<Problem> = found
        .iter()
        .map(|problem| {
            let field = field(problem, answers);
            Problem {
                message: message(texts, &field, &problem.rule),
                field,
            }
        })
        .collect();
    problems.sort_by_key(|problem| {
        let place = order.iter().position(|field| *field == problem.field);
        (problem.step(), place)
    });
    problems.dedup_by(|a, b| a.field == b.field);
    problems
}

/// The field of the form that a pointer into the report means.
fn field(problem: &FieldProblem, answers: &Answers) -> String {
    match problem.pointer.as_str() {
        "#/aware_at" if answers.get("when") == "earlier" => "when_day",
        "#/aware_at" | "#/aware_precision" => "when",
        "#/organisation" | "#/organisation/name" | "#/organisation/cvr" => "organisation",
        "#/reporter" | "#/reporter/name" => "name",
        "#/reporter/email" if matches!(problem.rule, Rule::OneOfRequired(_)) => "phone",
        "#/on_behalf/supplier_cvr" => "supplier",
        "#/on_behalf/firm_contact/name" => "firm_name",
        "#/on_behalf/firm_contact/phone" => "firm_phone",
        "#/consents" | "#/consents/police_referral" => "police",
        "#/consents/share_anonymised" => "share",
        pointer => pointer.rsplit('/').next().unwrap_or(pointer),
    }
    .to_owned()
}

fn message(texts: Texts, field: &str, rule: &Rule) -> String {
    match rule {
        Rule::Required | Rule::OneOfRequired(_) | Rule::NotAChoice(_) | Rule::WrongType(_) => {
            match field {
                "kind" => texts.get("page-missing-kind"),
                "ongoing" => texts.get("page-missing-ongoing"),
                "impact" => texts.get("page-missing-impact"),
                "when" | "when_day" => texts.get("page-missing-when"),
                "description" => texts.get("page-missing-description"),
                "organisation" => texts.get("page-missing-organisation"),
                "name" => texts.get("page-missing-name"),
                "phone" | "email" => texts.get("page-missing-phone"),
                "police" => texts.get("page-missing-police"),
                "share" => texts.get("page-missing-share"),
                _ => i18n::rule(texts, rule),
            }
        }
        Rule::TooShort(limit) => texts.count("page-too-short", "limit", *limit),
        Rule::TooLong(limit) => texts.count("page-too-long", "limit", *limit),
        Rule::Time => texts.get("page-wrong-date"),
        Rule::InTheFuture => texts.get("page-date-in-the-future"),
        Rule::TooLongAgo => texts.get("page-date-too-long-ago"),
        Rule::UnknownField { .. }
        | Rule::TooMany(_)
        | Rule::SentInTheFuture
        | Rule::BeforeAware
        | Rule::NulCharacter
        | Rule::NotUnicode
        | Rule::CvrDigits
        | Rule::Email
        | Rule::Phone
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
        | Rule::OneTimeCode => i18n::rule(texts, rule),
    }
}
