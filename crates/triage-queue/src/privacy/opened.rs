//! A case with everything in it opened.

use domain::case::Case;
use domain::consent::ReferralBasis;
use domain::event::EventBody;
use domain::id::{CaseId, ReportId, SubjectId};
use domain::language::Language;
use domain::report::{Part, Person};
use store::events::EventCopy;
use store::holds::{self, Hold};
use store::referrals::{self, Referral};
use store::{Tx, cases, events, persons};
use vault::{DataKey, place};

use crate::attachments::{self, Attachment};
use crate::page::{ReadEvent, ReadReport, police_case_number, read_reports};
use crate::{CaseKeys, Error, Safe};

/// Everything that is sealed in a case, opened.
#[derive(Debug)]
pub struct Opened {
    /// The case.
    pub case: Case,
    /// Its keys.
    pub keys: CaseKeys,
    /// Its reports, with their persons.
    pub reports: Vec<ReadReport>,
    /// The persons who are not erased.
    pub persons: Vec<Named>,
    /// Its timeline.
    pub events: Vec<ReadEvent>,
    /// Copies of events for reporters.
    pub copies: Vec<(EventCopy, EventBody)>,
    /// Its referrals.
    pub referrals: Vec<OpenReferral>,
    /// Files of its reports, each with its key and the version of its content.
    pub files: Vec<(Attachment, DataKey, i32)>,
    /// Its holds, ended ones too, with their reasons.
    pub holds: Vec<(Hold, String)>,
}

/// A person named in a report.
#[derive(Debug, Clone)]
pub struct Named {
    /// Row and key.
    pub id: SubjectId,
    /// The report.
    pub report: ReportId,
    /// As what.
    pub part: Part,
    /// Who.
    pub person: Person,
}

/// A referral.
#[derive(Debug)]
pub struct OpenReferral {
    /// The row.
    pub row: Referral,
    /// Why the case went to the police.
    pub basis: ReferralBasis,
    /// The police's own number.
    pub police_case_number: Option<String>,
    /// The exact bytes for the police, unless there are none.
    pub package: Option<Vec<u8>>,
}

impl Opened {
    /// Opens a case, held until the transaction ends.
    pub fn of(tx: &mut Tx<'_>, safe: &Safe, id: CaseId) -> Result<Self, Error> {
        let case = cases::find_for_update(tx, id)?;
        let keys = CaseKeys::of(tx, safe, id)?;
        let reports = read_reports(tx, &keys, id)?;
        let persons = open_persons(tx, &keys, id)?;
        let events = events::of_case(tx, id, 0, i64::MAX)?
            .into_iter()
            .map(|event| {
                let body = keys.open_event(&event)?;
                Ok(ReadEvent { event, body })
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let copies = events::copies_of_case(tx, id)?
            .into_iter()
            .map(|copy| {
                let body = keys.open(
                    &place::event_copy(copy.uid, copy.content_version),
                    &copy.content,
                )?;
                Ok((copy, body))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let referrals = referrals::of_case(tx, id)?
            .into_iter()
            .map(|row| open_referral(tx, &keys, row))
            .collect::<Result<Vec<_>, Error>>()?;
        let holds = holds::of_case(tx, id)?
            .into_iter()
            .map(|hold| {
                let place = place::hold_reason(hold.id, hold.reason_version);
                let reason = hold.reason.as_ref().map(|sealed| keys.open(&place, sealed));
                Ok((hold, reason.transpose()?.unwrap_or_default()))
            })
            .collect::<Result<Vec<_>, Error>>()?;
        let files = attachments::opened(tx, &keys, id)?;
        Ok(Self {
            case,
            keys,
            reports,
            persons,
            events,
            copies,
            referrals,
            files,
            holds,
        })
    }

    /// The language of its first report.
    #[must_use]
    pub fn language(&self) -> Language {
        self.reports
            .first()
            .map_or(Language::Da, |read| read.report.language)
    }
}

fn open_persons(tx: &mut Tx<'_>, keys: &CaseKeys, case: CaseId) -> Result<Vec<Named>, Error> {
    persons::of_case(tx, case)?
        .into_iter()
        .filter_map(|row| {
            let place = place::person(row.id, row.version);
            let person = row
                .content
                .as_ref()
                .map(|sealed| keys.open(&place, sealed))?;
            Some(person.map(|person| Named {
                id: row.id,
                report: row.report,
                part: row.part,
                person,
            }))
        })
        .collect()
}

fn open_referral(tx: &mut Tx<'_>, keys: &CaseKeys, row: Referral) -> Result<OpenReferral, Error> {
    let (id, version) = (row.id, row.seal_version);
    let package = referrals::package(tx, id)?
        .map(|sealed| keys.open_bytes(&place::referral_package(id, version), &sealed))
        .transpose()?
        .map(|bytes| bytes.to_vec());
    Ok(OpenReferral {
        basis: keys.open(&place::referral_basis(id, version), &row.basis)?,
        police_case_number: police_case_number(keys, &row)?,
        package,
        row,
    })
}
