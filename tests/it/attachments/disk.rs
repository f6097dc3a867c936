//! A small disk of a test, which can run full.

use std::path::PathBuf;
use std::process::Command;

use crate::outside::empty_folder;

/// A mounted disk, until it is dropped.
pub(crate) struct Disk {
    pub(crate) folder: PathBuf,
}

impl Disk {
    /// A disk of this size. Only root can mount one; whoever is root and cannot fails, so that it is seen.
    pub(crate) fn of(size: &str, name: &str) -> Option<Self> {
        let disk = Self {
            folder: empty_folder(name),
        };
        if disk.mount(&format!("size={size}")) {
            return Some(disk);
        }
        let id = Command::new("id").arg("-u").output().unwrap();
        assert_ne!(
            String::from_utf8_lossy(&id.stdout).trim(),
            "0",
            "root cannot mount a disk here: run the tests where it can, or as somebody else"
        );
        eprintln!("left out: only root can mount a disk that runs full");
        None
    }

    pub(crate) fn mount(&self, options: &str) -> bool {
        Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&self.folder)
            .status()
            .is_ok_and(|status| status.success())
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.folder).status();
    }
}
