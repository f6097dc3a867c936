//! Finding the cases that hold something about a person or firm: by the index, then by opening.

use std::collections::{BTreeMap, BTreeSet};

use domain::consent::ReferralBasis;
use domain::id::CaseId;
use domain::privacy::{Likeness, Mentions, Subject};
use domain::report::Part;
use store::{Tx, terms};
use vault::index::{Exact, IndexKey, Query, query_exact};

use super::Opened;
use crate::{Error, Safe};

/// Rounds of learning: each finds by what the one before has learnt.
const ROUNDS: usize = 4;

/// Where a case holds something about somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// As the reporter.
    Reporter,
    /// As the person to call at the firm.
    FirmContact,
    /// As the firm, or its supplier.
    Firm,
    /// In words.
    Text,
}

impl Place {
    /// A word for it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Reporter => "reporter",
            Self::FirmContact => "firm contact",
            Self::Firm => "firm",
            Self::Text => "text",
        }
    }
}

/// A case that holds something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Number of the case.
    pub number: String,
    /// Where.
    pub places: BTreeSet<Place>,
    /// Whether it may be somebody else with the same name or number.
    pub doubtful: bool,
}

/// Whom a request is about, and the cases that hold something.
#[derive(Debug)]
pub struct Found {
    /// As asked for, and what the cases say of the same person.
    pub subject: Subject,
    /// What is written of them.
    pub mentions: Mentions,
    /// The cases.
    pub hits: BTreeMap<CaseId, Hit>,
    /// Several people share what was asked for: by it alone nobody is meant.
    pub is_ambiguous: bool,
    /// Cases that no key of this process opens.
    pub locked: Vec<CaseId>,
}

impl Found {
    /// The cases that are certainly about them.
    pub fn certain(&self) -> impl Iterator<Item = (CaseId, &Hit)> {
        let certain = self.hits.iter().filter(|(_, hit)| !hit.doubtful);
        certain.map(|(case, hit)| (*case, hit))
    }
}

/// Looks for everything about somebody.
pub fn find(tx: &mut Tx<'_>, safe: &Safe, asked: &Subject) -> Result<Found, Error> {
    let mut subject = asked.clone();
    let (mut opened, mut locked) = (BTreeMap::new(), Vec::new());
    let mut is_ambiguous = false;
    for round in 0..ROUNDS {
        for case in terms::candidates(tx, &queries(&safe.index, &subject))? {
            if opened.contains_key(&case) || locked.contains(&case) {
                continue;
            }
            match Opened::of(tx, safe, case) {
                Ok(found) => drop(opened.insert(case, found)),
                Err(Error::Locked { .. }) => locked.push(case),
                Err(error) => return Err(error),
            }
        }
        let told = told_of(&subject, opened.values());
        if round == 0 {
            is_ambiguous = asked.emails.is_empty() && told.names.len() > 1;
        }
        let before = subject.clone();
        subject.add(told);
        if is_ambiguous || subject == before {
            break;
        }
    }
    let mentions = Mentions::of(&subject);
    let by_itself = Mentions::of(&Subject {
        names: asked.names.clone(),
        ..subject.clone()
    });
    let hits = opened
        .iter()
        .filter_map(|(case, opened)| Some((*case, hit(opened, &subject, &mentions, &by_itself)?)))
        .collect();
    Ok(Found {
        subject,
        mentions,
        hits,
        is_ambiguous,
        locked,
    })
}

/// What cases tell of the same person.
fn told_of<'o>(subject: &Subject, opened: impl Iterator<Item = &'o Opened>) -> Subject {
    let mut told = Subject::default();
    for named in opened.flat_map(|opened| &opened.persons) {
        if subject.likeness(&named.person) == Likeness::Same {
            told.learn(&named.person);
        }
    }
    told
}

fn hit(
    opened: &Opened,
    subject: &Subject,
    mentions: &Mentions,
    by_itself: &Mentions,
) -> Option<Hit> {
    let (mut places, mut certain) = (BTreeSet::new(), false);
    for named in &opened.persons {
        let likeness = subject.likeness(&named.person);
        if likeness == Likeness::Other {
            continue;
        }
        certain |= likeness == Likeness::Same;
        places.insert(match named.part {
            Part::Reporter => Place::Reporter,
            Part::FirmContact => Place::FirmContact,
        });
    }
    if opened
        .reports
        .iter()
        .any(|read| subject.is_firm_of(&read.report))
    {
        certain = true;
        places.insert(Place::Firm);
    }
    if is_written(opened, mentions) {
        // A name that was only learnt may be somebody else's in a case that says nothing more.
        certain |= is_written(opened, by_itself);
        places.insert(Place::Text);
    }
    (!places.is_empty()).then(|| Hit {
        number: opened.case.number.to_string(),
        places,
        doubtful: !certain,
    })
}

fn is_written(opened: &Opened, mentions: &Mentions) -> bool {
    let basis = |basis: &ReferralBasis| match basis {
        ReferralBasis::LegalBasis { reason } => mentions.found_in(reason),
        ReferralBasis::Consent { .. } => false,
    };
    let in_report = |read: &crate::page::ReadReport| mentions.found_in_report(&read.report);
    opened.reports.iter().any(in_report)
        || opened
            .events
            .iter()
            .any(|read| mentions.found_in_event(&read.body))
        || opened
            .copies
            .iter()
            .any(|(_, body)| mentions.found_in_event(body))
        || opened
            .referrals
            .iter()
            .any(|referral| basis(&referral.basis))
        || opened
            .holds
            .iter()
            .any(|(_, reason)| mentions.found_in(reason))
}

/// What to ask the index for: each value and each full name by itself.
fn queries(index: &IndexKey, subject: &Subject) -> Vec<Vec<Vec<i64>>> {
    let exact = |kind, value: &str| vec![vec![query_exact(index, kind, value)]];
    let emails = subject
        .emails
        .iter()
        .map(|email| exact(Exact::Email, email.as_str()));
    let phones = subject
        .phones
        .iter()
        .map(|phone| exact(Exact::Phone, phone.as_str()));
    let cvrs = subject
        .cvrs
        .iter()
        .map(|cvr| exact(Exact::Cvr, cvr.as_str()));
    let names = subject
        .names
        .iter()
        .filter_map(|name| Query::parse(index, name));
    let names = names.map(|query| query.all);
    emails.chain(phones).chain(cvrs).chain(names).collect()
}
