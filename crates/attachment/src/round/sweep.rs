//! What was never finished is forgotten, and what no row knows is removed: late.
//!
//! An older database that was restored does not know the newest files, and the storage may be the only
//! place that still has them. So what no row knows is kept for days, and told.

use std::collections::HashSet;

use domain::access::Actor;
use store::attachments as rows;
use tokio_util::sync::CancellationToken;
use triage_queue::Error;

use super::{Attendant, delta};

/// Objects that are looked up at once.
const BATCH: usize = 500;

/// What a sweep came to, in objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Removed.
    pub removed: usize,
    /// No row knows them, and they are kept for now.
    pub kept: usize,
}

/// Why a sweep ended early; the next one goes on.
#[derive(Debug, thiserror::Error)]
pub enum SweepError {
    /// The database.
    #[error(transparent)]
    Queue(#[from] Error),
    /// The storage.
    #[error(transparent)]
    Storage(#[from] crate::storage::StorageError),
}

impl Attendant {
    /// Forgets what was never finished, with its pieces, and removes pieces that no row knows and that are
    /// old enough. A file that is just coming in has no row yet: only what is older than the longest
    /// request can be nobody's.
    pub async fn sweep(&self, stop: &CancellationToken) -> Result<Swept, SweepError> {
        let mut swept = Swept {
            removed: self.forget().await?,
            kept: 0,
        };
        let now = self.clock.now();
        let coming_in = now - delta(self.request.saturating_mul(2));
        let old = coming_in.min(now - delta(self.unknown));
        let mut listing = self.storage.all()?;
        while !stop.is_cancelled() {
            let mut objects = listing.next(BATCH).await?;
            if objects.is_empty() {
                break;
            }
            objects.retain(|object| object.written < coming_in);
            let ids: HashSet<_> = objects.iter().map(|object| object.file.uuid()).collect();
            let ids: Vec<_> = ids.into_iter().collect();
            let known = self
                .db
                .transact(&Actor::System, move |tx| {
                    rows::known(tx, &ids).map_err(Error::from)
                })
                .await?;
            objects.retain(|object| !known.contains(&object.file.uuid()));
            for object in objects {
                if object.written < old {
                    self.storage.delete(&object.name).await?;
                    swept.removed += 1;
                } else {
                    swept.kept += 1;
                }
            }
        }
        Ok(swept)
    }

    /// Forgets what was never finished; answers how many objects went with it.
    async fn forget(&self) -> Result<usize, SweepError> {
        let before = self.clock.now() - delta(self.unfinished);
        let forgotten = self
            .db
            .transact(&Actor::System, move |tx| {
                let mut forgotten = Vec::new();
                for id in rows::unfinished(tx, before)? {
                    if rows::forget(tx, id)? {
                        forgotten.push(id);
                    }
                }
                Ok::<_, Error>(forgotten)
            })
            .await?;
        let mut removed = 0;
        for id in forgotten {
            for object in self.storage.of(id).await? {
                self.storage.delete(&object.name).await?;
                removed += 1;
            }
        }
        Ok(removed)
    }
}
