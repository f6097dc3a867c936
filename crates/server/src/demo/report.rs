//! The body of a demo report, as a caller would send it.

use chrono::{DateTime, Duration, SecondsFormat, Utc};
use domain::clock::{ClockName, promise};
use domain::kind::{Kind, PoliceChannel};
use domain::language::Language;
use domain::priority::{self, Facts};
use domain::report::Report;
use domain::sector::Sector;
use domain::severity::{Impact, Ongoing, Severity};
use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::fate::{Fate, Plan};
use super::firm::{Sender, cast};
use super::material::{Incident, Material};

/// So many incidents are looked at until one suits the plan.
const TRIES: u32 = 200;
/// A fresh urgent report must come out of the queue before every demo case.
const HIGHEST_IN_QUEUE: i16 = 85;

/// A report and the body it came from.
#[derive(Debug, Clone)]
pub(super) struct Written {
    pub(super) body: Value,
    pub(super) report: Report,
}

/// Writes the report of a plan.
pub(super) fn write(
    material: &Material,
    plan: &Plan,
    now: DateTime<Utc>,
    dice: &mut Dice,
) -> anyhow::Result<Written> {
    for tried in 0..TRIES {
        let Some(incident) = turn(&material.incidents, plan.case, tried) else {
            break;
        };
        let Some(sender) = cast(material, incident, dice) else {
            continue;
        };
        let written = from(incident, &sender, plan, dice)?;
        // After many tries a promise that has run out will do.
        let strict = tried < TRIES / 2 && !dice.chance(2);
        if suits(&written.report, plan, now, strict) {
            return Ok(written);
        }
    }
    anyhow::bail!("no incident suits the plan {plan:?}")
}

/// Each incident has its turn before one comes again, as far as they suit.
fn turn(incidents: &[Incident], case: u32, tried: u32) -> Option<&Incident> {
    let at = case.wrapping_mul(37).wrapping_add(tried.wrapping_mul(11));
    incidents.get(usize::try_from(at).ok()? % incidents.len().max(1))
}

/// Writes the report of an incident that was chosen already.
pub(super) fn of_incident(
    material: &Material,
    incident: &Incident,
    plan: &Plan,
    dice: &mut Dice,
) -> anyhow::Result<Written> {
    let sender = cast(material, incident, dice);
    let sender = sender.ok_or_else(|| anyhow::anyhow!("no firm fits {}", incident.kind))?;
    from(incident, &sender, plan, dice)
}

/// The same report once more, by somebody who is not sure that the first one arrived.
pub(super) fn again(first: &Value, at: DateTime<Utc>) -> anyhow::Result<Written> {
    let mut body = first.clone();
    let before = body.get("description").and_then(Value::as_str);
    let text = format!(
        "Jeg sender igen, fordi jeg ikke er sikker på, at den første kom frem.\n\n{}",
        before.unwrap_or_default()
    );
    if let Some(object) = body.as_object_mut() {
        object.insert("description".to_owned(), text.into());
    }
    read(body, at)
}

fn suits(report: &Report, plan: &Plan, now: DateTime<Utc>, strict: bool) -> bool {
    if plan.referral.is_some() {
        let none = report.kind.facts().police_channel == PoliceChannel::None;
        return !none && report.kind != Kind::Other;
    }
    if !matches!(plan.fate, Fate::Queue | Fate::Released) {
        return true;
    }
    let severity = Severity::first(report.kind, report.impact);
    let due = plan.received_at + promise(ClockName::FirstResponse, severity);
    let worst = report.kind == Kind::Ransomware
        && report.ongoing == Ongoing::Yes
        && report.impact == Impact::AllDown;
    !worst && priority_of(report, plan.received_at) <= HIGHEST_IN_QUEUE && (due > now || !strict)
}

