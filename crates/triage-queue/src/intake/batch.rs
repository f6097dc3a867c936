//! The rows that new reports bring about, gathered and written with one statement a table.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::case::Case;
use domain::case::status::Status;
use domain::classification::Classification;
use domain::clock::ClockName;
use domain::duty;
use domain::event::{Audience, EventBody, EventName};
use domain::id::{CaseId, ReportId, TeamId};
use domain::notification::Mail;
use domain::organisation::Municipality;
use domain::priority;
use domain::report::Report;
use domain::sector::Sector;
use domain::severity::Severity;
use domain::stage::{self, StageClock};
use domain::tlp::Tlp;
use store::events::NewEvent;
use store::intake::{self as rows, NewReport};
use store::look_ups::NewQuestion;
use store::outbox::NewMessage;
use store::persons::StoredPerson;
use store::seals::KeySeal;
use store::{Tx, clocks, events, outbox, persons, seals, stages};

use super::sealing::{self, CaseOf};
use super::{Receipt, SAME_CASE_WITHIN, Submission};
use crate::keyed::Keys;
use crate::tell::message;
use crate::{Error, Recipients, look_ups};

/// Rows that wait to be written.
pub(super) struct Batch {
    recipients: Recipients,
    now: DateTime<Utc>,
    cases: Vec<Case>,
    reports: Vec<NewReport>,
    events: Vec<NewEvent>,
    clocks: Vec<(CaseId, ClockName, DateTime<Utc>)>,
    stage_clocks: Vec<(ReportId, StageClock)>,
    messages: Vec<NewMessage>,
    persons: Vec<StoredPerson>,
    seals: Vec<KeySeal>,
    questions: Vec<NewQuestion>,
    by_fingerprint: HashMap<Vec<u8>, CaseId>,
}

/// A report that is new, with the id and the receipt it gets.
pub(super) type New<'a> = (&'a Submission, ReportId, Receipt);

