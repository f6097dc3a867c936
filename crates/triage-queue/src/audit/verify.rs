//! Whether the chain holds: every row of it recomputed, and every row it seals compared.

mod broken;
mod explained;

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use domain::audit::Source;
use store::Tx;
use store::audit::{self, AuditRow, EventRow, Link};
use store::backup::RESTORED_UNSEALED;

pub use broken::{Broken, Wrong};

use super::chain::{AuditKey, event_fields, row_fields};
use super::head::Head;
use crate::Error;
use explained::Explained;

/// Rows of the chain that are looked at together.
const PAGE: i64 = 10_000;
/// A row may be so much older than the sealing before it: clocks differ, and work takes time.
const LATE: TimeDelta = TimeDelta::hours(1);

/// A chain that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holds {
    /// Rows of the chain.
    pub links: i64,
    /// Its end; none while nothing was ever sealed.
    pub head: Option<Head>,
    /// Rows that are committed and not sealed yet.
    pub unsealed: i64,
    /// Known heads that stand in the chain.
    pub heads: usize,
    /// Rows that say they are much older than the sealing before them: written later than they say.
    pub late: i64,
    /// The first of them.
    pub first_late: Option<(Source, i64)>,
}

/// Recomputes the chain and compares every row. Answers the first place that is wrong.
///
/// `heads` were exported earlier: without them a chain that was cut off together with its rows looks
/// like a shorter one. For figures of one moment, [`store::audit::steady`] comes first.
pub fn verify(
    tx: &mut Tx<'_>,
    key: &AuditKey,
    heads: &[Head],
) -> Result<Result<Holds, Broken>, Error> {
    let mut walk = Walk::new(tx, heads)?;
    loop {
        let links = match audit::links_after(tx, walk.seq, PAGE) {
            // A table that there is not.
            Err(store::Error::Corrupt { id, .. }) => {
                return Ok(Err(Broken::chain_edited(id.parse().unwrap_or(walk.seq))));
            }
            links => links?,
        };
        if links.is_empty() {
            break;
        }
        let rows = Rows::of(tx, &links)?;
        for link in &links {
            if let Err(wrong) = walk.step(key, link, &rows) {
                return Ok(Err(name_swap(tx, Broken::at(link, wrong), &rows)?));
            }
        }
    }
    if let Some(head) = heads.iter().find(|head| head.seq > walk.seq) {
        return Ok(Err(Broken::cut_off(walk.seq, head)));
    }
    let unsealed = match walk.loose(tx)? {
        Ok(unsealed) => unsealed,
        Err(broken) => return Ok(Err(broken)),
    };
    Ok(Ok(Holds {
        links: walk.seq,
        head: walk.head,
        unsealed,
        heads: heads.len(),
        late: walk.late,
        first_late: walk.first_late,
    }))
}

/// Says with which row an edited one was swapped, if that is what happened.
fn name_swap(tx: &mut Tx<'_>, mut broken: Broken, rows: &Rows) -> Result<Broken, Error> {
    if let Wrong::Edited { with } = &mut broken.wrong
        && let Some(source) = broken.source
        && let Some(found) = rows.fields(source, broken.row)
        && let Some(other) = audit::find_fields(tx, source, &found)?
    {
        *with = Some(other.row_id);
    }
    Ok(broken)
}

/// The rows that some rows of the chain seal.
struct Rows {
    events: HashMap<i64, EventRow>,
    audit: HashMap<i64, AuditRow>,
}

