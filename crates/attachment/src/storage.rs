//! Where sealed pieces lie: a folder, or a bucket.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use domain::id::{AttachmentId, Id};
use object_store::aws::AmazonS3Builder;
use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::prefix::PrefixStore;
use object_store::{ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload};
use secrecy::ExposeSecret as _;

use crate::s3::OurClient;
use crate::settings::{Bucket, Where};

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
    store: Arc<dyn ObjectStore>,
    /// The folder, where there is one: its disk can fill up.
    folder: Option<PathBuf>,
    least_free_percent: u64,
}

impl Storage {
    /// Opens it; a folder is made if it is missing, for this user only.
    pub fn open(place: &Where, least_free_percent: u64) -> Result<Self, StorageError> {
        let (store, folder): (Arc<dyn ObjectStore>, _) = match place {
            Where::Folder(folder) => {
                make(folder).map_err(failed)?;
                let local = LocalFileSystem::new_with_prefix(folder).map_err(failed)?;
                // A file that is acknowledged is on the disk.
                (Arc::new(local.with_fsync(true)), Some(folder.clone()))
            }
            Where::S3(bucket) => (s3(bucket)?, None),
        };
        Ok(Self {
            store,
            folder,
            least_free_percent,
        })
    }

    /// Fails when the disk is too full to take more. A bucket has no end that we know of.
    pub fn has_room(&self) -> Result<(), StorageError> {
        match self.free_percent() {
            Some(percent) if percent < self.least_free_percent => Err(StorageError::Full),
            _ => Ok(()),
        }
    }

    /// Free share of the disk, where it is a folder and the system tells.
    #[must_use]
    pub fn free_percent(&self) -> Option<u64> {
        let disk = rustix::fs::statvfs(self.folder.as_ref()?).ok()?;
        Some(disk.f_bavail.saturating_mul(100) / disk.f_blocks.max(1))
    }

    /// Keeps an object under a name that was never used.
    pub async fn put(&self, name: &str, bytes: Vec<u8>) -> Result<(), StorageError> {
        let options = PutOptions::from(PutMode::Overwrite);
        let path = Path::from(name);
        let put = self.store.put_opts(&path, PutPayload::from(bytes), options);
        within(put).await.map(|_| ())
    }

    /// The bytes of an object.
    pub async fn get(&self, name: &str) -> Result<Vec<u8>, StorageError> {
        let path = Path::from(name);
        let bytes = async { self.store.get(&path).await?.bytes().await };
        Ok(within(bytes).await?.to_vec())
    }

    /// Removes an object; one that is gone already is fine.
    pub async fn delete(&self, name: &str) -> Result<(), StorageError> {
        match tokio::time::timeout(PATIENCE, self.store.delete(&Path::from(name))).await {
            Ok(Ok(()) | Err(object_store::Error::NotFound { .. })) => Ok(()),
            Ok(Err(error)) => Err(sorted(error)),
            Err(_) => Err(StorageError::Slow),
        }
    }

    /// Every object: the file it is of, its name, and when it was written. Names that are none of ours
    /// are left out.
    pub async fn all(&self) -> Result<Vec<(AttachmentId, String, DateTime<Utc>)>, StorageError> {
        let files = within(self.store.list_with_delimiter(None)).await?;
        let mut found = Vec::new();
        for folder in files.common_prefixes {
            let Ok(id) = folder.as_ref().parse() else {
                continue;
            };
            let listed = within(self.store.list_with_delimiter(Some(&folder))).await?;
            for object in listed.objects {
                let name = object.location.to_string();
                found.push((Id::from_uuid(id), name, object.last_modified));
            }
        }
        Ok(found)
    }

    /// Writes, reads and removes an object.
    pub async fn probe(&self) -> Result<(), StorageError> {
        let name = format!("probe/{}", hex::encode(store::random::<8>()));
        self.put(&name, b"probe".to_vec()).await?;
        let read = self.get(&name).await?;
        self.delete(&name).await?;
        if read == b"probe" {
            Ok(())
        } else {
            Err(StorageError::Failed(
                "what was read is not what was written".into(),
            ))
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
