//! What the caller chooses: where the cluster lives and how much its data is worth.

use std::path::PathBuf;

/// How to run the cluster. One data directory has one set of options: starting a running cluster
/// with others restarts it, so that a caller who asks for durable data gets durable data.
#[derive(Clone, Debug)]
pub struct Options {
    /// The cluster lives in `postgres` below this directory, next to its log, socket and password.
    pub data_dir: PathBuf,
    /// Whether the data must survive a power cut.
    pub durability: Durability,
    /// Extra settings, as in `postgres -c name=value`; they win over ours.
    pub settings: Vec<(String, String)>,
}

impl Options {
    /// Durable, without extra settings.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            data_dir: data_dir.into(),
            durability: Durability::Durable,
            settings: Vec::new(),
        }
    }

    /// For tests: fast, and worthless after a power cut.
    pub fn throwaway(data_dir: impl Into<PathBuf>) -> Self {
        Self {
            durability: Durability::Throwaway,
            ..Self::new(data_dir)
        }
    }
}

/// Whether the data must survive a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// PostgreSQL's own defaults: a committed transaction is on disk.
    Durable,
    /// `fsync`, `synchronous_commit` and `full_page_writes` off.
    Throwaway,
}
