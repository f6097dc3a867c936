//! Taking files: what both ways in have in common, and where files go out.

use std::sync::Arc;

use actix_web::HttpRequest;
use attachment::leftovers::remove;
use attachment::{ReceiveError, Receiver, Settings, Storage, StorageError};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::attachment::AttachmentContent;
use domain::id::AttachmentId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use triage_queue::attachments::{self, Attached, Attachment, Whole};
use triage_queue::reporter::Door;
use vault::DataKey;

use super::places::{Place, Places};
use crate::edge::{Edge, Pace, client_address};
use crate::error::ApiError;
use crate::state::PublicState;

/// Where files come in.
pub(crate) struct Intake {
    pub(crate) storage: Storage,
    pub(crate) settings: Settings,
    places: Places,
}

/// Where files go out.
pub(crate) struct OutTray {
    pub(crate) storage: Storage,
    pub(crate) zip_password: String,
    places: Arc<Semaphore>,
}

/// Files that go out at the same time: each holds a thread.
const OUT_AT_ONCE: usize = 16;

impl Intake {
    pub(crate) fn new(storage: Storage, settings: Settings) -> Self {
        Self {
            storage,
            places: Places::new(settings.at_once, settings.at_once_per_sender),
            settings,
        }
    }

    /// A place for a file that comes in, while there is room: each holds a piece in memory.
    pub(crate) fn place(&self, request: &HttpRequest) -> Result<Place, ApiError> {
        self.storage.has_room()?;
        self.places.take(client_address(request))
    }

    /// How fast a file must come.
    pub(crate) fn pace(&self, request: &HttpRequest) -> Pace {
        let pace = Edge::of(request).map(|edge| edge.settings.pace);
        Pace {
            total: self.settings.request,
            ..pace.unwrap_or_default()
        }
    }

    /// A new file of at most so many bytes, which nobody knows yet.
    pub(crate) fn receiver(
        &self,
        id: AttachmentId,
        key: &DataKey,
        content: AttachmentContent,
        most: u64,
    ) -> Receiver {
        Receiver::new(self.storage.clone(), id, key.clone(), content, most)
    }

    /// Keeps a file that is here as a whole.
    pub(crate) async fn keep(
        &self,
        state: &PublicState,
        door: &Door,
        file: (AttachmentId, DataKey, i32),
        content: AttachmentContent,
        now: DateTime<Utc>,
    ) -> Result<Attachment, ApiError> {
        let worker = match self.settings.scanner {
            Some(_) => Some(state.recipients().await?.worker_key),
            None => None,
        };
        let (id, key, version) = file;
        let whole = Whole {
            key,
            id,
            content,
            version,
            worker,
        };
        let (door, most) = (door.clone(), self.settings.per_report);
        let kept = whole.content.clone();
        let outcome = state
            .db
            .transact(&Actor::Reporter, move |tx| {
                attachments::complete(tx, &door, &whole, most, now)
            })
            .await;
        match outcome {
            Ok(Attached::New(file)) => Ok(file),
            Ok(Attached::Known(file)) => {
                remove(&self.storage, &kept.pieces).await;
                Ok(file)
            }
            Ok(Attached::Full) => {
                remove(&self.storage, &kept.pieces).await;
                Err(ApiError::TooManyFiles(most.unsigned_abs()))
            }
            // It may have been committed: what is nobody's is removed by the worker in the end.
            Err(error) => Err(error.into()),
        }
    }
}

impl OutTray {
    pub(crate) fn new(storage: Storage, zip_password: String) -> Self {
        Self {
            storage,
            zip_password,
            places: Arc::new(Semaphore::new(OUT_AT_ONCE)),
        }
    }

    /// A place for a file that goes out.
    pub(crate) fn place(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        // Before anything is written down about a file that cannot be had.
        self.storage.open()?;
        let place = self.places.clone().try_acquire_owned();
        place.map_err(|_| ApiError::Unavailable("all places for files are taken".into()))
    }
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Full => Self::StorageFull,
            StorageError::Slow | StorageError::Failed(_) => Self::StorageAway(Box::new(error)),
        }
    }
}

impl From<ReceiveError> for ApiError {
    fn from(error: ReceiveError) -> Self {
        match error {
            ReceiveError::TooLong { most } => Self::FileTooLarge(most),
            ReceiveError::Storage(error) => error.into(),
            ReceiveError::Broken => Self::Internal(Box::new(error)),
        }
    }
}
