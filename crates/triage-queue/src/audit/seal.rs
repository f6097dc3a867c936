//! The job that seals: takes what was committed, in the order of commit, and hangs it on the chain.

use chrono::{DateTime, Utc};
use domain::audit::Source;
use store::Tx;
use store::audit::{self, AuditRow, EventRow, Link};
use store::backup::RESTORED_UNSEALED;

use super::chain::{AuditKey, event_fields, row_fields};
use super::head::Head;
use crate::Error;

/// What a round found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Round {
    /// Another worker seals at this moment.
    Taken,
    /// So many rows were sealed, and this is the head now; none while nothing was ever sealed.
    Sealed(usize, Option<Head>),
    /// The chain no longer holds the head that this worker knows: somebody cut or changed it.
    Broken {
        /// What this worker knows.
        known: Head,
        /// Where the chain ends.
        found: Option<Head>,
    },
}

/// Seals at most `limit` rows of each table. `known` is the newest head that this worker has seen.
///
/// Only rows of transactions below the oldest one still running are taken: no row can come to stand
/// before them later (design rule 7). One worker at a time; nothing waits for it.
pub fn round(
    tx: &mut Tx<'_>,
    key: &AuditKey,
    known: Option<&Head>,
    limit: i64,
    now: DateTime<Utc>,
) -> Result<Round, Error> {
    if !audit::try_lock(tx)? {
        return Ok(Round::Taken);
    }
    let last = audit::last_link(tx)?;
    let found = last.as_ref().map(Head::of);
    if let Some(known) = known
        && found.as_ref() != Some(known)
        && audit::link_at(tx, known.seq)?
            .as_ref()
            .map(Head::of)
            .as_ref()
            != Some(known)
    {
        return Ok(Round::Broken {
            known: known.clone(),
            found,
        });
    }
    let (events, rows) = whole_transactions(tx, limit)?;
    let ends = [
        (Source::Event, events.last().map(|row| (row.xid, row.id))),
        (Source::Audit, rows.last().map(|row| (row.xid, row.id))),
    ];
    let mut links: Vec<Link> = events.iter().map(of_event).collect();
    links.extend(rows.iter().map(of_row));
    // What was committed together stands together.
    links.sort_by_key(|link| (link.xid, link.source, link.row_id));
    let (mut seq, mut before) = last.map_or((0, Vec::new()), |link| (link.seq, link.hash));
    for link in &mut links {
        seq += 1;
        link.seq = seq;
        link.sealed_at = now;
        link.hash = key.hash(&before, link);
        before.clone_from(&link.hash);
    }
    let Some(end) = links.last() else {
        return Ok(Round::Sealed(0, found));
    };
    let head = Head::of(end);
    audit::append_links(tx, &links)?;
    for (source, end) in ends {
        if let Some((xid, id)) = end {
            audit::advance(tx, source, xid, id)?;
        }
    }
    Ok(Round::Sealed(links.len(), Some(head)))
}

/// The rows of this round: of each transaction all or none, so that a row which stands in a sealed
/// transaction and is not sealed can only have been put in later.
fn whole_transactions(
    tx: &mut Tx<'_>,
    limit: i64,
) -> Result<(Vec<EventRow>, Vec<AuditRow>), Error> {
    let horizon = audit::horizon(tx)?;
    let mut events = audit::events_to_seal(tx, horizon, limit)?;
    let mut rows = audit::rows_to_seal(tx, horizon, limit)?;
    let most = usize::try_from(limit).unwrap_or(usize::MAX);
    let cuts = [
        events
            .last()
            .filter(|_| events.len() >= most)
            .map(|row| row.xid),
        rows.last()
            .filter(|_| rows.len() >= most)
            .map(|row| row.xid),
    ];
    let Some(cut) = cuts.into_iter().flatten().min() else {
        return Ok((events, rows));
    };
    // A restore gives all rows the same id: those are taken in pieces, along their own ids.
    let end = if cut <= RESTORED_UNSEALED {
        cut + 1
    } else {
        cut
    };
    let before = |xid: i64| xid < end;
    if events.iter().any(|row| before(row.xid)) || rows.iter().any(|row| before(row.xid)) {
        events.retain(|row| before(row.xid));
        rows.retain(|row| before(row.xid));
        return Ok((events, rows));
    }
    // One transaction with more rows than a round takes.
    Ok((
        audit::events_to_seal(tx, cut + 1, i64::MAX)?,
        audit::rows_to_seal(tx, cut + 1, i64::MAX)?,
    ))
}

fn of_event(row: &EventRow) -> Link {
    Link {
        fields: event_fields(row),
        content: row.content_sha256.clone(),
        content_version: Some(row.content_version),
        ..bare(Source::Event, row.id, row.xid)
    }
}

fn of_row(row: &AuditRow) -> Link {
    Link {
        fields: row_fields(row),
        ..bare(Source::Audit, row.id, row.xid)
    }
}

const fn bare(source: Source, row_id: i64, xid: i64) -> Link {
    Link {
        seq: 0,
        source,
        row_id,
        xid,
        fields: Vec::new(),
        content: None,
        content_version: None,
        sealed_at: DateTime::UNIX_EPOCH,
        hash: Vec::new(),
    }
}
