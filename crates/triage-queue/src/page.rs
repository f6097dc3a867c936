//! Reading: the queue, lists, and everything on one case's page. Each reading says so in the audit
//! trail, in the same transaction.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::audit::{Act, Record};
use domain::case::Case;
use domain::consent::Consents;
use domain::contact::Phone;
use domain::cvr::Cvr;
use domain::event::EventBody;
use domain::id::{CaseId, PersonId, ReportId};
use domain::report::Report;
use store::access::Sight;
use store::cases::{Cursor, Filter, QueueCursor};
use store::clocks::CaseClock;
use store::deletion::Deleted;
use store::events::Event;
use store::referrals::Referral;
use store::reports::StoredReport;
use store::{Tx, cases, clocks, deletion, events, people, persons, referrals, reports, terms};
use vault::place;

use crate::attachments::{self, Attachment};
use crate::audit::{record, record_all};
use crate::stages::{self, Stage};
use crate::{CaseKeys, Error, Safe, look_ups, reach, reindex, speaker};

/// A report with its content read.
#[derive(Debug, Clone)]
pub struct ReadReport {
    /// The row.
    pub stored: StoredReport,
    /// What was sent.
    pub report: Report,
    /// The consents that hold now.
    pub consents: Consents,
}

/// An event with its body read.
#[derive(Debug, Clone)]
pub struct ReadEvent {
    /// The row.
    pub event: Event,
    /// Its body.
    pub body: EventBody,
}

/// Everything on the page of a case, except its timeline.
#[derive(Debug, Clone)]
pub struct CasePage {
    /// The case.
    pub case: Case,
    /// Its reports.
    pub reports: Vec<ReadReport>,
    /// Files of its reports, oldest first.
    pub attachments: Vec<Attachment>,
    /// The stages of their notices to the authorities, where there are any.
    pub stages: BTreeMap<ReportId, Vec<Stage>>,
    /// Its promises.
    pub clocks: Vec<CaseClock>,
    /// Cases of the same firm.
    pub related: Vec<Case>,
    /// Its referrals, each with the police's own number.
    pub referrals: Vec<(Referral, Option<String>)>,
    /// Telephones of the firms that the reports name, as the public register has them.
    pub register_phones: HashMap<Cvr, Phone>,
    /// Names of the people on the page.
    pub names: HashMap<PersonId, String>,
    /// Whether the actor may change its status.
    pub may_transition: bool,
    /// Set when the content of the case was deleted: then there are no reports on the page.
    pub deleted: Option<Deleted>,
}

