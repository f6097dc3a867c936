//! What the reporter sees and may do, with number and access code.
//!
//! The code opens the report's own key and nothing else: notes and other reports of the same case
//! stay closed to it, whatever this process does.

mod pasted;

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::access_code::AccessCode;
use domain::audit::{Act, Record};
use domain::case::status::Status;
use domain::case::transition::TransitionName;
use domain::clock::{self, ClockName};
use domain::consent::{Consents, PoliceConsent};
use domain::deadline::Deadlines;
use domain::duty::{self, Duty};
use domain::event::{EventBody, EventName};
use domain::id::ReferralId;
use domain::number::ReportNumber;
use domain::problem::Rule;
use domain::referral::State;
use domain::report::Report;
use domain::stage;
use store::follow::{self, NewConsents, OwnReport};
use store::{Tx, clocks};
use vault::code::CodeKey;
use vault::recipient::SealedKey;
use vault::{DataKey, place};

use crate::Error;
use crate::attachments::{self, Attachment};
use crate::audit::record;
use crate::keyed::Keys;
use crate::stages::{self, Stage};

pub(crate) use pasted::holds_a_code;

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
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// Its way to the police.
    pub referrals: Vec<OwnReferral>,
    /// Duties of the firm.
    pub duties: Vec<Duty>,
    /// The stages of its notice to the authorities.
    pub stages: Vec<Stage>,
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

/// The key to one report: what the database compares, and what opens its content.
#[derive(Debug, Clone)]
pub struct Door {
    pub(crate) row: follow::Door,
    code: Option<CodeKey>,
}

/// The door of a report, from what somebody typed. Nonsense makes a door that opens nothing and
/// takes as long to try.
#[must_use]
pub fn door(keys: &Keys, number: &str, code: &str) -> Door {
    let number = ReportNumber::parse(number);
    let typed = AccessCode::parse(code);
    let (code_hash, code) = match (&number, &typed) {
        (Ok(number), Some(code)) => (keys.code_hash(code), Some(CodeKey::of(code, number))),
        _ => (keys.nonsense_code_hash(code), None),
    };
    let number = number.unwrap_or_else(|_| ReportNumber::new(&[0; 5]));
    Door {
        row: follow::Door { number, code_hash },
        code,
    }
}

impl Door {
    /// Keyed hash of the code: names the caller of a request.
    #[must_use]
    pub fn code_hash(&self) -> &[u8] {
        &self.row.code_hash
    }

    /// The report behind it, and its key.
    pub(crate) fn open(&self, tx: &mut Tx<'_>) -> Result<(OwnReport, DataKey), Error> {
        let own = follow::report(tx, &self.row)?;
        let code = self.code.as_ref().ok_or(store::Error::NotFound)?;
        let sealed = SealedKey::from_stored(own.key_seal.as_stored().to_vec());
        let id = own.report.uuid();
        let key = code.open(id, id, &sealed)?;
        Ok((own, key))
    }
}

/// Whether the door opens; it does not once its code was replaced.
pub fn knock(tx: &mut Tx<'_>, door: &Door) -> Result<(), Error> {
    follow::report(tx, &door.row)?;
    Ok(())
}

/// The report behind a door.
pub fn view(
    tx: &mut Tx<'_>,
    door: &Door,
    deadlines: &Deadlines,
    now: DateTime<Utc>,
) -> Result<OwnView, Error> {
    let (own, key) = door.open(tx)?;
    let line = Record::done(Act::ReportFollowed)
        .report(own.report)
        .case(own.case);
    record(tx, &Actor::Reporter, line, now)?;
    let content = place::report_content(own.report, own.content_version);
    let mut report: Report = content.open_json(&key, &own.content)?;
    for named in follow::persons(tx, &door.row, own.report)? {
        let person = named.person;
        let sealed = SealedKey::from_stored(named.key_seal.as_stored().to_vec());
        let person_key = sealed.open_under_key(&key, person.id.uuid())?;
        if let Some(sealed) = &person.content {
            let place = place::person(person.id, person.version);
            report.put_person(person.part, place.open_json(&person_key, sealed)?);
        }
    }
    let events = follow::events(tx, &door.row)?
        .iter()
        .map(|event| read_event(&key, event))
        .collect::<Result<Vec<_>, Error>>()?;
    for event in &events {
        if event.name == EventName::OrganisationFilled {
            report.organisation.fill_from_facts(&event.body.facts);
        }
    }
    let referrals = follow::referrals(tx, &door.row)?
        .into_iter()
        .map(|referral| OwnReferral {
            police_case_number: police_case_number(&events, referral.id),
            state: referral.state,
            submitted_at: referral.submitted_at,
            delivered_at: referral.delivered_at,
            updated_at: referral.updated_at,
        })
        .collect();
    let aware_at = report.aware_or(own.received_at);
    let clocks = stages::clocks(tx, door)?;
    let told = events.iter();
    let filed = stage::filed(told.map(|event| (event.at, event.name, &event.body)));
    let consents = place::report_consents(own.report, own.consents_version);
    Ok(OwnView {
        number: door.row.number.clone(),
        status: own.status,
        received_at: own.received_at,
        next_update_due: own.next_update_due,
        consents: consents.open_json(&key, &own.consents)?,
        attachments: attachments::of_own(tx, &door.row, &key)?,
        events,
        referrals,
        duties: duty::duties(
            report.kind,
            &report.organisation,
            aware_at,
            deadlines,
            &clocks,
        ),
        stages: stages::of(&clocks, filed, now),
        report,
    })
}

