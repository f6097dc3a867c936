//! What happened to a case, in plain words for its reporter, newest first.

use chrono::{DateTime, Utc};
use domain::case::status::Status;
use domain::event::EventName;
use domain::stage::StageName;
use i18n::Texts;

use super::view::{FollowEntry, FollowView};

/// One line.
pub(super) struct Line {
    /// When.
    pub(super) at: DateTime<Utc>,
    /// What happened.
    pub(super) label: String,
    /// Words of a person.
    pub(super) text: Option<String>,
    /// Whether an answer is waited for right here.
    pub(super) answer: Answer,
}

/// Whether a line carries the box for an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// This question waits for an answer.
    Wanted,
    /// Nothing to answer.
    None,
}

/// Every line the reporter may see.
pub(super) fn lines(view: &FollowView, texts: Texts) -> Vec<Line> {
    // What was written in one moment stays in the order of writing, newest first like the rest.
    let mut entries: Vec<&FollowEntry> = view.entries.iter().rev().collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
    let open_question = open_question(view.state, &entries);
    entries
        .iter()
        .filter(|entry| !said_by_another(entry, &entries))
        .filter_map(|entry| {
            let is_open = entry.name == EventName::Question && Some(entry.at) == open_question;
            Some(Line {
                at: entry.at,
                label: label(entry, texts)?,
                text: words(entry),
                answer: if is_open {
                    Answer::Wanted
                } else {
                    Answer::None
                },
            })
        })
        .collect()
}

/// A question says that we wait, a resolution that the case is solved: no second line for that.
fn said_by_another(entry: &FollowEntry, entries: &[&FollowEntry]) -> bool {
    entry.name == EventName::StatusChanged
        && entries.iter().any(|other| {
            let says_it = matches!(other.name, EventName::Question | EventName::Resolution);
            says_it && other.at == entry.at
        })
}

/// Words of a person, and the outcome that the police gave.
fn words(entry: &FollowEntry) -> Option<String> {
    match (entry.facts.get("outcome"), &entry.text) {
        (Some(outcome), Some(text)) if entry.name == EventName::ReferralConcluded => {
            Some(format!("{outcome}\n{text}"))
        }
        (Some(outcome), None) if entry.name == EventName::ReferralConcluded => {
            Some(outcome.clone())
        }
        (_, text) => text.clone(),
    }
}

/// The last question, when the case waits and nobody has answered since.
fn open_question(state: Status, newest_first: &[&FollowEntry]) -> Option<DateTime<Utc>> {
    let last = newest_first.iter().find(|entry| {
        matches!(
            entry.name,
            EventName::Question
                | EventName::MessageFromReporter
                | EventName::AttachmentReceived
                | EventName::StageAdded
        )
    })?;
    let waits = state == Status::WaitingReporter && last.name == EventName::Question;
    waits.then_some(last.at)
}

/// The words for an event. Internal matters have none, should one ever get here.
fn label(entry: &FollowEntry, texts: Texts) -> Option<String> {
    let fact = |name: &str| entry.facts.get(name).map(String::as_str);
    let key = match entry.name {
        EventName::SuspectedFlood
        | EventName::Note
        | EventName::Classified
        | EventName::SeverityChanged
        | EventName::TlpChanged
        | EventName::AccessChanged
        | EventName::EmergencyAccess
        | EventName::ReferralRejected
        | EventName::DataExported
        | EventName::DocumentsExported
        | EventName::PersonErased
        | EventName::HoldAdded
        | EventName::HoldReleased
        | EventName::ContentDeleted
        | EventName::AttachmentDownloaded => return None,
        EventName::AttachmentReceived => match fact("name") {
            Some(name) => {
                let name = domain::attachment::safe_name(name);
                return Some(texts.with("page-event-attachment-received-name", &[("name", &name)]));
            }
            None => "page-event-attachment-received".to_owned(),
        },
        EventName::StageAdded | EventName::StageMarked | EventName::StageReminded => {
            let stage = fact("stage").and_then(StageName::from_code);
            let stage = stage.map_or("stage-any".to_owned(), |stage| format!("stage-{stage}"));
            let key = match (entry.name, fact("sent_at")) {
                (EventName::StageMarked, None) => "page-event-stage-unmarked".to_owned(),
                (name, _) => format!("page-event-{}", name.code().replace('.', "-")),
            };
            return Some(texts.with(&key, &[("stage", &texts.get(&stage))]));
        }
        EventName::StatusChanged => match fact("to").and_then(Status::from_code) {
            Some(status) => return Some(texts.get(&format!("page-event-status-{status}"))),
            None => "page-event-status".to_owned(),
        },
        EventName::ReferralAcknowledged => match fact("police_case_number") {
            Some(number) => {
                return Some(texts.with("page-event-police-number", &[("number", &number)]));
            }
            None => "page-event-referral-acknowledged".to_owned(),
        },
        EventName::CaseOpened
        | EventName::ReportJoined
        | EventName::OwnerChanged
        | EventName::OrganisationFilled
        | EventName::MessageFromReporter
        | EventName::MessageToReporter
        | EventName::Question
        | EventName::Resolution
        | EventName::ConsentChanged
        | EventName::CodeReplaced
        | EventName::SenderShutOut
        | EventName::IdentityAssured
        | EventName::ReferralDrafted
        | EventName::ReferralSubmitted
        | EventName::ReferralApproved
        | EventName::ReferralWithdrawn
        | EventName::ReferralDelivered
        | EventName::ReferralAccepted
        | EventName::ReferralDeclined
        | EventName::ReferralMoreInformation
        | EventName::ReferralConcluded => {
            format!("page-event-{}", entry.name.code().replace('.', "-"))
        }
    };
    Some(texts.get(&key))
}

#[cfg(test)]
#[path = "timeline_tests.rs"]
mod tests;