/// A page of the queue: cases nobody has, best next first.
pub fn queue(
    tx: &mut Tx<'_>,
    actor: &Actor,
    after: Option<QueueCursor>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<Case>, Error> {
    actor.may(Action::ReadCase)?;
    let found = cases::queue(tx, &Sight::of(actor), after, limit)?;
    let found = reach::those(tx, actor, Action::ReadCase, found)?;
    let line = Record::done(Act::QueueListed).with("returned", found.len());
    record(tx, actor, line, now)?;
    Ok(found)
}

/// A page of cases with the names of their owners.
pub fn list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    filter: &Filter,
    after: Option<Cursor>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<(Vec<Case>, HashMap<PersonId, String>), Error> {
    actor.may(Action::ReadCase)?;
    let found = cases::list(tx, &Sight::of(actor), filter, after, limit)?;
    let found = reach::those(tx, actor, Action::ReadCase, found)?;
    let mut line = Record::done(Act::CasesListed).with("returned", found.len());
    let asked = asked(filter);
    if !asked.is_empty() {
        line = line.with("asked", asked);
    }
    record(tx, actor, line, now)?;
    let owners: Vec<PersonId> = found.iter().filter_map(|case| case.owner).collect();
    let names = people::names(tx, &owners)?.into_iter().collect();
    Ok((found, names))
}

/// Everything on the page of one case.
pub fn case(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: CaseId,
    now: DateTime<Utc>,
) -> Result<CasePage, Error> {
    let case = reach::found(tx, actor, Action::ReadCase, id)?;
    record(tx, actor, Record::done(Act::CaseRead).case(id), now)?;
    let deleted = deletion::of_case(tx, id)?;
    let (keys, reports, attachments) = if deleted.is_some() {
        (CaseKeys::none(), Vec::new(), Vec::new())
    } else {
        let keys = CaseKeys::of(tx, safe, id)?;
        let reports = look_ups::read_filled(tx, &keys, id)?;
        let attachments = attachments::of_case(tx, &keys, id)?;
        (keys, reports, attachments)
    };
    let stages = stages::of_case(tx, &keys, id, now)?;
    let hashes = reindex::firm(&safe.index, &reports);
    let related = if hashes.is_empty() {
        Vec::new()
    } else {
        terms::related(tx, id, &hashes, 20)?
    };
    let related = cases::several(tx, &related)?;
    let related = reach::those(tx, actor, Action::ReadCase, related)?;
    let clocks = clocks::of_cases(tx, &[id])?
        .into_iter()
        .map(|(_, clock)| clock)
        .collect();
    let referrals = referrals::of_case(tx, id)?
        .into_iter()
        .map(|referral| {
            let number = police_case_number(&keys, &referral)?;
            Ok((referral, number))
        })
        .collect::<Result<Vec<_>, Error>>()?;
    let mut on_page: Vec<PersonId> = case.owner.into_iter().collect();
    on_page.extend(related.iter().filter_map(|case| case.owner));
    for (referral, _) in &referrals {
        on_page.push(referral.created_by);
        on_page.extend(referral.submitted_by);
        on_page.extend(referral.approved_by);
    }
    let names = people::names(tx, &on_page)?.into_iter().collect();
    let may_transition =
        deleted.is_none() && reach::check(tx, actor, Action::Transition, &case).is_ok();
    Ok(CasePage {
        case,
        attachments,
        stages,
        clocks,
        related,
        referrals,
        register_phones: speaker::register_phones(tx, &reports)?,
        reports,
        names,
        may_transition,
        deleted,
    })
}

/// The reports of a case with their content read.
pub fn read_reports(
    tx: &mut Tx<'_>,
    keys: &CaseKeys,
    id: CaseId,
) -> Result<Vec<ReadReport>, Error> {
    let mut named = persons::of_case(tx, id)?;
    reports::of_case(tx, id)?
        .into_iter()
        .map(|stored| {
            let content = place::report_content(stored.id, stored.content_version);
            let consents = place::report_consents(stored.id, stored.consents_version);
            let mut report: Report = keys.open(&content, &stored.content)?;
            for person in named.extract_if(.., |person| person.report == stored.id) {
                if let Some(sealed) = &person.content {
                    let place = place::person(person.id, person.version);
                    report.put_person(person.part, keys.open(&place, sealed)?);
                }
            }
            Ok(ReadReport {
                consents: keys.open(&consents, &stored.consents)?,
                report,
                stored,
            })
        })
        .collect()
}

/// The police's own number of a referral, once they gave one.
pub fn police_case_number(keys: &CaseKeys, referral: &Referral) -> Result<Option<String>, Error> {
    let place = place::referral_police_case_number(referral.id, referral.seal_version);
    referral
        .police_case_number
        .as_ref()
        .map(|sealed| keys.open(&place, sealed))
        .transpose()
}

/// The timeline of a case after an event, oldest first, for somebody to read.
pub fn timeline(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: CaseId,
    (after, limit): (i64, i64),
    now: DateTime<Utc>,
) -> Result<Vec<ReadEvent>, Error> {
    record(tx, actor, Record::done(Act::TimelineRead).case(id), now)?;
    events_of(tx, safe, actor, id, after, limit)
}

/// The same for work on the case, when nobody gets to read it.
pub fn events_of(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: CaseId,
    after: i64,
    limit: i64,
) -> Result<Vec<ReadEvent>, Error> {
    reach::found(tx, actor, Action::ReadCase, id)?;
    let keys = match CaseKeys::of(tx, safe, id) {
        // What happened and when is left; no event has a body any more.
        Err(Error::ContentDeleted(_)) => CaseKeys::none(),
        keys => keys?,
    };
    events::of_case(tx, id, after, limit)?
        .into_iter()
        .map(|event| read_event(&keys, event))
        .collect()
}

/// What happened to all cases the actor sees, in the order of commit.
pub fn feed(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    after: (i64, i64),
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Vec<ReadEvent>, Error> {
    actor.may(Action::ReadCase)?;
    let found = events::feed(tx, after, limit)?;
    let mut ids: Vec<CaseId> = found.iter().map(|event| event.case).collect();
    ids.sort_unstable();
    ids.dedup();
    let seen = cases::several(tx, &ids)?;
    let seen: Vec<CaseId> = reach::those(tx, actor, Action::ReadCase, seen)?
        .into_iter()
        .map(|case| case.id)
        .collect();
    // One line a case: who asks who has read a case finds it. A poll that finds nothing reads nothing.
    let line = |case: &CaseId| Record::done(Act::FeedRead).case(*case);
    let lines: Vec<Record> = seen.iter().map(line).collect();
    record_all(tx, actor, &lines, now)?;
    let keys = CaseKeys::of_all(tx, safe, &seen)?;
    found
        .into_iter()
        .filter(|event| seen.contains(&event.case))
        .map(|event| read_event(&keys, event))
        .collect()
}

fn read_event(keys: &CaseKeys, event: Event) -> Result<ReadEvent, Error> {
    let body = keys.open_event(&event)?;
    Ok(ReadEvent { event, body })
}

/// By which filters was asked. Never with which words.
fn asked(filter: &Filter) -> Vec<&'static str> {
    let asked = [
        ("status", !filter.status.is_empty()),
        ("kind", !filter.kind.is_empty()),
        ("severity", !filter.severity.is_empty()),
        ("owner", filter.owner.is_some()),
        ("number", filter.number.is_some()),
        ("updated_since", filter.updated_since.is_some()),
        ("words", !filter.terms.is_empty()),
    ];
    let names = asked.into_iter().filter(|(_, by)| *by);
    names.map(|(name, _)| name).collect()
}