fn read_event(key: &DataKey, event: &follow::OwnEvent) -> Result<OwnEvent, Error> {
    let place = if event.is_copy {
        place::event_copy(event.uid, event.content_version)
    } else {
        place::event(event.uid, event.content_version)
    };
    let body = match &event.content {
        Some(sealed) => place.open_json(key, sealed)?,
        None => EventBody::default(),
    };
    Ok(OwnEvent {
        at: event.at,
        name: event.name,
        body,
    })
}

/// The police's own number stands in the event that told it.
fn police_case_number(events: &[OwnEvent], referral: ReferralId) -> Option<String> {
    let referral = referral.to_string();
    events
        .iter()
        .filter(|event| event.body.facts.get("referral") == Some(&referral))
        .find_map(|event| event.body.facts.get("police_case_number").cloned())
}

/// Adds the reporter's text; wakes a waiting case and reopens a resolved or closed one.
pub fn add_message(
    tx: &mut Tx<'_>,
    door: &Door,
    text: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (own, key) = door.open(tx)?;
    if holds_a_code(text) {
        return Err(Error::invalid("#/text", Rule::ContainsAccessCode));
    }
    match write_message(tx, door, &own, &key, text, now) {
        // Somebody moved the case since it was read. Now it is held: the second try is the last.
        Err(Error::Store(store::Error::Stale)) => {
            let (own, key) = door.open(tx)?;
            write_message(tx, door, &own, &key, text, now)
        }
        written => written,
    }
}

fn write_message(
    tx: &mut Tx<'_>,
    door: &Door,
    own: &OwnReport,
    key: &DataKey,
    text: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let next = own
        .status
        .after(TransitionName::Answered, own.ownership)
        .unwrap_or(own.status);
    let uid = store::new_id(now);
    let body = EventBody::text(text).with("status", next);
    let content = place::event(uid, 1).seal_json(key, &body);
    follow::add_message(tx, &door.row, own.case_version, next, (uid, &content), now)?;
    if next != own.status {
        promise_next_update(tx, own, now)?;
    }
    Ok(())
}

/// A case that wakes up owes its reporter a word again.
pub(crate) fn promise_next_update(
    tx: &mut Tx<'_>,
    own: &OwnReport,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let due = clock::due(ClockName::NextUpdate, own.severity, now);
    Ok(clocks::start(
        tx,
        now,
        &[(own.case, ClockName::NextUpdate, due)],
    )?)
}

/// Changes the consents. Taking back the consent to go to the police stops what rests on it and is
/// not yet delivered.
pub fn set_consents(
    tx: &mut Tx<'_>,
    door: &Door,
    consents: Consents,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    match write_consents(tx, door, consents, now) {
        // Somebody changed them since they were read. Now the row is held: the second try is the last.
        Err(Error::Store(store::Error::Stale)) => write_consents(tx, door, consents, now),
        written => written,
    }
}

fn write_consents(
    tx: &mut Tx<'_>,
    door: &Door,
    consents: Consents,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (own, key) = door.open(tx)?;
    let before: Consents =
        place::report_consents(own.report, own.consents_version).open_json(&key, &own.consents)?;
    let body = EventBody::default()
        .with("police_referral", consents.police_referral)
        .with("share_anonymised", consents.share_anonymised)
        .with("wording_version", domain::consent::WORDING_VERSION);
    let (uid, version) = (store::new_id(now), own.consents_version + 1);
    let new = NewConsents {
        consents: place::report_consents(own.report, version).seal_json(&key, &consents),
        version,
        event: (uid, place::event(uid, 1).seal_json(&key, &body)),
        // Who never said yes takes nothing back: a referral may rest on another reporter of the case.
        withdraws: before.police_referral == PoliceConsent::Yes
            && consents.police_referral != PoliceConsent::Yes,
    };
    Ok(follow::set_consents(tx, &door.row, &new, now)?)
}
