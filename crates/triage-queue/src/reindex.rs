//! The blind index: after a change of a case, the keyed hashes of all that can be searched in it.

use domain::access::{Action, Actor};
use domain::event::EventName;
use domain::id::{CaseId, TeamId};
use domain::report::Report;
use domain::stage;
use store::terms::{self, Behind};
use store::{Tx, events};
use vault::index::{Exact, IndexKey, Terms};

use crate::Error;
use crate::case_keys::CaseKeys;
use crate::look_ups::read_filled;
use crate::page::ReadReport;
use crate::safe::Safe;

/// Most events that are indexed of a case: enough for years of work on it.
const EVENTS: i64 = 5_000;

/// Brings the index of some cases up to date; answers how many there were. Cases that no key of this
/// process opens are left to one that has it; what was tampered with is told in the log and looked at
/// again with its next change.
pub fn round(tx: &mut Tx<'_>, safe: &Safe, teams: &[TeamId], most: i64) -> Result<usize, Error> {
    Actor::System.may(Action::ReadCase)?;
    let holders: Vec<_> = safe.fresh_ring().ids().collect();
    let behind = terms::behind(tx, teams, &holders, most)?;
    let cases: Vec<CaseId> = behind.iter().map(|behind| behind.case).collect();
    let keys = CaseKeys::of_all(tx, safe, &cases)?;
    for behind in &behind {
        match index(tx, safe, &keys, *behind) {
            Ok(()) => {}
            Err(error @ (Error::Locked { .. } | Error::Open(_))) => {
                tracing::error!(case.id = %behind.case, %error, "a case cannot be indexed");
                terms::put(tx, *behind, &[])?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(behind.len())
}

/// Makes the index of one case anew, as it is at this version.
pub(crate) fn index(
    tx: &mut Tx<'_>,
    safe: &Safe,
    keys: &CaseKeys,
    behind: Behind,
) -> Result<(), Error> {
    let mut found = Terms::new(&safe.index);
    for read in read_filled(tx, keys, behind.case)? {
        add_report(&mut found, &read);
    }
    for event in events::of_case(tx, behind.case, 0, EVENTS)? {
        let body = keys.open_event(&event)?;
        if let Some(text) = &body.text {
            found.text(text);
        }
        if event.name == EventName::StageAdded {
            // What a stage says stands in its facts.
            let said = stage::WORDS.iter().filter_map(|name| body.facts.get(*name));
            for text in said {
                found.text(text);
            }
        }
    }
    Ok(terms::put(tx, behind, &found.finish())?)
}

fn add_report(found: &mut Terms<'_>, read: &ReadReport) {
    let report = &read.report;
    let organisation = &report.organisation;
    let on_behalf = report.on_behalf.as_ref();
    let contact = on_behalf.and_then(|on_behalf| on_behalf.firm_contact.as_ref());
    let texts = [
        Some(report.description.as_str()),
        organisation.name.as_deref(),
        report.reporter.name.as_deref(),
        contact.and_then(|contact| contact.name.as_deref()),
        on_behalf.and_then(|on_behalf| on_behalf.supplier.as_deref()),
        report.source_ref.as_deref(),
    ];
    for text in texts.into_iter().flatten() {
        found.text(text);
    }
    for value in report.details.values() {
        if let Some(text) = value.as_str() {
            found.text(text);
        }
    }
    for cvr in cvr_numbers(report) {
        found.exact(Exact::Cvr, cvr);
    }
    if let Some(email) = &report.reporter.email {
        found.exact(Exact::Email, email.as_str());
    }
    let phones = [
        report.reporter.phone.as_ref(),
        contact.and_then(|contact| contact.phone.as_ref()),
    ];
    for phone in phones.into_iter().flatten() {
        found.exact(Exact::Phone, phone.as_str());
    }
}

fn cvr_numbers(report: &Report) -> impl Iterator<Item = &str> {
    let supplier = report
        .on_behalf
        .as_ref()
        .and_then(|on_behalf| on_behalf.supplier_cvr.as_ref());
    [report.organisation.cvr.as_ref(), supplier]
        .into_iter()
        .flatten()
        .map(domain::cvr::Cvr::as_str)
}

/// The hashes by which cases of the same firm are found.
#[must_use]
pub fn firm(index: &IndexKey, reports: &[ReadReport]) -> Vec<i64> {
    reports
        .iter()
        .filter_map(|read| read.report.organisation.cvr.as_ref())
        .map(|cvr| vault::index::query_exact(index, Exact::Cvr, cvr.as_str()))
        .collect()
}
