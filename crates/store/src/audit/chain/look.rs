//! What a verification reads.

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Text, Timestamptz};
use domain::audit::{Act, Source};

use super::{EVENT, EventRow, LINK, Link, LinkRow};
use crate::audit::{AuditRow, COLUMNS};
use crate::{Error, Tx};

/// All that follows in this transaction sees the same moment, and changes nothing. Comes first.
pub fn steady(tx: &mut Tx<'_>) -> Result<(), Error> {
    Ok(tx
        .conn
        .batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")?)
}

/// Rows of the chain, in their order.
pub fn links_after(tx: &mut Tx<'_>, seq: i64, limit: i64) -> Result<Vec<Link>, Error> {
    diesel::sql_query(format!(
        "SELECT {LINK} FROM audit_chain c WHERE c.seq > $1 ORDER BY c.seq LIMIT $2"
    ))
    .bind::<BigInt, _>(seq)
    .bind::<BigInt, _>(limit)
    .load::<LinkRow>(tx.conn)?
    .into_iter()
    .map(Link::try_from)
    .collect()
}

/// One row of the chain.
pub fn link_at(tx: &mut Tx<'_>, seq: i64) -> Result<Option<Link>, Error> {
    Ok(links_after(tx, seq - 1, 1)?
        .into_iter()
        .find(|link| link.seq == seq))
}

/// The events with these ids that are there.
pub fn events_by_id(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<EventRow>, Error> {
    Ok(diesel::sql_query(format!(
        "SELECT {EVENT} FROM audit_events e WHERE e.id = ANY ($1)"
    ))
    .bind::<Array<BigInt>, _>(ids)
    .load(tx.conn)?)
}

/// The audit rows with these ids that are there.
pub fn rows_by_id(tx: &mut Tx<'_>, ids: &[i64]) -> Result<Vec<AuditRow>, Error> {
    Ok(diesel::sql_query(format!(
        "SELECT {COLUMNS} FROM audit a WHERE a.id = ANY ($1)"
    ))
    .bind::<Array<BigInt>, _>(ids)
    .load(tx.conn)?)
}

/// How many rows each of the two tables has.
pub fn counts(tx: &mut Tx<'_>) -> Result<(i64, i64), Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        events: i64,
        #[diesel(sql_type = BigInt)]
        rows: i64,
    }
    let row: Row = diesel::sql_query(
        "SELECT (SELECT count(*) FROM audit_events) AS events, (SELECT count(*) FROM audit) AS rows",
    )
    .get_result(tx.conn)?;
    Ok((row.events, row.rows))
}

/// A row that is not in the chain.
#[derive(Debug, Clone, QueryableByName)]
pub struct Loose {
    /// Id.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// The writing transaction.
    #[diesel(sql_type = BigInt)]
    pub xid: i64,
    /// The oldest transaction that has not begun yet.
    #[diesel(sql_type = BigInt)]
    pub xmax: i64,
    /// When, by its own word.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
}

/// Rows that are not in the chain, in the order of commit.
pub fn loose(tx: &mut Tx<'_>, source: Source, limit: i64) -> Result<Vec<Loose>, Error> {
    let table = match source {
        Source::Event => "audit_events",
        Source::Audit => "audit",
    };
    Ok(diesel::sql_query(format!(
        "SELECT t.id, t.xid::text::bigint AS xid, t.at, \
            pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS xmax \
         FROM {table} t WHERE NOT EXISTS (SELECT FROM audit_chain c \
            WHERE c.source = $1 AND c.row_id = t.id) ORDER BY t.xid, t.id LIMIT $2"
    ))
    .bind::<Text, _>(source.code())
    .bind::<BigInt, _>(limit)
    .load(tx.conn)?)
}

/// An audit row that says why sealed rows look different now.
#[derive(Debug, Clone, QueryableByName)]
pub struct Explanation {
    /// Its place in the chain, when it is sealed.
    #[diesel(sql_type = Nullable<BigInt>)]
    pub seq: Option<i64>,
    /// The row.
    #[diesel(embed)]
    pub row: AuditRow,
}

/// The audit rows that say why sealed rows look different now, oldest first.
pub fn explanations(tx: &mut Tx<'_>) -> Result<Vec<Explanation>, Error> {
    let acts = [
        Act::PrivacyErased,
        Act::RetentionDeleted,
        Act::BackupRestored,
    ];
    let acts: Vec<&str> = acts.iter().map(|act| act.code()).collect();
    Ok(diesel::sql_query(format!(
        "SELECT c.seq, {COLUMNS} FROM audit a \
         LEFT JOIN audit_chain c ON c.source = 'audit' AND c.row_id = a.id \
         WHERE a.action = ANY ($1) ORDER BY c.seq NULLS LAST, a.id"
    ))
    .bind::<Array<Text>, _>(acts)
    .load(tx.conn)?)
}

/// Which row of a table was sealed with these fields.
pub fn find_fields(tx: &mut Tx<'_>, source: Source, fields: &[u8]) -> Result<Option<Link>, Error> {
    let row: Option<LinkRow> = diesel::sql_query(format!(
        "SELECT {LINK} FROM audit_chain c WHERE c.source = $1 AND c.fields = $2 LIMIT 1"
    ))
    .bind::<Text, _>(source.code())
    .bind::<Binary, _>(fields)
    .get_result(tx.conn)
    .optional()?;
    row.map(Link::try_from).transpose()
}
