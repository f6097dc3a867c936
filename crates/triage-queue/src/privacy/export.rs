//! What a person or firm gets to see of a case (GDPR, Article 15): theirs, and nothing of others.

use domain::consent::ReferralBasis;
use domain::event::{Audience, EventName};
use domain::id::ReportId;
use domain::privacy::{Likeness, Mentions, Subject, other_mark, report_texts};
use serde_json::{Value, json};

use super::Opened;
use super::find::{Found, Hit};
use crate::page::ReadEvent;

/// A case as its subject may see it.
#[must_use]
pub fn case(opened: &Opened, found: &Found, hit: &Hit) -> Value {
    let view = View::of(opened, found);
    let (own, others): (Vec<_>, Vec<_>) = opened
        .reports
        .iter()
        .partition(|read| view.own.contains(&read.stored.id));
    let mentions: Vec<Value> = others
        .iter()
        .flat_map(|read| report_texts(&read.report))
        .flat_map(|text| view.paragraphs(text))
        .map(|text| json!({"where": "report", "text": text}))
        .chain(opened.events.iter().filter_map(|read| view.internal(read)))
        .collect();
    let kept_notes = opened.events.iter().filter(|read| {
        read.event.audience == Audience::Internal
            && read.body.text.is_some()
            && view.internal(read).is_none()
    });
    let trail: Vec<Value> = opened
        .events
        .iter()
        .filter(|read| view.is_told(read))
        .map(|read| view.told(read))
        .collect();
    json!({
        "case": {
            "number": opened.case.number,
            "kind": opened.case.kind,
            "status": opened.case.status,
            "received_at": opened.case.received_at,
            "updated_at": opened.case.updated_at,
        },
        "found_as": hit.places.iter().map(|place| place.code()).collect::<Vec<_>>(),
        "reports": own.iter().map(|read| view.report(read)).collect::<Vec<_>>(),
        "timeline": trail,
        "mentions": mentions,
        "referrals": if view.own.is_empty() { Vec::new() } else { view.referrals() },
        "held_back": {
            "reports_of_others": others.len(),
            "other_persons": view.other_persons,
            "internal_notes": kept_notes.count(),
        },
    })
}

/// The case seen by its subject.
struct View<'a> {
    opened: &'a Opened,
    found: &'a Found,
    /// Reports that are theirs.
    own: Vec<ReportId>,
    /// What is written of others.
    others: Mentions,
    other_persons: usize,
    mark: &'static str,
}

impl<'a> View<'a> {
    fn of(opened: &'a Opened, found: &'a Found) -> Self {
        let subject = &found.subject;
        let (same, others): (Vec<_>, Vec<_>) = opened
            .persons
            .iter()
            .partition(|named| subject.likeness(&named.person) == Likeness::Same);
        let mut own: Vec<ReportId> = same.iter().map(|named| named.report).collect();
        let firms = opened.reports.iter();
        let firms = firms.filter(|read| subject.is_firm_of(&read.report));
        own.extend(firms.map(|read| read.stored.id));
        let mut known = Subject::default();
        for named in &others {
            known.learn(&named.person);
        }
        // A number that they share is theirs too.
        known.phones.retain(|phone| !subject.phones.contains(phone));
        Self {
            opened,
            found,
            own,
            others: Mentions::of(&known),
            other_persons: others.len(),
            mark: other_mark(opened.language()),
        }
    }

    /// The paragraphs in which they stand, without others.
    fn paragraphs(&self, text: &str) -> Vec<String> {
        text.split('\n')
            .filter(|paragraph| self.found.mentions.found_in(paragraph))
            .map(|paragraph| self.others.blank(paragraph, self.mark).text)
            .collect()
    }

    fn report(&self, read: &crate::page::ReadReport) -> Value {
        let (mut report, _) = read.report.without_persons();
        self.others.blank_report(&mut report, self.mark);
        let persons = self.opened.persons.iter();
        let theirs = persons.filter(|named| {
            named.report == read.stored.id
                && self.found.subject.likeness(&named.person) == Likeness::Same
        });
        for named in theirs {
            report.put_person(named.part, named.person.clone());
        }
        json!({
            "number": read.stored.number,
            "received_at": read.stored.received_at,
            "content": report,
            "consents_now": read.consents,
            // The bytes are handed out from the case's page, each time as a line of its timeline.
            "files": self.files(read),
        })
    }

    fn files(&self, read: &crate::page::ReadReport) -> Vec<Value> {
        let files = self.opened.files.iter().map(|(file, _, _)| file);
        files
            .filter(|file| file.report == read.stored.id)
            .map(|file| {
                json!({
                    "id": file.id,
                    "name": self.others.blank(&file.content.name, self.mark).text,
                    "size": file.size,
                    "sha256": file.content.sha256,
                    "received_at": file.received_at,
                })
            })
            .collect()
    }

    /// What the reporter of an own report was told, or said.
    fn is_told(&self, read: &ReadEvent) -> bool {
        let told = read.event.audience == Audience::Reporter;
        told && match read.event.report {
            Some(report) => self.own.contains(&report),
            None => !self.own.is_empty(),
        }
    }

    fn told(&self, read: &ReadEvent) -> Value {
        let mut body = read.body.clone();
        self.others.blank_event(&mut body, self.mark);
        let theirs = [
            EventName::MessageFromReporter,
            EventName::StageAdded,
            EventName::StageMarked,
        ];
        let from = if theirs.contains(&read.event.name) {
            "reporter"
        } else {
            "cert"
        };
        json!({
            "at": read.event.at,
            "name": read.event.name,
            "from": from,
            "text": body.text,
            "facts": body.facts,
        })
    }

    /// What stands about them in our own words, or in somebody else's.
    fn internal(&self, read: &ReadEvent) -> Option<Value> {
        if self.is_told(read) {
            return None;
        }
        let about = self.paragraphs(read.body.text.as_deref()?);
        let (at, name) = (read.event.at, read.event.name);
        (!about.is_empty()).then(|| json!({"where": name, "at": at, "text": about.join("\n")}))
    }

    fn referrals(&self) -> Vec<Value> {
        let referrals = self.opened.referrals.iter();
        referrals
            .filter(|referral| referral.row.submitted_at.is_some())
            .map(|referral| {
                let (kind, reason) = match &referral.basis {
                    ReferralBasis::Consent { .. } => ("consent", Vec::new()),
                    ReferralBasis::LegalBasis { reason } => {
                        ("legal_basis", self.paragraphs(reason))
                    }
                };
                let row = &referral.row;
                json!({
                    "state": row.state,
                    "basis": kind,
                    "reason": reason,
                    "submitted_at": row.submitted_at,
                    "delivered_at": row.delivered_at,
                    "updated_at": row.updated_at,
                    "package_sha256": row.package_sha256.as_ref().map(hex::encode),
                    "police_case_number": referral.police_case_number,
                })
            })
            .collect()
    }
}
