//! The documents of a case for who asks to see them (aktindsigt): persons blanked by a visible mark,
//! and a record of every place that was.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use domain::consent::ReferralBasis;
use domain::event::{Audience, EventName};
use domain::privacy::{Mentions, Subject, withheld_mark};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Opened;

/// Values that are numbers, codes and hashes of ours, and no words of people.
const NO_WORDS: [&str; 10] = [
    "number",
    "cvr",
    "supplier_cvr",
    "at",
    "received_at",
    "package_sha256",
    "kind",
    "name_code",
    "state",
    "aware_at",
];

/// What goes out.
#[derive(Debug, Clone)]
pub struct Documents {
    /// The whole case as JSON.
    pub case: Value,
    /// Name and text of every file for people.
    pub files: Vec<(String, String)>,
    /// How many places were blanked, by field.
    pub blanked: BTreeMap<String, usize>,
    /// How many internal notes were left out.
    pub notes_left_out: usize,
}

/// What is asked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Words to blank beside persons.
    pub words: Vec<String>,
    /// Whether internal notes go out too.
    pub with_notes: bool,
}

/// The documents of a case.
#[must_use]
pub fn of(opened: &Opened, wanted: &Wanted) -> Documents {
    let mut known = Subject::default();
    for named in &opened.persons {
        known.learn(&named.person);
    }
    let mentions = Mentions::of(&known)
        .and_words(&wanted.words)
        .and_all_contacts();
    let mark = withheld_mark(opened.language());
    let mut blanked = BTreeMap::new();
    let mut case = whole(opened, wanted, mark, &mut blanked);
    blank(&mut case, "case", &mentions, mark, &mut blanked);
    let internal = opened
        .events
        .iter()
        .filter(|read| read.event.audience == Audience::Internal && read.body.text.is_some());
    Documents {
        files: files(&case),
        case,
        blanked,
        notes_left_out: if wanted.with_notes {
            0
        } else {
            internal.count()
        },
    }
}

fn whole(
    opened: &Opened,
    wanted: &Wanted,
    mark: &str,
    blanked: &mut BTreeMap<String, usize>,
) -> Value {
    let reports: Vec<Value> = opened
        .reports
        .iter()
        .map(|read| {
            let (bare, persons) = read.report.without_persons();
            let named: BTreeMap<_, _> = persons
                .iter()
                .map(|(part, _)| (part.code(), mark))
                .collect();
            for (part, _) in &persons {
                let field = format!("case/reports/persons/{}", part.code());
                *blanked.entry(field).or_default() += 1;
            }
            json!({
                "number": read.stored.number,
                "received_at": read.stored.received_at,
                "content": bare,
                "persons": named,
                "consents": read.consents,
            })
        })
        .collect();
    let timeline: Vec<Value> = opened
        .events
        .iter()
        .filter(|read| wanted.with_notes || read.event.audience == Audience::Reporter)
        .map(|read| {
            json!({
                "at": read.event.at,
                "name_code": read.event.name,
                "from": if read.event.name == EventName::MessageFromReporter { "reporter" } else { "cert" },
                "text": read.body.text,
                "facts": read.body.facts,
            })
        })
        .collect();
    let referrals: Vec<Value> = opened
        .referrals
        .iter()
        .map(|referral| {
            let reason = match &referral.basis {
                ReferralBasis::Consent { .. } => None,
                ReferralBasis::LegalBasis { reason } => Some(reason),
            };
            json!({
                "state": referral.row.state,
                "by_consent": referral.row.by_consent,
                "reason": reason,
                "submitted_at": referral.row.submitted_at,
                "delivered_at": referral.row.delivered_at,
                "police_case_number": referral.police_case_number,
                "package_sha256": referral.row.package_sha256.as_ref().map(hex::encode),
            })
        })
        .collect();
    json!({
        "number": opened.case.number,
        "kind": opened.case.kind,
        "status": opened.case.status,
        "severity": opened.case.severity,
        "received_at": opened.case.received_at,
        "reports": reports,
        "timeline": timeline,
        "referrals": referrals,
    })
}

fn blank(
    value: &mut Value,
    path: &str,
    mentions: &Mentions,
    mark: &str,
    blanked: &mut BTreeMap<String, usize>,
) {
    match value {
        Value::String(text) => {
            let done = mentions.blank(text, mark);
            if done.places > 0 && Uuid::parse_str(text).is_err() {
                *blanked.entry(path.to_owned()).or_default() += done.places;
                *text = done.text;
            }
        }
        Value::Array(items) => {
            for item in items {
                blank(item, path, mentions, mark, blanked);
            }
        }
        Value::Object(object) => {
            let inner = object.iter_mut();
            for (name, value) in inner.filter(|(name, _)| !NO_WORDS.contains(&name.as_str())) {
                blank(value, &format!("{path}/{name}"), mentions, mark, blanked);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The same for reading, in Danish: it is the authority's language.
fn files(case: &Value) -> Vec<(String, String)> {
    let text = |value: &Value, name: &str| match value.get(name) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    };
    let list = |name: &str| {
        case.get(name)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let mut files = Vec::new();
    for report in list("reports") {
        let content = report.get("content").cloned().unwrap_or_default();
        let (number, details) = (text(&report, "number"), text(&content, "details"));
        let organisation = content.get("organisation").cloned().unwrap_or_default();
        let body = format!(
            "Indberetning {number}\nModtaget: {}\nVirksomhed: {} (CVR {})\nIndberetter: {}\n\n{}\n\nSvar på spørgsmål: {details}\n",
            text(&report, "received_at"),
            text(&organisation, "name"),
            text(&organisation, "cvr"),
            text(&report, "persons"),
            text(&content, "description"),
        );
        files.push((format!("indberetning-{number}.txt"), body));
    }
    let mut timeline = String::from("Forløb\n");
    for event in list("timeline") {
        let (at, name) = (text(&event, "at"), text(&event, "name_code"));
        let _ = writeln!(
            timeline,
            "\n{at}  {name}  ({})\n{}",
            text(&event, "from"),
            text(&event, "text")
        );
    }
    files.push(("forloeb.txt".to_owned(), timeline));
    let mut referrals = String::from("Videregivelse til politiet\n");
    for referral in list("referrals") {
        let _ = writeln!(
            referrals,
            "\nTilstand: {}\nAfleveret: {}\nPolitiets nummer: {}\nBegrundelse: {}",
            text(&referral, "state"),
            text(&referral, "delivered_at"),
            text(&referral, "police_case_number"),
            text(&referral, "reason"),
        );
    }
    files.push(("politi.txt".to_owned(), referrals));
    files
}
