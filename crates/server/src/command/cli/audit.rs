//! The words of `smv-cert audit`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(in crate::command) enum Audit {
    /// Recompute the chain and compare every row; exit code 1 and the first broken place if it does
    /// not hold
    Verify(VerifyAudit),
    /// Print the head of the chain, for keeping it elsewhere
    Head,
}

#[derive(Debug, Args)]
pub(in crate::command) struct VerifyAudit {
    /// A file with heads that were exported, or a log with them; again for each [default: those of
    /// this host]
    #[arg(long, value_name = "FILE")]
    pub(in crate::command) heads: Vec<PathBuf>,
    /// For programs
    #[arg(long)]
    pub(in crate::command) json: bool,
}
