//! What the reporter sees and may do, with number and access code.

use chrono::{DateTime, Utc};
use domain::access_code::AccessCode;
use domain::case::status::Status;
use domain::case::transition::TransitionName;
use domain::clock::{self, ClockName};
use domain::consent::{Consents, PoliceConsent};
use domain::content::Content;
use domain::duty::{self, Duty};
use domain::event::{EventBody, EventName};
use domain::number::ReportNumber;
use domain::problem::Rule;
use domain::referral::State;
use domain::report::Report;
use domain::severity::Severity;
use store::follow::{self, Door, OwnReport};
use store::{Tx, clocks};

use crate::Error;
use crate::keyed::Keys;

/// A report as its owner may see it.
#[derive(Debug, Clone)]
pub struct OwnView {
    /// Its number.
    pub number: ReportNumber,
    /// Where the case stands.
    pub status: Status,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// When the reporter hears from us.
    pub next_update_due: Option<DateTime<Utc>>,
    /// What was sent.
    pub report: Report,
    /// The consents that hold now.
    pub consents: Consents,
    /// The timeline as the reporter may see it.
    pub events: Vec<OwnEvent>,
    /// Its way to the police.
    pub referrals: Vec<OwnReferral>,
    /// Duties of the firm.
    pub duties: Vec<Duty>,
}

/// A line of the timeline.
#[derive(Debug, Clone)]
pub struct OwnEvent {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub name: EventName,
    /// Its body.
    pub body: EventBody,
}

/// A referral in plain view.
#[derive(Debug, Clone)]
pub struct OwnReferral {
    /// Where it stands.
    pub state: State,
    /// When the package was made.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When the police fetched it.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Last step.
    pub updated_at: DateTime<Utc>,
    /// The police's own number.
    pub police_case_number: Option<String>,
}

/// The door of a report, from what somebody typed. Nonsense makes a door that opens nothing and
/// takes as long to try.
#[must_use]
pub fn door(keys: &Keys, number: &str, code: &str) -> Door {
    let number = ReportNumber::parse(number);
    let code_hash = match (&number, AccessCode::parse(code)) {
        (Ok(_), Some(code)) => keys.code_hash(&code),
        _ => keys.nonsense_code_hash(code),
    };
    Door {
        number: number.unwrap_or_else(|_| ReportNumber::new(&[0; 5])),
        code_hash,
    }
}

/// The report behind a door.
pub fn view(tx: &mut Tx<'_>, door: &Door) -> Result<OwnView, Error> {
    let own = follow::report(tx, door)?;
    let report: Report = own.content.read()?;
    let events = follow::events(tx, door)?
        .into_iter()
        .map(|event| {
            Ok(OwnEvent {
                at: event.at,
                name: event.name,
                body: event.content.read()?,
            })
        })
        .collect::<Result<_, Error>>()?;
    let referrals = follow::referrals(tx, door)?
        .into_iter()
        .map(|referral| {
            let police_case_number = referral
                .police_case_number
                .map(|content| content.read())
                .transpose()?;
            Ok(OwnReferral {
                state: referral.state,
                submitted_at: referral.submitted_at,
                delivered_at: referral.delivered_at,
                updated_at: referral.updated_at,
                police_case_number,
            })
        })
        .collect::<Result<_, Error>>()?;
    let aware_at = report.aware_or(own.received_at);
    Ok(OwnView {
        number: door.number.clone(),
        status: own.status,
        received_at: own.received_at,
        next_update_due: own.next_update_due,
        consents: own.consents.read()?,
        events,
        referrals,
        duties: duty::duties(report.kind, &report.organisation, aware_at),
        report,
    })
}

/// Adds the reporter's text; wakes a waiting case and reopens a resolved or closed one.
pub fn add_message(
    tx: &mut Tx<'_>,
    door: &Door,
    text: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let own = follow::report(tx, door)?;
    if holds_a_code(text) {
        return Err(Error::invalid("#/text", Rule::ContainsAccessCode));
    }
    let next = own
        .status
        .after(TransitionName::Answered, own.ownership)
        .unwrap_or(own.status);
    let content = Content::of(&EventBody::text(text).with("status", next))?;
    follow::add_message(tx, door, own.case_version, next, &content, now)?;
    if next != own.status {
        promise_next_update(tx, &own, now)?;
    }
    Ok(())
}

/// A case that wakes up owes its reporter a word again.
fn promise_next_update(tx: &mut Tx<'_>, own: &OwnReport, now: DateTime<Utc>) -> Result<(), Error> {
    let report: Report = own.content.read()?;
    let severity = Severity::first(report.kind, report.impact);
    let due = clock::due(ClockName::NextUpdate, severity, now);
    Ok(clocks::start(
        tx,
        now,
        &[(own.case, ClockName::NextUpdate, due)],
    )?)
}

/// People paste their secret into the text; everyone who reads the case would then hold it.
fn holds_a_code(text: &str) -> bool {
    text.split_whitespace()
        .any(|word| AccessCode::parse(word).is_some())
        || AccessCode::parse(text).is_some()
}

/// Changes the consents. Taking back the consent to go to the police stops what rests on it and is
/// not yet delivered.
pub fn set_consents(
    tx: &mut Tx<'_>,
    door: &Door,
    consents: Consents,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let body = EventBody::default()
        .with("police_referral", consents.police_referral)
        .with("share_anonymised", consents.share_anonymised)
        .with("wording_version", domain::consent::WORDING_VERSION);
    let withdraws = consents.police_referral != PoliceConsent::Yes;
    follow::set_consents(
        tx,
        door,
        &Content::of(&consents)?,
        &Content::of(&body)?,
        withdraws,
        &Content::of(&EventBody::default().with("cause", "consent"))?,
        now,
    )?;
    Ok(())
}
