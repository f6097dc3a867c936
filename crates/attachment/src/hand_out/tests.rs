//! What breaks off in the middle looks broken, however slowly somebody reads.

use std::future::poll_fn;
use std::io::Cursor;

use domain::attachment::AttachmentContent;
use domain::id::{AttachmentId, Id};
use tokio::runtime::Handle;
use vault::DataKey;
use zip::ZipArchive;

use super::{AHEAD, CHUNK, Form, begin};
use crate::open::StoredFile;
use crate::receive::Receiver;
use crate::settings::Where;
use crate::storage::Storage;

/// A file in two pieces, the first of which fills the channel.
struct Kept {
    storage: Storage,
    id: AttachmentId,
    key: DataKey,
    content: AttachmentContent,
}

fn noise(length: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_u32;
    (0..length)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state.to_be_bytes()[0]
        })
        .collect()
}

async fn kept(name: &str) -> Kept {
    let folder = std::env::temp_dir().join(format!("hand-out-{name}-{}", std::process::id()));
    let storage = Storage::new(&Where::Folder(folder), 0);
    let id: AttachmentId = Id::from_uuid(uuid::Uuid::from_u128(7));
    let key = DataKey::generate(id.uuid());
    let content = AttachmentContent::default();
    let mut receiver = Receiver::new(storage.clone(), id, key.clone(), content, u64::MAX);
    receiver.take(&noise(AHEAD * CHUNK)).await.unwrap();
    receiver.pause().await.unwrap();
    receiver.take(&noise(CHUNK)).await.unwrap();
    let content = receiver.finish().await.unwrap();
    assert_eq!(content.pieces.len(), 2);
    Kept {
        storage,
        id,
        key,
        content,
    }
}

impl Kept {
    /// Everything that comes, and whether it ended well.
    async fn read(&self, form: Form) -> (Vec<u8>, bool) {
        let runtime = Handle::current();
        let (storage, key) = (self.storage.clone(), self.key.clone());
        let file = StoredFile::new(storage, runtime.clone(), self.id, key, &self.content);
        let mut chunks = begin(file, form, &runtime);
        let mut bytes = Vec::new();
        loop {
            match poll_fn(|context| chunks.poll_next(context)).await {
                Some(Ok(chunk)) => bytes.extend(chunk),
                Some(Err(_)) => return (bytes, false),
                None => return (bytes, true),
            }
        }
    }
}

fn zipped() -> Form {
    Form::Zip {
        name: "a.bin".to_owned(),
        password: "infected".to_owned(),
    }
}

#[tokio::test]
async fn a_whole_file_ends_well_in_both_forms() {
    let kept = kept("whole").await;

    let (raw, raw_ended) = kept.read(Form::Raw).await;
    let (zip, zip_ended) = kept.read(zipped()).await;

    assert!(raw_ended && zip_ended);
    assert_eq!(raw.len(), (AHEAD + 1) * CHUNK);
    assert!(ZipArchive::new(Cursor::new(zip)).is_ok());
}

#[tokio::test]
async fn a_file_that_breaks_off_ends_in_an_error_and_is_no_archive() {
    let kept = kept("broken").await;
    kept.storage
        .delete(&kept.content.pieces[1].object)
        .await
        .unwrap();

    let (raw, raw_ended) = kept.read(Form::Raw).await;
    let (zip, zip_ended) = kept.read(zipped()).await;

    assert!(!raw_ended && !zip_ended);
    assert!(raw.len() <= AHEAD * CHUNK);
    assert!(!zip.is_empty());
    assert!(ZipArchive::new(Cursor::new(zip)).is_err());
}
