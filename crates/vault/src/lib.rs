//! Secrecy of content: what is sealed before it reaches the database, and who can open it.
//!
//! | module | owns |
//! |---|---|
//! | [`cell`] | sealing one value for its place in the database |
//! | [`key`] | data keys: one for each report, case and person |
//! | [`recipient`] | sealing data keys to the keys of teams and of the worker (HPKE) |
//! | [`code`] | the key pair behind a reporter's access code |
//! | [`keyring`] | the private keys of this process |
//! | [`envelope`] | one value for one holder: mail for the worker |
//! | [`place`] | every place in the database that holds sealed content |
//! | [`certificate`] | signatures that say to which public keys may be sealed |
//! | [`index`] | keyed hashes by which sealed text is found |
//! | [`file`](mod@file) | attachments, sealed while they stream |
//! | [`escrow`], [`archive`] | the offline key and its shares; encrypted backups |
//!
//! Pure: no database, no HTTP, no time. It asks the operating system for randomness and nothing
//! else. No error, no debug output and no panic of this room holds content or a key.

pub mod archive;
pub mod cell;
pub mod certificate;
pub mod code;
mod derive;
pub mod envelope;
pub mod escrow;
pub mod file;
pub mod index;
pub mod key;
pub mod keyring;
pub mod place;
pub mod recipient;

pub use cell::{Cell, OpenError};
pub use key::DataKey;
pub use keyring::Keyring;
