//! What lies there, some at a time: there may be millions.

use std::pin::Pin;

use chrono::{DateTime, Utc};
use domain::id::{AttachmentId, Id};
use futures_core::Stream;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore as _};

use super::{PATIENCE, Storage, StorageError, sorted};

/// A piece of a file, as it lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Object {
    /// The file it is of.
    pub file: AttachmentId,
    /// Its name.
    pub name: String,
    /// When it was written.
    pub written: DateTime<Utc>,
}

/// Objects, one after another.
pub struct Listing {
    /// None behind the end: a listing of a bucket must not be asked for more then.
    stream: Option<Objects>,
}

type Objects = Pin<Box<dyn Stream<Item = object_store::Result<ObjectMeta>> + Send>>;

impl Storage {
    /// Every object. Names that are none of ours are left out.
    pub fn all(&self) -> Result<Listing, StorageError> {
        Ok(Listing {
            stream: Some(self.store()?.list(None)),
        })
    }

    /// The objects of a file, whether it knows them or not.
    pub async fn of(&self, file: AttachmentId) -> Result<Vec<Object>, StorageError> {
        let prefix = Path::from(file.to_string());
        let mut listing = Listing {
            stream: Some(self.store()?.list(Some(&prefix))),
        };
        listing.next(usize::MAX).await
    }
}

impl Listing {
    /// At most so many more; none at the end.
    pub async fn next(&mut self, most: usize) -> Result<Vec<Object>, StorageError> {
        let mut found = Vec::new();
        while found.len() < most {
            let Some(stream) = &mut self.stream else {
                break;
            };
            let next = std::future::poll_fn(|context| stream.as_mut().poll_next(context));
            let next = tokio::time::timeout(PATIENCE, next).await;
            match next.map_err(|_| StorageError::Slow)? {
                Some(object) => found.extend(Object::read(&object.map_err(sorted)?)),
                None => self.stream = None,
            }
        }
        Ok(found)
    }
}

impl Object {
    /// As `piece_name` names it; none: it is none of ours.
    fn read(object: &ObjectMeta) -> Option<Self> {
        let name = object.location.as_ref();
        let (file, piece) = name.split_once('/')?;
        if piece.contains('/') {
            return None;
        }
        Some(Self {
            file: Id::from_uuid(file.parse().ok()?),
            name: name.to_owned(),
            written: object.last_modified,
        })
    }
}
