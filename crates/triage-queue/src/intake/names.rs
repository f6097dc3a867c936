//! The names under which a retry finds its first try, and which of many requests were here before.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::id::ReportId;
use domain::number::ReportNumber;
use store::Tx;
use store::intake::{self as rows, Claim, Earlier};

use super::{KEY_LIFE, Submission};
use crate::Error;
use crate::keyed::Keys;

/// What a name is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameOf {
    /// The caller's `Idempotency-Key`.
    Request,
    /// The `source_ref` of a caller with an API key.
    SourceRef,
}

/// A submission as it asks to become a report.
pub(super) struct Asked {
    pub(super) names: Names,
    pub(super) body_hash: Vec<u8>,
    /// Of the report that it becomes, if it is new.
    pub(super) id: ReportId,
    pub(super) number: ReportNumber,
}

/// The names of a request.
pub(super) struct Names {
    hashes: Vec<(Vec<u8>, NameOf)>,
    /// What the access code is made from. With a source reference it is that one, so that a retry
    /// under another key rebuilds the same code.
    pub(super) code_text: String,
}

impl Asked {
    pub(super) fn new(keys: &Keys, submission: &Submission, now: DateTime<Utc>) -> Self {
        Self {
            names: Names::of(keys, submission),
            body_hash: keys.body_hash(&submission.body_sha256),
            id: store::new_id(now),
            number: ReportNumber::new(&store::random()),
        }
    }

    fn claims(&self, now: DateTime<Utc>) -> impl Iterator<Item = Claim> {
        self.names.hashes.iter().map(move |(hash, of)| Claim {
            key_hash: hash.clone(),
            body_hash: self.body_hash.clone(),
            report: self.id,
            expires_at: (*of == NameOf::Request).then_some(now + KEY_LIFE),
        })
    }

    /// As it will be found by who comes after.
    fn as_earlier(&self, now: DateTime<Utc>) -> Earlier {
        Earlier {
            body_hash: self.body_hash.clone(),
            number: self.number.clone(),
            received_at: now,
        }
    }
}

/// Claims the names of all that are new; answers, for each, what was here before and by which name.
///
/// Fails with [`store::Error::Stale`] when somebody was faster between a look and a claim.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    asked: &[Asked],
    now: DateTime<Utc>,
) -> Result<Vec<Option<(Earlier, NameOf)>>, Error> {
    let mut found: Vec<Option<(Earlier, NameOf)>> = Vec::with_capacity(asked.len());
    // Which of these requests has a name first.
    let mut first: HashMap<&[u8], usize> = HashMap::new();
    let mut repeats = Vec::new();
    for (at, one) in asked.iter().enumerate() {
        let mut here = one.names.hashes.iter();
        let repeat = here.find_map(|(hash, of)| Some((*first.get(hash.as_slice())?, *of)));
        if let Some((of_one, name)) = repeat {
            repeats.push((at, of_one, name));
        }
        // With two names, look before claiming: a name claimed in vain would lead to no report.
        let before = match repeat {
            None if one.names.hashes.len() > 1 => before(tx, one)?,
            _ => None,
        };
        if repeat.is_none() {
            let names = one.names.hashes.iter();
            first.extend(names.map(|(hash, _)| (hash.as_slice(), at)));
        }
        found.push(before);
    }
    let repeated: Vec<usize> = repeats.iter().map(|(at, ..)| *at).collect();
    let new = |at: usize| repeated.binary_search(&at).is_err();
    let claims: Vec<Claim> = (0..)
        .zip(asked)
        .zip(&found)
        .filter(|((at, _), found)| found.is_none() && new(*at))
        .flat_map(|((_, one), _)| one.claims(now))
        .collect();
    if !claims.is_empty() {
        let mut taken = rows::claim(tx, &claims)?;
        for (one, found) in asked.iter().zip(&mut found) {
            let mut names = one.names.hashes.iter();
            let earlier = names.find_map(|(hash, of)| Some((taken.remove(hash)?, *of)));
            if earlier.is_some() && one.names.hashes.len() > 1 {
                // Somebody was faster since we looked: roll back and begin again.
                return Err(store::Error::Stale.into());
            }
            if earlier.is_some() {
                *found = earlier;
            }
        }
    }
    for (at, of_one, name) in repeats {
        let first = found
            .get(of_one)
            .cloned()
            .flatten()
            .map(|(earlier, _)| earlier);
        let first = first.or_else(|| asked.get(of_one).map(|one| one.as_earlier(now)));
        if let (Some(slot), Some(first)) = (found.get_mut(at), first) {
            *slot = Some((first, name));
        }
    }
    Ok(found)
}

fn before(tx: &mut Tx<'_>, one: &Asked) -> Result<Option<(Earlier, NameOf)>, Error> {
    for (hash, of) in &one.names.hashes {
        if let Some(earlier) = rows::earlier(tx, hash)? {
            return Ok(Some((earlier, *of)));
        }
    }
    Ok(None)
}

impl Names {
    fn of(keys: &Keys, submission: &Submission) -> Self {
        // The owner, not the key: a retry may come under the key that follows.
        let caller = submission
            .api_key
            .as_ref()
            .map_or("", |holder| holder.owner.as_str());
        let source_ref = submission
            .api_key
            .as_ref()
            .and(submission.report.source_ref.as_deref());
        let mut hashes = Vec::with_capacity(2);
        if let Some(key) = &submission.key {
            let hash = keys.request_hash(&format!("report\u{1f}{caller}"), key);
            hashes.push((hash, NameOf::Request));
        }
        if let Some(reference) = source_ref {
            let hash = reference_hash(keys, caller, reference);
            hashes.push((hash, NameOf::SourceRef));
        }
        let code_text = source_ref
            .map(|reference| reference_name(caller, reference))
            .or_else(|| submission.key.clone())
            .unwrap_or_default();
        Self { hashes, code_text }
    }
}

/// Under which hash a reference of an owner is kept.
pub(super) fn reference_hash(keys: &Keys, owner: &str, reference: &str) -> Vec<u8> {
    keys.request_hash("source-ref", &reference_name(owner, reference))
}

/// A reference within its owner's.
fn reference_name(owner: &str, reference: &str) -> String {
    format!("source-ref\u{1f}{owner}\u{1f}{reference}")
}