impl Batch {
    /// Everything that these reports bring about.
    pub(super) fn of(
        tx: &mut Tx<'_>,
        keys: &Keys,
        recipients: &Recipients,
        now: DateTime<Utc>,
        new: &[New<'_>],
    ) -> Result<Self, Error> {
        let fingerprints: Vec<Option<Vec<u8>>> = new
            .iter()
            .map(|(submission, ..)| {
                let text = submission.report.fingerprint_text();
                text.map(|text| keys.fingerprint(&text))
            })
            .collect();
        let known: Vec<Vec<u8>> = fingerprints.iter().flatten().cloned().collect();
        let by_fingerprint = if known.is_empty() {
            HashMap::new()
        } else {
            rows::join(tx, &known, now - SAME_CASE_WITHIN, now)?
        };
        let mut batch = Self {
            recipients: recipients.clone(),
            now,
            cases: Vec::new(),
            reports: Vec::new(),
            events: Vec::new(),
            clocks: Vec::new(),
            stage_clocks: Vec::new(),
            messages: Vec::new(),
            persons: Vec::new(),
            seals: Vec::new(),
            questions: Vec::new(),
            by_fingerprint,
        };
        for ((submission, id, receipt), fingerprint) in new.iter().zip(fingerprints) {
            batch.add(keys, submission, *id, receipt, fingerprint)?;
        }
        Ok(batch)
    }

    /// Adds everything one report brings about.
    fn add(
        &mut self,
        keys: &Keys,
        submission: &Submission,
        id: ReportId,
        receipt: &Receipt,
        fingerprint: Option<Vec<u8>>,
    ) -> Result<(), Error> {
        let report = &submission.report;
        let joined = fingerprint
            .as_ref()
            .and_then(|fingerprint| self.by_fingerprint.get(fingerprint).copied());
        let case = joined.unwrap_or_else(|| self.open_case(report, receipt));
        for name in [ClockName::FirstResponse, ClockName::NextUpdate] {
            if joined.is_none() || name == ClockName::NextUpdate {
                self.clocks.push((case, name, receipt.next_update_due));
            }
        }
        if let Some(fingerprint) = &fingerprint {
            self.by_fingerprint.insert(fingerprint.clone(), case);
        }
        let (name, of) = if joined.is_some() {
            (EventName::ReportJoined, CaseOf::Joined(case))
        } else {
            (EventName::CaseOpened, CaseOf::Opened(case))
        };
        let number = EventBody::default().with("number", &receipt.number);
        let mut told = vec![(name, Audience::Reporter, number)];
        let sender_shut_out = submission.shuts_its_sender_out();
        if sender_shut_out {
            let nothing = EventBody::default();
            told.push((EventName::SenderShutOut, Audience::Internal, nothing));
        }
        if !submission.doubts.is_empty() {
            let why: Vec<&str> = submission.doubts.iter().map(|doubt| doubt.code()).collect();
            let body = EventBody::default().with("why", why.join(" "));
            told.push((EventName::SuspectedFlood, Audience::Internal, body));
        }
        let sealed = sealing::seal(report, id, of, receipt, &self.recipients, told, self.now)?;
        self.seals.extend(sealed.seals);
        self.persons.extend(sealed.persons);
        self.events.extend(sealed.events);
        if let Some(email) = &report.reporter.email {
            let mail = Mail::received(receipt.number.clone(), report.kind, receipt.next_update_due);
            self.messages.push(message(
                &self.recipients.worker_key,
                email.as_str(),
                report.language,
                mail,
                Some(format!("received:{id}")),
                self.now,
            )?);
        }
        if duty::may_be_under_nis2(&report.organisation) {
            let aware_at = report.aware_or(self.now);
            let clocks = stage::plan(&submission.deadlines, aware_at, &[], None, self.now);
            self.stage_clocks
                .extend(clocks.into_iter().map(|clock| (id, clock)));
        }
        if let Some(cvr) = report
            .organisation
            .cvr
            .as_ref()
            .filter(|_| submission.look_up)
        {
            let worker = &self.recipients.worker_key;
            let question = look_ups::question(keys, worker, id, cvr)?;
            self.questions.push(question);
        }
        self.reports.push(NewReport {
            id,
            case,
            number: receipt.number.clone(),
            code_hash: keys.code_hash(&receipt.access_code),
            code_public_key: sealed.code_public_key,
            kind: report.kind,
            received_at: self.now,
            content: sealed.content,
            consents: sealed.consents,
            fingerprint,
            api_key: submission.api_key.as_ref().map(|holder| holder.key),
            supplier_suspected: report.supplier_is_suspected(),
            sender_shut_out,
        });
        Ok(())
    }

    fn open_case(&mut self, report: &Report, receipt: &Receipt) -> CaseId {
        let case = new_case(report, receipt, self.recipients.team, self.now);
        let id = case.id;
        self.cases.push(case);
        id
    }

    /// Writes the gathered rows.
    pub(super) fn write(self, tx: &mut Tx<'_>, actor: &Actor) -> Result<(), Error> {
        if self.reports.is_empty() {
            return Ok(());
        }
        if !self.cases.is_empty() {
            rows::insert_cases(tx, &self.cases)?;
        }
        // One that runs already is left as it is.
        clocks::start(tx, self.now, &self.clocks)?;
        rows::insert_reports(tx, &self.reports)?;
        fault::point("after-insert");
        if !self.stage_clocks.is_empty() {
            stages::insert(tx, &self.stage_clocks)?;
        }
        if !fault::broken("reports-are-whole") {
            events::append(tx, actor, self.now, &self.events)?;
        }
        seals::insert(tx, &self.seals)?;
        if !self.persons.is_empty() {
            persons::insert(tx, &self.persons)?;
        }
        if !self.questions.is_empty() {
            store::look_ups::insert(tx, &self.questions, self.now)?;
        }
        if !self.messages.is_empty() && !fault::broken("mail-is-owed") {
            outbox::enqueue(tx, self.now, &self.messages)?;
        }
        fault::point("after-outbox");
        Ok(())
    }
}

fn new_case(report: &Report, receipt: &Receipt, team: TeamId, now: DateTime<Utc>) -> Case {
    let organisation = &report.organisation;
    let mut case = Case {
        id: store::new_id(now),
        number: receipt.number.clone(),
        status: Status::New,
        owner: None,
        team,
        restricted: false,
        kind: report.kind,
        severity: Severity::first(report.kind, report.impact),
        priority: 0,
        classification: Classification::of(report.kind.rsit()),
        tlp: Tlp::Amber,
        ongoing: report.ongoing,
        impact: report.impact,
        size_class: organisation.size_class,
        region: organisation
            .municipality
            .as_ref()
            .map(Municipality::region)
            .map(str::to_owned),
        sector_group: organisation.sector.as_ref().and_then(Sector::group),
        organisation_type: organisation.kind,
        aware_at: report.aware_or(now),
        received_at: now,
        updated_at: now,
        version: 1,
    };
    if cfg!(feature = "seeded-mutant") {
        // One field in the clear: what the canary scan must find.
        case.region.clone_from(&organisation.name);
    }
    case.priority = priority::priority(&case.priority_facts());
    case
}
