//! Whether a role may do what it must.

use super::{Storage, StorageError, failed};
use crate::settings::Where;

impl Storage {
    /// What the public role does: writes an object, and removes it.
    pub async fn probe_writing(&self) -> Result<(), StorageError> {
        let name = format!("probe/{}", hex::encode(store::random::<8>()));
        self.put(&name, b"probe".to_vec()).await?;
        self.delete(&name).await
    }

    /// What staff and the worker do: reads. Where nothing lies yet, it sees that.
    pub async fn probe_reading(&self) -> Result<(), StorageError> {
        if let Some(first) = self.all()?.next(1).await?.first() {
            self.get(&first.name).await?;
        }
        Ok(())
    }

    /// What the worker does besides: removes.
    pub async fn probe_removing(&self) -> Result<(), StorageError> {
        if let Where::Folder(folder) = self.place.as_ref() {
            self.open()?;
            let may = rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK;
            return rustix::fs::access(folder, may).map_err(failed);
        }
        // Who may not remove is told so, also of what is not there.
        self.delete("probe/none").await
    }
}
