//! What a row of the chain says of the row it seals, and how it hangs on the row before.

use domain::audit::Source;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use store::audit::{AuditRow, EventRow, Link};
use uuid::Uuid;

/// The key of the chain. Who does not have it can make no row that fits.
#[derive(Clone)]
pub struct AuditKey([u8; 32]);

impl AuditKey {
    /// A key from 32 random bytes.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash of a row, from the one before and from all that stands in this one.
    pub(super) fn hash(&self, before: &[u8], link: &Link) -> Vec<u8> {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else {
            return Vec::new();
        };
        let mut fields = Fields(|bytes: &[u8]| mac.update(bytes));
        fields.bytes(b"smv-cert audit chain 1");
        fields.bytes(before);
        fields.number(link.seq);
        fields.bytes(link.source.code().as_bytes());
        fields.number(link.row_id);
        fields.number(link.xid);
        fields.number(link.sealed_at.timestamp_micros());
        fields.bytes(&link.fields);
        fields.maybe(link.content.as_deref());
        fields.maybe(
            link.content_version
                .map(i32::to_be_bytes)
                .as_ref()
                .map(<[u8; 4]>::as_slice),
        );
        mac.finalize().into_bytes().to_vec()
    }
}

impl std::fmt::Debug for AuditKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AuditKey(…)")
    }
}

/// Hash of an event's fields. Its content and the version of that have columns of their own: an
/// erasure changes them and nothing else.
pub(super) fn event_fields(row: &EventRow) -> Vec<u8> {
    let mut hash = Sha256::new();
    let mut fields = Fields(|bytes: &[u8]| hash.update(bytes));
    fields.bytes(Source::Event.code().as_bytes());
    fields.id(Some(row.uid));
    fields.id(Some(row.case_id));
    fields.id(row.report_id);
    fields.number(row.at.timestamp_micros());
    fields.bytes(row.actor_role.as_bytes());
    fields.id(row.actor_id);
    fields.bytes(row.name.as_bytes());
    fields.bytes(row.audience.as_bytes());
    hash.finalize().to_vec()
}

/// Hash of an audit row's fields: all of them.
pub(super) fn row_fields(row: &AuditRow) -> Vec<u8> {
    let mut hash = Sha256::new();
    let mut fields = Fields(|bytes: &[u8]| hash.update(bytes));
    fields.bytes(Source::Audit.code().as_bytes());
    fields.number(row.at.timestamp_micros());
    fields.bytes(row.actor_role.as_bytes());
    for id in [row.actor_id, row.api_key_id, row.session_id] {
        fields.id(id);
    }
    fields.bytes(row.action.as_bytes());
    fields.bytes(row.outcome.as_bytes());
    for id in [row.case_id, row.report_id, row.referral_id, row.person_id] {
        fields.id(id);
    }
    fields.maybe(row.trace_id.as_deref().map(str::as_bytes));
    fields.bytes(row.detail.as_bytes());
    hash.finalize().to_vec()
}

/// Feeds values to a hash so that no two lists of values look alike.
struct Fields<F: FnMut(&[u8])>(F);

impl<F: FnMut(&[u8])> Fields<F> {
    fn bytes(&mut self, bytes: &[u8]) {
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        (self.0)(&length.to_be_bytes());
        (self.0)(bytes);
    }

    fn number(&mut self, number: i64) {
        (self.0)(&number.to_be_bytes());
    }

    /// Nothing is another value than empty.
    fn maybe(&mut self, bytes: Option<&[u8]>) {
        match bytes {
            Some(bytes) => {
                (self.0)(&[1]);
                self.bytes(bytes);
            }
            None => (self.0)(&[0]),
        }
    }

    fn id(&mut self, id: Option<Uuid>) {
        self.maybe(id.as_ref().map(|id| id.as_bytes().as_slice()));
    }
}

#[cfg(test)]
mod tests {
    use super::{AuditKey, Fields};
    use chrono::DateTime;
    use domain::audit::Source;
    use store::audit::Link;

    #[test]
    fn every_value_of_a_row_changes_its_hash() {
        let key = AuditKey::new([7; 32]);
        let link = Link {
            seq: 2,
            source: Source::Event,
            row_id: 5,
            xid: 700,
            fields: vec![1; 32],
            content: Some(vec![2; 32]),
            content_version: Some(1),
            sealed_at: DateTime::UNIX_EPOCH,
            hash: Vec::new(),
        };
        let of = |change: fn(&mut Link)| {
            let mut changed = link.clone();
            change(&mut changed);
            key.hash(&[9; 32], &changed)
        };
        let hashes = [
            of(|_| ()),
            of(|link| link.seq = 3),
            of(|link| link.source = Source::Audit),
            of(|link| link.row_id = 6),
            of(|link| link.xid = 701),
            of(|link| link.fields = vec![3; 32]),
            of(|link| link.content = None),
            of(|link| link.content_version = None),
            of(|link| link.sealed_at += chrono::TimeDelta::microseconds(1)),
            key.hash(&[8; 32], &link),
            AuditKey::new([6; 32]).hash(&[9; 32], &link),
        ];

        for (at, hash) in hashes.iter().enumerate() {
            assert!(!hashes[..at].contains(hash), "{at}");
        }
    }

    #[test]
    fn values_that_are_cut_elsewhere_do_not_look_alike() {
        let fed = |values: &[Option<&str>]| {
            let mut all = Vec::new();
            let mut fields = Fields(|bytes: &[u8]| all.extend_from_slice(bytes));
            for value in values {
                fields.maybe(value.map(str::as_bytes));
            }
            all
        };

        assert_ne!(fed(&[Some("ab"), Some("c")]), fed(&[Some("a"), Some("bc")]));
        assert_ne!(fed(&[Some(""), None]), fed(&[None, Some("")]));
    }
}
