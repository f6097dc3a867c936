//! Why sealed rows may look different now: what erasures, deletions and restores have written down.

use std::collections::HashMap;

use domain::audit::Act;
use serde::Deserialize;
use store::Tx;
use store::audit::{self, EventRow, Link};
use store::backup::{RESTORED, RESTORED_UNSEALED};
use uuid::Uuid;

use super::broken::Wrong;
use crate::Error;

/// An event that an erasure sealed again: its uid, the version and the SHA-256 of the new content.
#[derive(Debug, Clone, Deserialize)]
struct Rewritten(Uuid, i32, String);

#[derive(Deserialize)]
struct Detail {
    #[serde(default)]
    events: Vec<Rewritten>,
}

/// What was written down, with its place in the chain.
pub(super) struct Explained {
    rewritten: HashMap<Uuid, Vec<(i64, i32, String)>>,
    deleted: HashMap<Uuid, i64>,
    restored: i64,
}

impl Explained {
    pub(super) fn read(tx: &mut Tx<'_>) -> Result<Self, Error> {
        let mut found = Self {
            rewritten: HashMap::new(),
            deleted: HashMap::new(),
            restored: 0,
        };
        for told in audit::explanations(tx)? {
            // What is not sealed yet comes after all that is.
            let seq = told.seq.unwrap_or(i64::MAX);
            match Act::from_code(&told.row.action) {
                Some(Act::PrivacyErased) => {
                    let events = serde_json::from_str(&told.row.detail)
                        .map_or_else(|_| Vec::new(), |detail: Detail| detail.events);
                    for Rewritten(uid, version, hash) in events {
                        let all = found.rewritten.entry(uid).or_default();
                        all.push((seq, version, hash));
                    }
                }
                Some(Act::RetentionDeleted) => {
                    found
                        .deleted
                        .extend(told.row.case_id.map(|case| (case, seq)));
                }
                Some(Act::BackupRestored) => found.restored = found.restored.max(seq),
                _ => {}
            }
        }
        Ok(found)
    }

    /// The content as it was sealed, or as the last erasure left it, or gone with its case.
    pub(super) fn content(&self, link: &Link, row: &EventRow) -> Result<(), Wrong> {
        let later = self.rewritten.get(&row.uid).and_then(|all| {
            let mut later = all.iter().filter(|(seq, _, _)| *seq > link.seq);
            later.next_back()
        });
        let (version, hash) = match later {
            Some((_, version, hash)) => (Some(*version), hex::decode(hash).ok()),
            None => (link.content_version, link.content.clone()),
        };
        let deleted = self.deleted.get(&row.case_id);
        let gone = row.content_sha256.is_none() && deleted.is_some_and(|seq| *seq > link.seq);
        if version == Some(row.content_version) && (gone || hash == row.content_sha256) {
            Ok(())
        } else {
            Err(Wrong::ContentEdited)
        }
    }

    /// The transaction that it was sealed in, or the one that a restore gives to all.
    pub(super) fn xid(&self, link: &Link, xid: i64) -> Result<(), Wrong> {
        let by_restore = self.restored > link.seq && [RESTORED, RESTORED_UNSEALED].contains(&xid);
        if xid == link.xid || by_restore {
            Ok(())
        } else {
            Err(Wrong::Moved)
        }
    }

    /// The place in the chain of the last restore: transaction ids before it are another cluster's.
    pub(super) const fn restored_at(&self) -> i64 {
        self.restored
    }

    /// Up to here every row must be sealed, when this is the last one sealed since the last restore.
    pub(super) fn end(&self, end: (i64, i64)) -> (i64, i64) {
        if self.restored > 0 {
            end.max((RESTORED, i64::MAX))
        } else {
            end
        }
    }
}
