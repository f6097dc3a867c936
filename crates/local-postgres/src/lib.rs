//! A private PostgreSQL for `make run` and for tests.
//!
//! Owns one cluster in one data directory: finds the programs, runs `initdb`, starts or adopts the
//! postmaster, hands out URLs and stops it again. Synchronous, plain std, no SQL beyond
//! `create database`. [`find_client`] also serves commands that call `pg_dump`. It never looks at anyone else's PostgreSQL and must not be used for the
//! production database, which an administrator runs.
//!
//! Local users are kept out by a socket directory of mode 0700 and, over loopback TCP, by a random
//! password. PostgreSQL refuses to run as root, so root runs it as `postgres` or `nobody`.

mod cluster;
mod config;
mod error;
mod find;
mod home;
mod local;
mod lock;
mod log;
mod options;
mod pid_file;
mod postmaster;
mod private;
mod process;
mod psql;
mod user;
mod wait;

pub use error::Error;
pub use find::{Binaries, find_binaries, find_client};
pub use local::LocalPostgres;
pub use options::{Durability, Options};

/// The superuser of every cluster this crate makes.
pub const SUPERUSER: &str = "smv_cert";
