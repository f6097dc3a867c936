//! Where sealed pieces lie: a folder, or a bucket.
//!
//! It may be away, also when the program starts: then whoever wants a file is told so, and all else goes on.

mod listing;
mod probe;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use domain::id::AttachmentId;
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload};
use secrecy::ExposeSecret as _;

use crate::s3::OurClient;
use crate::settings::{Bucket, Where};

pub use listing::{Listing, Object};

/// An answer of the store takes at most this long.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why the storage could not do it.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// No room is left.
    #[error("the storage of attachments is full")]
    Full,
    /// It does not answer.
    #[error("the storage of attachments does not answer")]
    Slow,
    /// Something else.
    #[error("the storage of attachments failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// The storage. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Storage {
    place: Arc<Where>,
    /// Opened when it is first needed: a disk may be mounted later than we start.
    opened: Arc<OnceLock<Arc<dyn ObjectStore>>>,
    least_free_percent: u64,
}

impl Storage {
    /// Opens nothing yet.
    #[must_use]
    pub fn new(place: &Where, least_free_percent: u64) -> Self {
        Self {
            place: Arc::new(place.clone()),
            opened: Arc::default(),
            least_free_percent,
        }
    }

    /// Opens it, unless it is open; a folder is made if it is missing, for this user only.
    pub fn open(&self) -> Result<(), StorageError> {
        self.store().map(drop)
    }

    fn store(&self) -> Result<Arc<dyn ObjectStore>, StorageError> {
        if let Some(store) = self.opened.get() {
            return Ok(store.clone());
        }
        let store: Arc<dyn ObjectStore> = match self.place.as_ref() {
            Where::Folder(folder) => {
                make(folder).map_err(failed)?;
                let local = LocalFileSystem::new_with_prefix(folder).map_err(failed)?;
                // A file that is acknowledged is on the disk.
                Arc::new(local.with_fsync(true))
            }
            Where::S3(bucket) => s3(bucket)?,
        };
        Ok(self.opened.get_or_init(|| store).clone())
    }

    /// Fails when it is away, or when the disk is too full to take more. A bucket has no end that we know
    /// of.
    pub fn has_room(&self) -> Result<(), StorageError> {
        self.open()?;
        match self.free_percent()? {
            Some(percent) if percent < self.least_free_percent => Err(StorageError::Full),
            _ => Ok(()),
        }
    }

    /// Free share of the disk, where it is a folder.
    pub fn free_percent(&self) -> Result<Option<u64>, StorageError> {
        let Where::Folder(folder) = self.place.as_ref() else {
            return Ok(None);
        };
        let disk = rustix::fs::statvfs(folder).map_err(failed)?;
        Ok(Some(
            disk.f_bavail.saturating_mul(100) / disk.f_blocks.max(1),
        ))
    }

    /// Keeps an object under a name that was never used.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), StorageError> {
        let options = PutOptions::from(PutMode::Overwrite);
        let path = Path::from(name);
        let store = self.store()?;
        let put = store.put_opts(&path, PutPayload::from(bytes), options);
        within(put).await.map(|_| ())
    }

    /// The bytes of an object.
    pub async fn get(&self, name: &str) -> Result<Vec<u8>, StorageError> {
        let (store, path) = (self.store()?, Path::from(name));
        let bytes = async { store.get(&path).await?.bytes().await };
        Ok(within(bytes).await?.to_vec())
    }

    /// Removes an object; one that is gone already is fine.
    pub async fn delete(&self, name: &str) -> Result<(), StorageError> {
        let (store, path) = (self.store()?, Path::from(name));
        match tokio::time::timeout(PATIENCE, store.delete(&path)).await {
            Ok(Ok(()) | Err(object_store::Error::NotFound { .. })) => Ok(()),
            Ok(Err(error)) => Err(sorted(error)),
            Err(_) => Err(StorageError::Slow),
        }
    }
}

/// A new name for a piece of a file: what is there is never written again.
#[must_use]
pub fn piece_name(file: AttachmentId, piece: usize) -> String {
    format!("{file}/{piece:05}-{}", hex::encode(store::random::<6>()))
}

fn make(folder: &PathBuf) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true).mode(0o700).create(folder)
}

fn s3(bucket: &Bucket) -> Result<Arc<dyn ObjectStore>, StorageError> {
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_http_connector(OurClient);
    if let Some(endpoint) = &bucket.endpoint {
        builder = builder
            .with_endpoint(endpoint)
            // A service of the site itself, on this machine.
            .with_allow_http(endpoint.starts_with("http://"));
    }
    if let (Some(id), Some(secret)) = (&bucket.access_key, &bucket.secret_key) {
        builder = builder
            .with_access_key_id(id.expose_secret())
            .with_secret_access_key(secret.expose_secret());
    }
    let store = builder.build().map_err(failed)?;
    Ok(if bucket.prefix.is_empty() {
        Arc::new(store)
    } else {
        Arc::new(PrefixStore::new(store, bucket.prefix.as_str()))
    })
}

async fn within<T>(
    work: impl Future<Output = Result<T, object_store::Error>>,
) -> Result<T, StorageError> {
    match tokio::time::timeout(PATIENCE, work).await {
        Ok(done) => done.map_err(sorted),
        Err(_) => Err(StorageError::Slow),
    }
}

/// A full disk is told apart: who sends can do nothing about it, the operator can.
fn sorted(error: object_store::Error) -> StorageError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(this) = cause {
        if let Some(io) = this.downcast_ref::<std::io::Error>()
            && matches!(
                io.kind(),
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded
            )
        {
            return StorageError::Full;
        }
        cause = this.source();
    }
    failed(error)
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> StorageError {
    StorageError::Failed(Box::new(error))
}
