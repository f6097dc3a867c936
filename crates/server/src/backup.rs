//! Backups: a dump of the database, encrypted in the age format before it touches a disk, the way
//! back into an empty database, and the proof that everything in one still opens.
//!
//! `pg_dump` and `pg_restore` do the dumping; their plain bytes only ever stand in pipes. What is
//! secret in a backup is sealed once more by itself, so restoring needs two things: what opens the
//! archive (an identity, or shares of the escrow key), and the key files (kept somewhere else, or in
//! escrow inside the backup).

mod client;
mod dump;
mod manifest;
mod opener;
mod progress;
mod recover;
mod restore;
mod trial;
mod verify;

pub use dump::dump;
pub use manifest::Manifest;
pub use opener::Opener;
pub use recover::{Recovered, recover_keys};
pub use restore::{Restored, restore};
pub use trial::{Trial, try_out};
pub use verify::{Opened, open_cases};
