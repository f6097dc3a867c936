//! A submission as it asks to become a report, and the names under which a retry finds it.

use chrono::{DateTime, Utc};
use domain::id::ReportId;
use domain::number::ReportNumber;
use store::intake::{Claim, Earlier};

use super::{KEY_LIFE, Submission};
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
    pub(super) hashes: Vec<(Vec<u8>, NameOf)>,
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

    pub(super) fn claims(&self, now: DateTime<Utc>) -> impl Iterator<Item = Claim> {
        self.names.hashes.iter().map(move |(hash, of)| Claim {
            key_hash: hash.clone(),
            body_hash: self.body_hash.clone(),
            report: self.id,
            expires_at: (*of == NameOf::Request).then_some(now + KEY_LIFE),
        })
    }

    /// As it will be found by who comes after.
    pub(super) fn as_earlier(&self, now: DateTime<Utc>) -> Earlier {
        Earlier {
            body_hash: self.body_hash.clone(),
            number: self.number.clone(),
            received_at: now,
        }
    }
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