impl Rows {
    fn of(tx: &mut Tx<'_>, links: &[Link]) -> Result<Self, Error> {
        let ids = |source| -> Vec<i64> {
            let of_source = links.iter().filter(|link| link.source == source);
            of_source.map(|link| link.row_id).collect()
        };
        let events = audit::events_by_id(tx, &ids(Source::Event))?;
        let rows = audit::rows_by_id(tx, &ids(Source::Audit))?;
        Ok(Self {
            events: events.into_iter().map(|row| (row.id, row)).collect(),
            audit: rows.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    fn fields(&self, source: Source, id: i64) -> Option<Vec<u8>> {
        match source {
            Source::Event => self.events.get(&id).map(event_fields),
            Source::Audit => self.audit.get(&id).map(row_fields),
        }
    }
}

/// Going along the chain.
struct Walk {
    seq: i64,
    hash: Vec<u8>,
    head: Option<Head>,
    heads: HashMap<i64, Vec<Head>>,
    explained: Explained,
    /// The last row sealed of each table, since the last restore.
    ends: [(i64, i64); 2],
    sealed: [i64; 2],
    /// When this round of sealing and the one before were.
    rounds: (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    late: i64,
    first_late: Option<(Source, i64)>,
}

const fn side(source: Source) -> usize {
    match source {
        Source::Event => 0,
        Source::Audit => 1,
    }
}

impl Walk {
    fn new(tx: &mut Tx<'_>, heads: &[Head]) -> Result<Self, Error> {
        let mut by_seq: HashMap<i64, Vec<Head>> = HashMap::new();
        for head in heads {
            by_seq.entry(head.seq).or_default().push(head.clone());
        }
        Ok(Self {
            seq: 0,
            hash: Vec::new(),
            head: None,
            heads: by_seq,
            explained: Explained::read(tx)?,
            ends: [(0, 0); 2],
            sealed: [0; 2],
            rounds: (None, None),
            late: 0,
            first_late: None,
        })
    }

    fn step(&mut self, key: &AuditKey, link: &Link, rows: &Rows) -> Result<(), Wrong> {
        if link.seq != self.seq + 1 {
            return Err(Wrong::ChainMissing { from: self.seq + 1 });
        }
        if key.hash(&self.hash, link) != link.hash {
            return Err(Wrong::ChainEdited);
        }
        let head = Head::of(link);
        if let Some(known) = self.heads.get(&link.seq)
            && let Some(other) = known.iter().find(|known| known.hash != head.hash)
        {
            return Err(Wrong::OtherHead(other.clone()));
        }
        let (xid, at) = match link.source {
            Source::Event => {
                let row = rows.events.get(&link.row_id).ok_or(Wrong::Missing)?;
                if event_fields(row) != link.fields {
                    return Err(Wrong::Edited { with: None });
                }
                self.explained.content(link, row)?;
                (row.xid, row.at)
            }
            Source::Audit => {
                let row = rows.audit.get(&link.row_id).ok_or(Wrong::Missing)?;
                if row_fields(row) != link.fields {
                    return Err(Wrong::Edited { with: None });
                }
                (row.xid, row.at)
            }
        };
        self.explained.xid(link, xid)?;
        self.note(link, at);
        self.seq = link.seq;
        self.hash.clone_from(&link.hash);
        self.head = Some(head);
        Ok(())
    }

    fn note(&mut self, link: &Link, at: DateTime<Utc>) {
        if self.rounds.0 != Some(link.sealed_at) {
            self.rounds = (Some(link.sealed_at), self.rounds.0);
        }
        if self.rounds.1.is_some_and(|before| at < before - LATE) {
            self.late += 1;
            self.first_late.get_or_insert((link.source, link.row_id));
        }
        let at = side(link.source);
        if let Some(sealed) = self.sealed.get_mut(at) {
            *sealed += 1;
        }
        if link.seq > self.explained.restored_at()
            && let Some(end) = self.ends.get_mut(at)
        {
            *end = (*end).max((link.xid, link.row_id));
        }
    }

    /// Rows that no row of the chain seals. Those of later transactions than the last sealed one wait;
    /// one of an earlier transaction was put in later, for the job leaves none out.
    fn loose(&self, tx: &mut Tx<'_>) -> Result<Result<i64, Broken>, Error> {
        let (events, rows) = audit::counts(tx)?;
        let mut unsealed = 0;
        let newest = self.ends.iter().map(|end| end.0).max().unwrap_or(0);
        for (source, there) in [(Source::Event, events), (Source::Audit, rows)] {
            let at = side(source);
            let sealed = self.sealed.get(at).copied().unwrap_or(0);
            if there == sealed {
                continue;
            }
            let end = self
                .explained
                .end(self.ends.get(at).copied().unwrap_or((0, 0)));
            for row in audit::loose(tx, source, i64::MAX)? {
                // Of a transaction all rows are sealed or none; of those that a restore gave the same
                // id, they are up to the last one.
                let sealed_by_now = row.xid < newest
                    || (row.xid == newest && newest > RESTORED_UNSEALED)
                    || (row.xid, row.id) <= end;
                if sealed_by_now || row.xid >= row.xmax {
                    return Ok(Err(Broken::added(source, row.id)));
                }
            }
            unsealed += there - sealed;
        }
        Ok(Ok(unsealed))
    }
}
