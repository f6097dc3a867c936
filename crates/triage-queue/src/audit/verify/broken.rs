//! Where a chain is broken, in one line.

use std::fmt;

use domain::audit::Source;
use store::audit::Link;

use crate::audit::head::Head;

/// What is wrong at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// Rows of the chain are missing, from this number on.
    ChainMissing {
        /// The first of them.
        from: i64,
    },
    /// A row of the chain was changed, put in or taken from elsewhere.
    ChainEdited,
    /// Another hash was exported for this row of the chain.
    OtherHead(Head),
    /// The chain ends before a head that was exported.
    CutOff(Head),
    /// The row is gone.
    Missing,
    /// The row was changed.
    Edited {
        /// It stands now as this other row was sealed.
        with: Option<i64>,
    },
    /// The sealed content of the row was changed, and no erasure or deletion says so.
    ContentEdited,
    /// The row stands in another transaction.
    Moved,
    /// The row was put in later, before rows that are sealed already.
    Added,
}

/// The first place where a chain is broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The table of the row; none: the chain itself.
    pub source: Option<Source>,
    /// The row.
    pub row: i64,
    /// Its number in the chain, when it has one.
    pub seq: Option<i64>,
    /// What is wrong.
    pub wrong: Wrong,
}

impl Broken {
    pub(super) const fn at(link: &Link, wrong: Wrong) -> Self {
        let of_chain = matches!(
            wrong,
            Wrong::ChainMissing { .. } | Wrong::ChainEdited | Wrong::OtherHead(_)
        );
        Self {
            source: if of_chain { None } else { Some(link.source) },
            row: if of_chain { link.seq } else { link.row_id },
            seq: Some(link.seq),
            wrong,
        }
    }

    pub(super) const fn chain_edited(seq: i64) -> Self {
        Self {
            source: None,
            row: seq,
            seq: Some(seq),
            wrong: Wrong::ChainEdited,
        }
    }

    pub(super) const fn added(source: Source, row: i64) -> Self {
        Self {
            source: Some(source),
            row,
            seq: None,
            wrong: Wrong::Added,
        }
    }

    pub(super) fn cut_off(end: i64, head: &Head) -> Self {
        Self {
            source: None,
            row: end,
            seq: Some(end),
            wrong: Wrong::CutOff(head.clone()),
        }
    }

    /// The table.
    #[must_use]
    pub const fn table(&self) -> &'static str {
        match self.source {
            None => "audit_chain",
            Some(Source::Event) => "events",
            Some(Source::Audit) => "audit",
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "table {}, row {}", self.table(), self.row)?;
        if let (Some(_), Some(seq)) = (self.source, self.seq) {
            write!(f, " (number {seq} of the chain)")?;
        }
        f.write_str(": ")?;
        match &self.wrong {
            Wrong::ChainMissing { from } => {
                write!(f, "rows are missing from the chain, from number {from} on")
            }
            Wrong::ChainEdited if self.row == 1 => f.write_str(
                "this row of the chain was edited, or the chain was made with another audit.key",
            ),
            Wrong::ChainEdited => f.write_str("this row of the chain was edited or put in"),
            Wrong::OtherHead(head) => write!(
                f,
                "the head exported for {} has another hash: the chain was made anew",
                head.sealed_at.to_rfc3339()
            ),
            Wrong::CutOff(head) => write!(
                f,
                "the chain is cut off here; the head exported for {} was number {}",
                head.sealed_at.to_rfc3339(),
                head.seq
            ),
            Wrong::Missing => f.write_str("this row is missing: it was deleted"),
            Wrong::Edited { with: Some(other) } => {
                write!(f, "this row was swapped: it stands here as row {other} was")
            }
            Wrong::Edited { with: None } => f.write_str("this row was edited"),
            Wrong::ContentEdited => {
                f.write_str("the sealed content was edited, and no erasure or deletion says so")
            }
            Wrong::Moved => f.write_str("this row was edited: it stands in another transaction"),
            Wrong::Added => f.write_str("this row was added later, among rows that are sealed"),
        }
    }
}
