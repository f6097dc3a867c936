//! Erasing a person from a case: who it is, every word of them, and what finds them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Actor;
use domain::attachment::AttachmentContent;
use domain::audit::{Act, Record};
use domain::consent::ReferralBasis;
use domain::event::EventName;
use domain::id::CaseId;
use domain::privacy::{Likeness, Mentions, erased_mark};
use domain::referral::State;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::events::EventCopy;
use store::rewrite;
use store::terms::Behind;
use store::{Tx, attachments, persons, requests, seals};
use vault::place;

use super::find::Found;
use super::{OpenReferral, Opened, Order, record};
use crate::{Error, Safe, audit, reindex};

/// What was erased from a case.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Erased {
    /// Persons named in reports, with their keys.
    pub persons: usize,
    /// Places in texts.
    pub places: usize,
    /// Packages for the police.
    pub packages: usize,
    /// Kept answers of all cases: what they hold cannot be seen.
    pub answers: usize,
}

/// Why nothing was erased from a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// A legal hold.
    Held {
        /// Why.
        reason: String,
        /// When that must be looked at.
        review_on: NaiveDate,
    },
    /// A referral is on its way: it must be delivered or withdrawn first.
    ReferralUnderWay {
        /// Where it stands.
        state: State,
    },
}

/// Erases somebody from one case.
pub fn case(
    tx: &mut Tx<'_>,
    safe: &Safe,
    found: &Found,
    id: CaseId,
    order: &Order,
    now: DateTime<Utc>,
) -> Result<Result<Erased, Stop>, Error> {
    let opened = Opened::of(tx, safe, id)?;
    if let Some(stop) = stop(&opened) {
        return Ok(Err(stop));
    }
    let mark = erased_mark(opened.language());
    let mentions = &found.mentions;
    let mut erased = Erased::default();
    for named in &opened.persons {
        if found.subject.likeness(&named.person) == Likeness::Same {
            persons::erase(tx, named.id, now)?;
            seals::destroy(tx, named.id.uuid())?;
            erased.persons += 1;
        }
    }
    erased.places += reports(tx, &opened, mentions, mark)?;
    let (places, rewritten) = events(tx, &opened, mentions, mark)?;
    erased.places += places;
    for referral in &opened.referrals {
        let done = referral_of(tx, &opened, referral, mentions, mark, now)?;
        erased.packages += done.packages;
        erased.places += done.places;
    }
    erased.places += file_names(tx, &opened, mentions, mark)?;
    for (hold, reason) in &opened.holds {
        let done = mentions.blank(reason, mark);
        if done.places > 0 {
            let version = hold.reason_version + 1;
            let key = opened.keys.case_key(id)?;
            let sealed = place::hold_reason(hold.id, version).seal_json(key, &done.text);
            rewrite::hold(tx, hold.id, &sealed, version)?;
            erased.places += done.places;
        }
    }
    erased.answers = requests::forget_answers(tx)?;
    let order = Order {
        by: order.by.clone(),
        reason: mentions.blank(&order.reason, mark).text,
    };
    let facts = [
        ("persons", erased.persons.to_string()),
        ("places", erased.places.to_string()),
        ("packages", erased.packages.to_string()),
    ];
    let version = record(
        tx,
        &opened.keys,
        id,
        EventName::PersonErased,
        &order,
        &facts,
        now,
    )?;
    // The chain has sealed these events as they were: this says how they stand from now on.
    let line = Record::done(Act::PrivacyErased)
        .case(id)
        .with("events", rewritten);
    audit::record(tx, &Actor::System, line, now)?;
    reindex::index(tx, safe, &opened.keys, Behind { case: id, version })?;
    Ok(Ok(erased))
}

/// Names of files. What is in a file is not read: a person looks at it (docs/retention.md).
fn file_names(
    tx: &mut Tx<'_>,
    opened: &Opened,
    mentions: &Mentions,
    mark: &str,
) -> Result<usize, Error> {
    let mut places = 0;
    for (file, key, version) in &opened.files {
        let done = mentions.blank(&file.content.name, mark);
        if done.places > 0 {
            let content = AttachmentContent {
                name: done.text,
                ..file.content.clone()
            };
            let sealed = place::attachment(file.id, version + 1).seal_json(key, &content);
            attachments::rewrite(tx, file.id, &sealed, version + 1)?;
            places += done.places;
        }
    }
    Ok(places)
}