fn priority_of(report: &Report, received_at: DateTime<Utc>) -> i16 {
    let organisation = &report.organisation;
    priority::priority(&Facts {
        kind: report.kind,
        severity: Severity::first(report.kind, report.impact),
        ongoing: report.ongoing,
        impact: report.impact,
        size_class: organisation.size_class,
        sector_group: organisation.sector.as_ref().and_then(Sector::group),
        organisation_type: organisation.kind,
        aware_at: report.aware_or(received_at),
        received_at,
    })
}

fn from(
    incident: &Incident,
    sender: &Sender<'_>,
    plan: &Plan,
    dice: &mut Dice,
) -> anyhow::Result<Written> {
    let firm = sender.firm;
    let mut body = json!({
        "language": incident.language,
        "kind": incident.kind,
        "ongoing": incident.ongoing,
        "impact": incident.impact,
        "description": incident.description,
        "details": incident.details,
        "organisation": {
            "cvr": firm.cvr,
            "name": firm.name,
            "size_class": firm.size_class,
            "municipality": firm.municipality,
            "sector": {"nace_version": firm.sector.nace_version, "code": firm.sector.code},
            "type": firm.kind,
        },
        "reporter": reporter(sender, plan, dice),
        "consents": consents(plan, dice),
    });
    if let Some(object) = body.as_object_mut() {
        aware(object, plan.received_at, dice);
        if let Some(reference) = plan.reference {
            let words = referring(&incident.description, incident.language, reference);
            object.insert("description".to_owned(), words.into());
        }
        if let Some(supplier) = sender.supplier {
            let contract = json!({
                "supplier": supplier.name,
                "supplier_cvr": supplier.cvr,
                "mandate": "contract",
                "supplier_suspected": false,
            });
            object.insert("on_behalf".to_owned(), contract);
            object.insert("source".to_owned(), "msp-sagssystem".into());
        }
    }
    read(body, plan.received_at)
}

/// With many cases the same firm may come with the same words; its own reference tells them apart.
fn referring(description: &str, language: Language, reference: u32) -> String {
    let words = match language {
        Language::Da => "Vores egen reference er",
        Language::En => "Our own reference is",
    };
    format!("{description}\n\n{words} {reference}.")
}

fn read(body: Value, at: DateTime<Utc>) -> anyhow::Result<Written> {
    match domain::report::parse(&body, Language::Da, at) {
        Ok(report) => Ok(Written { body, report }),
        Err(problems) => anyhow::bail!("a demo report breaks rules: {problems:?}"),
    }
}

fn reporter(sender: &Sender<'_>, plan: &Plan, dice: &mut Dice) -> Value {
    let person = sender.reporter;
    let may_be_silent = plan.referral.is_none() && sender.supplier.is_none();
    match dice.below(100) {
        0..3 if may_be_silent => json!({"anonymous": true}),
        3..13 if may_be_silent => json!({"name": person.name, "phone": person.phone}),
        13..25 => json!({"name": person.name, "email": person.email}),
        _ => json!({"name": person.name, "email": person.email, "phone": person.phone}),
    }
}

fn consents(plan: &Plan, dice: &mut Dice) -> Value {
    let police = match dice.below(100) {
        _ if plan.referral.is_some() => "yes",
        0..55 => "yes",
        55..75 => "call_first",
        _ => "no",
    };
    json!({"police_referral": police, "share_anonymised": dice.chance(80)})
}

fn aware(body: &mut Map<String, Value>, received_at: DateTime<Utc>, dice: &mut Dice) {
    let (minutes, precision) = match dice.below(100) {
        0..40 => (dice.between(5, 90), "minute"),
        40..70 => (dice.between(60, 900), "hour"),
        70..85 => (dice.between(1_440, 5_760), "day"),
        _ => return,
    };
    let at = received_at - Duration::minutes(i64::from(minutes));
    let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    body.insert("aware_at".to_owned(), at.into());
    body.insert("aware_precision".to_owned(), precision.into());
}
