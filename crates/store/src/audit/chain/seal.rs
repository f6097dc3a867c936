//! What the sealing job reads and writes, as the worker.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Bool, Integer, Nullable, Text, Timestamptz};
use domain::audit::Source;

use super::{EVENT, EventRow, LINK, Link, LinkRow};
use crate::audit::{AuditRow, COLUMNS};
use crate::{Error, Tx};

/// Only one worker seals at a time: the others find it taken and come again.
pub fn try_lock(tx: &mut Tx<'_>) -> Result<bool, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Bool)]
        taken: bool,
    }
    let row: Row = diesel::sql_query("SELECT pg_try_advisory_xact_lock(7253117) AS taken")
        .get_result(tx.conn)?;
    Ok(row.taken)
}

/// Below this transaction id every transaction has ended: no row can come later.
pub fn horizon(tx: &mut Tx<'_>) -> Result<i64, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        xmin: i64,
    }
    let row: Row =
        diesel::sql_query("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin")
            .get_result(tx.conn)?;
    Ok(row.xmin)
}

/// The newest row of the chain.
pub fn last_link(tx: &mut Tx<'_>) -> Result<Option<Link>, Error> {
    let row: Option<LinkRow> = diesel::sql_query(format!(
        "SELECT {LINK} FROM audit_chain c ORDER BY c.seq DESC LIMIT 1"
    ))
    .get_result(tx.conn)
    .optional()?;
    row.map(Link::try_from).transpose()
}

/// A row is found after the cursor, below the horizon, and sealed once, whatever the cursor says.
fn to_seal(columns: &str, from: &str, source: Source) -> String {
    let source = source.code();
    format!(
        "SELECT {columns} FROM {from}, audit_cursor k WHERE k.source = '{source}' \
         AND {at}.xid < $1::text::xid8 AND ({at}.xid, {at}.id) > (k.xid, k.row_id) \
         AND NOT EXISTS (SELECT FROM audit_chain c WHERE c.source = '{source}' \
            AND c.row_id = {at}.id) \
         ORDER BY {at}.xid, {at}.id LIMIT $2",
        at = if source == Source::Event.code() {
            "e"
        } else {
            "a"
        },
    )
}

/// Events that are not sealed yet, in the order of commit
pub fn events_to_seal(tx: &mut Tx<'_>, horizon: i64, limit: i64) -> Result<Vec<EventRow>, Error> {
    Ok(
        diesel::sql_query(to_seal(EVENT, "audit_events e", Source::Event))
            .bind::<Text, _>(horizon.to_string())
            .bind::<BigInt, _>(limit)
            .load(tx.conn)?,
    )
}

/// Audit rows that are not sealed yet, in the order of commit.
pub fn rows_to_seal(tx: &mut Tx<'_>, horizon: i64, limit: i64) -> Result<Vec<AuditRow>, Error> {
    Ok(
        diesel::sql_query(to_seal(COLUMNS, "audit a", Source::Audit))
            .bind::<Text, _>(horizon.to_string())
            .bind::<BigInt, _>(limit)
            .load(tx.conn)?,
    )
}

/// Adds rows to the chain. Fails with [`Error::Duplicate`] when one is sealed already.
pub fn append_links(tx: &mut Tx<'_>, links: &[Link]) -> Result<(), Error> {
    let column = |of: fn(&Link) -> i64| -> Vec<i64> { links.iter().map(of).collect() };
    let xids: Vec<String> = links.iter().map(|link| link.xid.to_string()).collect();
    let sources: Vec<&str> = links.iter().map(|link| link.source.code()).collect();
    let fields: Vec<&[u8]> = links.iter().map(|link| link.fields.as_slice()).collect();
    let contents: Vec<Option<&[u8]>> = links.iter().map(|link| link.content.as_deref()).collect();
    let versions: Vec<Option<i32>> = links.iter().map(|link| link.content_version).collect();
    let times: Vec<DateTime<Utc>> = links.iter().map(|link| link.sealed_at).collect();
    let hashes: Vec<&[u8]> = links.iter().map(|link| link.hash.as_slice()).collect();
    diesel::sql_query(
        "INSERT INTO audit_chain \
            (seq, source, row_id, xid, fields, content, content_version, sealed_at, hash) \
         SELECT u.seq, u.source, u.row_id, u.xid::xid8, u.fields, u.content, u.version, \
            u.sealed_at, u.hash \
         FROM unnest($1::bigint[], $2::text[], $3::bigint[], $4::text[], $5::bytea[], \
            $6::bytea[], $7::int[], $8::timestamptz[], $9::bytea[]) \
            AS u (seq, source, row_id, xid, fields, content, version, sealed_at, hash)",
    )
    .bind::<Array<BigInt>, _>(column(|link| link.seq))
    .bind::<Array<Text>, _>(sources)
    .bind::<Array<BigInt>, _>(column(|link| link.row_id))
    .bind::<Array<Text>, _>(xids)
    .bind::<Array<Binary>, _>(fields)
    .bind::<Array<Nullable<Binary>>, _>(contents)
    .bind::<Array<Nullable<Integer>>, _>(versions)
    .bind::<Array<Timestamptz>, _>(times)
    .bind::<Array<Binary>, _>(hashes)
    .execute(tx.conn)?;
    Ok(())
}

/// The job goes on behind this row.
pub fn advance(tx: &mut Tx<'_>, source: Source, xid: i64, row_id: i64) -> Result<(), Error> {
    diesel::sql_query(
        "UPDATE audit_cursor SET xid = $2::text::xid8, row_id = $3 WHERE source = $1",
    )
    .bind::<Text, _>(source.code())
    .bind::<Text, _>(xid.to_string())
    .bind::<BigInt, _>(row_id)
    .execute(tx.conn)?;
    Ok(())
}

/// How far the job is behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backlog {
    /// When the newest row of the chain was sealed.
    pub sealed_at: Option<DateTime<Utc>>,
    /// Rows that wait, counted up to [`Backlog::MOST`].
    pub rows: i64,
}

impl Backlog {
    /// Nobody needs to know it more exactly.
    pub const MOST: i64 = 100_000;
}

/// How far the job is behind.
pub fn backlog(tx: &mut Tx<'_>) -> Result<Backlog, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        rows: i64,
    }
    let sealed_at = last_link(tx)?.map(|link| link.sealed_at);
    let waiting = |source: Source, table: &str| {
        format!(
            "(SELECT 1 AS one FROM {table} t, audit_cursor k WHERE k.source = '{}' \
             AND (t.xid, t.id) > (k.xid, k.row_id) LIMIT {})",
            source.code(),
            Backlog::MOST
        )
    };
    let row: Row = diesel::sql_query(format!(
        "SELECT count(*) AS rows FROM ({} UNION ALL {}) AS waiting",
        waiting(Source::Event, "audit_events"),
        waiting(Source::Audit, "audit"),
    ))
    .get_result(tx.conn)?;
    Ok(Backlog {
        sealed_at,
        rows: row.rows.min(Backlog::MOST),
    })
}