fn stop(opened: &Opened) -> Option<Stop> {
    let hold = opened
        .holds
        .iter()
        .find(|(hold, _)| hold.released_at.is_none());
    if let Some((hold, reason)) = hold {
        return Some(Stop::Held {
            reason: reason.clone(),
            review_on: hold.review_on,
        });
    }
    let states = opened.referrals.iter().map(|referral| referral.row.state);
    states
        .into_iter()
        .find(|state| state.can_be_stopped())
        .map(|state| Stop::ReferralUnderWay { state })
}

fn reports(
    tx: &mut Tx<'_>,
    opened: &Opened,
    mentions: &Mentions,
    mark: &str,
) -> Result<usize, Error> {
    let mut places = 0;
    for read in &opened.reports {
        let (mut bare, _) = read.report.without_persons();
        let blanked = mentions.blank_report(&mut bare, mark);
        if blanked > 0 {
            let (id, version) = (read.stored.id, read.stored.content_version + 1);
            let key = opened.keys.report_key(opened.case.id, id)?;
            let sealed = place::report_content(id, version).seal_json(key, &bare);
            rewrite::report(tx, id, &sealed, version)?;
            places += blanked;
        }
    }
    Ok(places)
}

/// Each event under the key that it was sealed with: the report's own, or the case's. Answers also
/// which were sealed again: uid, version and SHA-256 of the content.
fn events(
    tx: &mut Tx<'_>,
    opened: &Opened,
    mentions: &Mentions,
    mark: &str,
) -> Result<(usize, Vec<Value>), Error> {
    let (mut places, mut rewritten) = (0, Vec::new());
    for read in &opened.events {
        let mut body = read.body.clone();
        let blanked = mentions.blank_event(&mut body, mark);
        if let (Some(sealed), true) = (&read.event.content, blanked > 0) {
            let (uid, version) = (read.event.uid, read.event.content_version + 1);
            let key = opened
                .keys
                .key_of(&place::event(uid, version - 1), sealed)?;
            let sealed = place::event(uid, version).seal_json(key, &body);
            rewrite::event(tx, uid, &sealed, version)?;
            let hash = hex::encode(Sha256::digest(sealed.as_stored()));
            rewritten.push(json!([uid, version, hash]));
            places += blanked;
        }
    }
    for (copy, body) in &opened.copies {
        let mut body = body.clone();
        if mentions.blank_event(&mut body, mark) > 0 {
            let key = opened.keys.report_key(opened.case.id, copy.report)?;
            let content_version = copy.content_version + 1;
            let content = place::event_copy(copy.uid, content_version).seal_json(key, &body);
            let new = EventCopy {
                content,
                content_version,
                ..copy.clone()
            };
            rewrite::copy(tx, &new)?;
        }
    }
    Ok((places, rewritten))
}

/// A package is exact bytes under a signature: it is destroyed whole, or stays whole.
fn referral_of(
    tx: &mut Tx<'_>,
    opened: &Opened,
    referral: &OpenReferral,
    mentions: &Mentions,
    mark: &str,
    now: DateTime<Utc>,
) -> Result<Erased, Error> {
    let mut erased = Erased::default();
    let mut basis = referral.basis.clone();
    if let ReferralBasis::LegalBasis { reason } = &mut basis {
        let done = mentions.blank(reason, mark);
        erased.places = done.places;
        *reason = done.text;
    }
    let holds_person = |bytes: &Vec<u8>| {
        let text = String::from_utf8_lossy(bytes);
        mentions.blank(&text, mark).places > 0
    };
    let package = referral
        .package
        .as_ref()
        .filter(|bytes| !holds_person(bytes));
    erased.packages = usize::from(package.is_none() && referral.package.is_some());
    if erased == Erased::default() {
        return Ok(erased);
    }
    let row = &referral.row;
    let (id, version) = (row.id, row.seal_version + 1);
    let key = opened.keys.case_key(opened.case.id)?;
    let number = referral.police_case_number.as_ref();
    let new = rewrite::Referral {
        id,
        basis: place::referral_basis(id, version).seal_json(key, &basis),
        package: package.map(|bytes| place::referral_package(id, version).seal(key, bytes)),
        police_case_number: number
            .map(|number| place::referral_police_case_number(id, version).seal_json(key, number)),
        package_erased_at: row
            .package_erased_at
            .or((erased.packages > 0).then_some(now)),
        version,
    };
    rewrite::referral(tx, &new)?;
    Ok(erased)
}
