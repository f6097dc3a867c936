//! Who speaks for a firm: how well that is known, and a supplier that no longer does.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::case::Case;
use domain::consent::IdentityAssurance;
use domain::contact::Phone;
use domain::cvr::Cvr;
use domain::event::{Audience, EventBody, EventName};
use domain::id::{CaseId, ReportId};
use domain::number::ReportNumber;
use domain::problem::Rule;
use store::{Tx, cases, register, reports};

use crate::case_keys::Line;
use crate::error::check_version;
use crate::page::{ReadReport, read_reports};
use crate::{CaseKeys, Error, Safe, reach};

/// What was done about the sender of a report, and the analyst's own words on it.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Number of the report.
    pub report: ReportNumber,
    /// How it was found out, or why.
    pub words: String,
}

/// Notes how well it is known that the reporter speaks for the firm. A call-back counts when the public
/// register has a telephone for the firm: a number that the report itself gives proves nothing.
pub fn assure(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: CaseId,
    (finding, assurance): (&Finding, IdentityAssurance),
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let case = reach::held(tx, actor, Action::ReplaceCode, id)?;
    check_version(expected, case.version)?;
    let keys = CaseKeys::of(tx, safe, id)?;
    let mut body = EventBody::text(&finding.words)
        .with("report", &finding.report)
        .with("identity_assurance", assurance.code());
    if assurance == IdentityAssurance::Callback {
        let read = read_reports(tx, &keys, id)?;
        let phones = register_phones(tx, &read)?;
        let read = read
            .iter()
            .find(|read| read.stored.number == finding.report);
        let cvr = read.and_then(|read| read.report.organisation.cvr.as_ref());
        let phone = cvr.and_then(|cvr| phones.get(cvr));
        let phone = phone.ok_or_else(|| Error::invalid("#/result", Rule::NoRegisterPhone))?;
        body = body.with("phone", phone.as_str());
    }
    let report = reports::assure(tx, id, &finding.report, assurance)?;
    let line = line(id, report, EventName::IdentityAssured, body);
    keys.append(tx, actor, now, &[line])?;
    Ok(cases::change(tx, &case, &cases::Change::default(), now)?)
}

/// Whoever sent a report may be the cause: from now on neither their API keys nor the code they have reach
/// it, and no mail about the case goes to them. The firm gets a code of its own after a call-back.
pub fn shut_sender_out(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: CaseId,
    finding: &Finding,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let case = reach::held(tx, actor, Action::ReplaceCode, id)?;
    check_version(expected, case.version)?;
    let report = reports::shut_sender_out(tx, id, &finding.report, now)?;
    let body = EventBody::text(&finding.words).with("report", &finding.report);
    let line = line(id, report, EventName::SenderShutOut, body);
    CaseKeys::of(tx, safe, id)?.append(tx, actor, now, &[line])?;
    Ok(cases::change(tx, &case, &cases::Change::default(), now)?)
}

fn line(case: CaseId, report: ReportId, name: EventName, body: EventBody) -> Line {
    Line {
        case,
        report: Some(report),
        name,
        audience: Audience::Internal,
        body,
    }
}

/// Telephones of the firms that reports name, as the public register has them.
pub(crate) fn register_phones(
    tx: &mut Tx<'_>,
    read: &[ReadReport],
) -> Result<HashMap<Cvr, Phone>, Error> {
    let mut phones = HashMap::new();
    for cvr in read
        .iter()
        .filter_map(|read| read.report.organisation.cvr.as_ref())
    {
        if !phones.contains_key(cvr)
            && let Some(phone) = register::find(tx, cvr)?.and_then(|firm| firm.phone)
        {
            phones.insert(cvr.clone(), phone);
        }
    }
    Ok(phones)
}
