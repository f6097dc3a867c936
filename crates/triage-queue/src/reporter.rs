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
use store::follow::{self, Door, OwnReport};
use store::{Tx, clocks};

use crate::Error;
use crate::keyed::Keys;

/// Groups of a code as it is shown: six of four symbols and one of three.
const CODE_GROUPS: usize = 7;

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

/// Whether the door opens; it does not once its code was replaced.
pub fn knock(tx: &mut Tx<'_>, door: &Door) -> Result<(), Error> {
    follow::report(tx, door)?;
    Ok(())
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
    match write_message(tx, door, &own, text, now) {
        // Somebody moved the case since it was read. Now it is held: the second try is the last.
        Err(Error::Store(store::Error::Stale)) => {
            let own = follow::report(tx, door)?;
            write_message(tx, door, &own, text, now)
        }
        written => written,
    }
}

fn write_message(
    tx: &mut Tx<'_>,
    door: &Door,
    own: &OwnReport,
    text: &str,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let next = own
        .status
        .after(TransitionName::Answered, own.ownership)
        .unwrap_or(own.status);
    let content = Content::of(&EventBody::text(text).with("status", next))?;
    follow::add_message(tx, door, own.case_version, next, &content, now)?;
    if next != own.status {
        promise_next_update(tx, own, now)?;
    }
    Ok(())
}

/// A case that wakes up owes its reporter a word again.
fn promise_next_update(tx: &mut Tx<'_>, own: &OwnReport, now: DateTime<Utc>) -> Result<(), Error> {
    let due = clock::due(ClockName::NextUpdate, own.severity, now);
    Ok(clocks::start(
        tx,
        now,
        &[(own.case, ClockName::NextUpdate, due)],
    )?)
}

/// People paste their secret into the text; everyone who reads the case would then hold it. Found
/// as one word, or in its groups with anything between them.
fn holds_a_code(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let grouped = |run: &[&str]| {
        // One in thirty-two texts of the right length passes the check symbol: the shape tells.
        run.iter()
            .take(CODE_GROUPS - 1)
            .all(|group| group.len() == 4)
            && AccessCode::parse(&run.concat()).is_some()
    };
    words.iter().any(|word| AccessCode::parse(word).is_some())
        || words.windows(CODE_GROUPS).any(grouped)
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
    let before: Consents = follow::report(tx, door)?.consents.read()?;
    // Who never said yes takes nothing back: a referral may rest on another reporter of the case.
    let withdraws = before.police_referral == PoliceConsent::Yes
        && consents.police_referral != PoliceConsent::Yes;
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

#[cfg(test)]
mod tests {
    use super::holds_a_code;
    use domain::access_code::AccessCode;

    #[test]
    fn a_code_is_found_in_any_shape_and_words_are_not_taken_for_one() {
        let code = AccessCode::from_mac(&[0xa5; 32]).shown();
        for text in [
            code.clone(),
            format!("kode:{}.", code.to_lowercase()),
            format!("Min kode er ({}), tak", code.replace('-', "")),
            format!("Den er\n{}\nok?", code.replace('-', " ")),
        ] {
            assert!(holds_a_code(&text), "{text}");
        }
        let cut = code.get(..code.len() - 1).unwrap_or_default();
        let words = "Vi har nu set at alle filer er krypterede igen. ".repeat(50);
        for text in ["", cut, &words, "SMV-7F3K-Q2NM"] {
            assert!(!holds_a_code(text), "{text}");
        }
    }
}
