//! Pieces that belong to no file, or no more.

use std::collections::HashSet;

use domain::attachment::{AttachmentContent, Piece};
use domain::id::AttachmentId;

use crate::storage::Storage;

/// Removes pieces. What stays behind is removed by the worker later.
pub async fn remove(storage: &Storage, pieces: &[Piece]) {
    for piece in pieces {
        if let Err(error) = storage.delete(&piece.object).await {
            tracing::debug!(%error, "a piece of a file stays behind until the worker looks");
        }
    }
}

/// Removes what lies there of a file that is whole and does not belong to it: what requests left behind
/// that died, or were not the first.
pub async fn tidy(storage: &Storage, file: AttachmentId, whole: &AttachmentContent) {
    let there = match storage.of(file).await {
        Ok(there) => there,
        Err(error) => {
            tracing::debug!(%error, "what is left of other requests stays");
            return;
        }
    };
    let own: HashSet<&str> = whole.pieces.iter().map(|p| p.object.as_str()).collect();
    for object in there
        .iter()
        .filter(|there| !own.contains(there.name.as_str()))
    {
        if let Err(error) = storage.delete(&object.name).await {
            tracing::debug!(%error, "what is left of another request stays");
        }
    }
}
