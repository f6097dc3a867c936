//! The rows of the chain that seals events and audit rows. What they hold is made elsewhere.

mod look;
mod seal;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use domain::audit::Source;
use uuid::Uuid;

use crate::Error;

pub use look::{
    Explanation, Loose, counts, events_by_id, explanations, find_fields, link_at, links_after,
    loose, rows_by_id, steady,
};
pub use seal::{
    Backlog, advance, append_links, backlog, events_to_seal, horizon, last_link, rows_to_seal,
    try_lock,
};

/// A row of the chain: seals one row of `events` or `audit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// From 1, without gaps.
    pub seq: i64,
    /// Which table.
    pub source: Source,
    /// Which row of it.
    pub row_id: i64,
    /// The transaction that wrote the row.
    pub xid: i64,
    /// Hash of the row's fields.
    pub fields: Vec<u8>,
    /// Hash of the row's content, if it had any.
    pub content: Option<Vec<u8>>,
    /// Version of that content.
    pub content_version: Option<i32>,
    /// When it was sealed.
    pub sealed_at: DateTime<Utc>,
    /// Over the hash before and all of this.
    pub hash: Vec<u8>,
}

/// An event as the chain sees it: without content, but with its hash.
#[derive(Debug, Clone, QueryableByName)]
pub struct EventRow {
    /// Id.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// The writing transaction.
    #[diesel(sql_type = BigInt)]
    pub xid: i64,
    /// The place of its content.
    #[diesel(sql_type = SqlUuid)]
    pub uid: Uuid,
    /// The case.
    #[diesel(sql_type = SqlUuid)]
    pub case_id: Uuid,
    /// The report it is about, if only one.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub report_id: Option<Uuid>,
    /// When.
    #[diesel(sql_type = Timestamptz)]
    pub at: DateTime<Utc>,
    /// In which role somebody acted.
    #[diesel(sql_type = Text)]
    pub actor_role: String,
    /// Who.
    #[diesel(sql_type = Nullable<SqlUuid>)]
    pub actor_id: Option<Uuid>,
    /// What, by its code.
    #[diesel(sql_type = Text)]
    pub name: String,
    /// Who may read it, by its code.
    #[diesel(sql_type = Text)]
    pub audience: String,
    /// Version of the content.
    #[diesel(sql_type = Integer)]
    pub content_version: i32,
    /// SHA-256 of the sealed content, if there is any.
    #[diesel(sql_type = Nullable<Binary>)]
    pub content_sha256: Option<Vec<u8>>,
}

const EVENT: &str = "e.id, e.xid::text::bigint AS xid, e.uid, e.case_id, e.report_id, e.at, \
    e.actor_role, e.actor_id, e.name, e.audience, e.content_version, e.content_sha256";

const LINK: &str = "c.seq, c.source, c.row_id, c.xid::text::bigint AS xid, c.fields, c.content, \
    c.content_version, c.sealed_at, c.hash";

#[derive(QueryableByName)]
struct LinkRow {
    #[diesel(sql_type = BigInt)]
    seq: i64,
    #[diesel(sql_type = Text)]
    source: String,
    #[diesel(sql_type = BigInt)]
    row_id: i64,
    #[diesel(sql_type = BigInt)]
    xid: i64,
    #[diesel(sql_type = Binary)]
    fields: Vec<u8>,
    #[diesel(sql_type = Nullable<Binary>)]
    content: Option<Vec<u8>>,
    #[diesel(sql_type = Nullable<Integer>)]
    content_version: Option<i32>,
    #[diesel(sql_type = Timestamptz)]
    sealed_at: DateTime<Utc>,
    #[diesel(sql_type = Binary)]
    hash: Vec<u8>,
}

impl TryFrom<LinkRow> for Link {
    type Error = Error;
    fn try_from(row: LinkRow) -> Result<Self, Error> {
        Ok(Self {
            source: Source::from_code(&row.source).ok_or_else(|| Error::Corrupt {
                table: "audit_chain",
                column: "source",
                id: row.seq.to_string(),
            })?,
            seq: row.seq,
            row_id: row.row_id,
            xid: row.xid,
            fields: row.fields,
            content: row.content,
            content_version: row.content_version,
            sealed_at: row.sealed_at,
            hash: row.hash,
        })
    }
}
