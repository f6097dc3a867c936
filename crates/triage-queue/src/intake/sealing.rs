//! Sealing a new report: with public keys and the new access code only. Who files cannot read back.

use chrono::{DateTime, Utc};
use domain::content::Sealed;
use domain::event::{Audience, EventBody, EventName};
use domain::id::{CaseId, ReportId};
use domain::report::Report;
use store::events::NewEvent;
use store::persons::StoredPerson;
use store::seals::{Holder, KeyKind, KeySeal};
use vault::code::CodeKey;
use vault::recipient::{SealError, SealedKey};
use vault::{DataKey, place};

use super::Receipt;
use crate::Recipients;

/// The case of a new report.
#[derive(Debug, Clone, Copy)]
pub(super) enum CaseOf {
    /// Opened by it: the case gets a key.
    Opened(CaseId),
    /// There before; its key is not ours to see.
    Joined(CaseId),
}

/// A report as it is kept.
pub(super) struct SealedReport {
    pub(super) content: Sealed,
    pub(super) consents: Sealed,
    pub(super) code_public_key: Vec<u8>,
    pub(super) persons: Vec<StoredPerson>,
    pub(super) seals: Vec<KeySeal>,
    pub(super) events: Vec<NewEvent>,
}

/// Makes the keys of a report, of its persons and of a case that it opens, and seals everything.
///
/// One agreement with the team's key serves the report and the case; the reporter's own seals are
/// made with the code, which is at hand.
pub(super) fn seal(
    report: &Report,
    id: ReportId,
    of: CaseOf,
    receipt: &Receipt,
    recipients: &Recipients,
    told: Vec<(EventName, Audience, EventBody)>,
    now: DateTime<Utc>,
) -> Result<SealedReport, SealError> {
    let report_key = DataKey::generate(id.uuid());
    let (case, case_key) = match of {
        CaseOf::Opened(case) => (case, Some(DataKey::generate(case.uuid()))),
        CaseOf::Joined(case) => (case, None),
    };
    let row = |key: &DataKey, kind, holder, sealed: &SealedKey| KeySeal {
        key: key.id(),
        kind,
        case,
        holder,
        sealed: Sealed::from_stored(sealed.as_stored().to_vec()),
    };

    let mut kinds = vec![(KeyKind::Report, &report_key)];
    kinds.extend(case_key.as_ref().map(|key| (KeyKind::Case, key)));
    let keys: Vec<&DataKey> = kinds.iter().map(|(_, key)| *key).collect();
    let team = Holder::Team(recipients.team_key.id());
    let mut seals: Vec<KeySeal> = recipients
        .team_key
        .seal(&keys)?
        .iter()
        .zip(&kinds)
        .map(|(sealed, (kind, key))| row(key, *kind, team, sealed))
        .collect();
    let code = CodeKey::of(&receipt.access_code, &receipt.number);
    let by_code = code.seal(&report_key);
    seals.push(row(
        &report_key,
        KeyKind::Report,
        Holder::Code(id),
        &by_code,
    ));

    let (bare, named) = report.without_persons();
    let mut persons = Vec::with_capacity(named.len());
    for (part, person) in named {
        let subject = store::new_id(now);
        let key = DataKey::generate(subject.uuid());
        let under = SealedKey::under_key(&report_key, &key);
        seals.push(row(&key, KeyKind::Person, Holder::Report(id), &under));
        persons.push(StoredPerson {
            id: subject,
            report: id,
            part,
            content: Some(place::person(subject, 1).seal_json(&key, &person)),
            version: 1,
        });
    }
    let event = |(name, audience, body): (EventName, Audience, EventBody)| {
        let uid = store::new_id(now);
        NewEvent {
            uid,
            case,
            report: Some(id),
            name,
            audience,
            content: place::event(uid, 1).seal_json(&report_key, &body),
            copies: Vec::new(),
        }
    };
    Ok(SealedReport {
        content: place::report_content(id, 1).seal_json(&report_key, &bare),
        consents: place::report_consents(id, 1).seal_json(&report_key, &report.consents),
        code_public_key: code.public(id.uuid()).to_bytes(),
        persons,
        seals,
        events: told.into_iter().map(event).collect(),
    })
}
