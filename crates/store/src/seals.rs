//! Data keys, sealed to those who may open them. The bytes say nothing without a private key.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Uuid as SqlUuid};
use domain::content::Sealed;
use domain::id::{CaseId, Id, ReportId};
use uuid::Uuid;

use crate::schema::{key_seals, sealing_keys};
use crate::{Error, Tx};

/// What a data key is for. Its id is the id of that thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// What is internal to a case.
    Case,
    /// What the reporter may see.
    Report,
    /// Who somebody is.
    Person,
}

/// To whom a data key is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holder {
    /// A sealing key of a team.
    Team(Uuid),
    /// The access code of this report.
    Code(ReportId),
    /// The data key of this report.
    Report(ReportId),
}

/// A sealed data key as a row.
#[derive(Debug, Clone)]
pub struct KeySeal {
    /// Id of the data key.
    pub key: Uuid,
    /// What it is for.
    pub kind: KeyKind,
    /// The case it belongs to.
    pub case: CaseId,
    /// Who can open it.
    pub holder: Holder,
    /// The sealed key.
    pub sealed: Sealed,
}

impl KeyKind {
    /// The kinds as they stand in the database.
    pub const CODES: [&'static str; 3] = ["case", "report", "person"];

    const fn code(self) -> &'static str {
        match self {
            Self::Case => "case",
            Self::Report => "report",
            Self::Person => "person",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        [Self::Case, Self::Report, Self::Person]
            .into_iter()
            .find(|kind| kind.code() == code)
    }
}

impl Holder {
    /// The holders as they stand in the database.
    pub const CODES: [&'static str; 3] = ["team", "code", "key"];

    const fn code(self) -> (&'static str, Uuid) {
        match self {
            Self::Team(id) => ("team", id),
            Self::Code(id) => ("code", id.uuid()),
            Self::Report(id) => ("key", id.uuid()),
        }
    }

    fn from_code(code: &str, id: Uuid) -> Option<Self> {
        match code {
            "team" => Some(Self::Team(id)),
            "code" => Some(Self::Code(Id::from_uuid(id))),
            "key" => Some(Self::Report(Id::from_uuid(id))),
            _ => None,
        }
    }
}

type Row = (Uuid, String, Uuid, String, Uuid, Vec<u8>);
const COLUMNS: (
    key_seals::key_id,
    key_seals::kind,
    key_seals::case_id,
    key_seals::holder,
    key_seals::holder_id,
    key_seals::sealed,
) = (
    key_seals::key_id,
    key_seals::kind,
    key_seals::case_id,
    key_seals::holder,
    key_seals::holder_id,
    key_seals::sealed,
);

fn seal((key, kind, case, holder, holder_id, sealed): Row) -> Result<KeySeal, Error> {
    let corrupt = |column| Error::Corrupt {
        table: "key_seals",
        column,
        id: key.to_string(),
    };
    Ok(KeySeal {
        key,
        kind: KeyKind::from_code(&kind).ok_or_else(|| corrupt("kind"))?,
        case: Id::from_uuid(case),
        holder: Holder::from_code(&holder, holder_id).ok_or_else(|| corrupt("holder"))?,
        sealed: Sealed::from_stored(sealed),
    })
}

/// Writes seals. One that is there already stays as it is.
pub fn insert(tx: &mut Tx<'_>, new: &[KeySeal]) -> Result<(), Error> {
    let rows: Vec<_> = new
        .iter()
        .map(|new| {
            let (holder, holder_id) = new.holder.code();
            (
                key_seals::key_id.eq(new.key),
                key_seals::kind.eq(new.kind.code()),
                key_seals::case_id.eq(new.case.uuid()),
                key_seals::holder.eq(holder),
                key_seals::holder_id.eq(holder_id),
                key_seals::sealed.eq(new.sealed.as_stored()),
            )
        })
        .collect();
    diesel::insert_into(key_seals::table)
        .values(&rows)
        .on_conflict_do_nothing()
        .execute(tx.conn)?;
    Ok(())
}

/// All seals of these cases, except those for access codes: staff have none.
pub fn of_cases(tx: &mut Tx<'_>, cases: &[CaseId]) -> Result<Vec<KeySeal>, Error> {
    let ids: Vec<Uuid> = cases.iter().map(|case| case.uuid()).collect();
    key_seals::table
        .filter(key_seals::case_id.eq_any(ids))
        .filter(key_seals::holder.ne("code"))
        .select(COLUMNS)
        .load::<Row>(tx.conn)?
        .into_iter()
        .map(seal)
        .collect()
}

/// Puts the seal for a report's new access code in the place of the old one.
pub fn replace_code(tx: &mut Tx<'_>, seal: &KeySeal) -> Result<(), Error> {
    let (holder, holder_id) = seal.holder.code();
    diesel::delete(
        key_seals::table
            .filter(key_seals::key_id.eq(seal.key))
            .filter(key_seals::holder.eq(holder))
            .filter(key_seals::holder_id.eq(holder_id)),
    )
    .execute(tx.conn)?;
    insert(tx, std::slice::from_ref(seal))
}

/// Seals for a team's key that is retired. Who asks waits until others who asked have committed: the
/// role has no right to change these rows, and so none to hold them.
pub fn outdated(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<KeySeal>, Error> {
    #[derive(QueryableByName)]
    struct Pair {
        #[diesel(sql_type = SqlUuid)]
        key_id: Uuid,
        #[diesel(sql_type = SqlUuid)]
        holder_id: Uuid,
    }
    diesel::sql_query("SELECT pg_advisory_xact_lock(7253115)").execute(tx.conn)?;
    let pairs: Vec<Pair> = diesel::sql_query(
        "SELECT s.key_id, s.holder_id FROM key_seals s JOIN sealing_keys k ON k.id = s.holder_id \
         WHERE s.holder = 'team' AND k.retired_at IS NOT NULL \
         ORDER BY s.holder_id, s.case_id LIMIT $1",
    )
    .bind::<BigInt, _>(limit)
    .load(tx.conn)?;
    let wanted: Vec<Uuid> = pairs.iter().map(|pair| pair.key_id).collect();
    let rows: Vec<Row> = key_seals::table
        .filter(key_seals::key_id.eq_any(wanted))
        .filter(key_seals::holder.eq("team"))
        .select(COLUMNS)
        .load(tx.conn)?;
    rows.into_iter()
        .filter(|row| {
            pairs
                .iter()
                .any(|pair| pair.key_id == row.0 && pair.holder_id == row.4)
        })
        .map(seal)
        .collect()
}

/// Whether any seal is for a team's key that is retired. Cheap: asked twice a second.
pub fn any_outdated(tx: &mut Tx<'_>) -> Result<bool, Error> {
    let found: Option<Uuid> = sealing_keys::table
        .inner_join(key_seals::table.on(key_seals::holder_id.eq(sealing_keys::id)))
        .filter(sealing_keys::retired_at.is_not_null())
        .filter(key_seals::holder.eq("team"))
        .select(key_seals::key_id)
        .first(tx.conn)
        .optional()?;
    Ok(found.is_some())
}

/// How many seals are for a team's key that is retired.
pub fn count_outdated(tx: &mut Tx<'_>) -> Result<i64, Error> {
    Ok(key_seals::table
        .inner_join(sealing_keys::table.on(sealing_keys::id.eq(key_seals::holder_id)))
        .filter(key_seals::holder.eq("team"))
        .filter(sealing_keys::retired_at.is_not_null())
        .count()
        .get_result(tx.conn)?)
}

/// Takes seals away that were made again for another key.
pub fn remove(tx: &mut Tx<'_>, seals: &[KeySeal]) -> Result<(), Error> {
    for old in seals {
        let (holder, holder_id) = old.holder.code();
        diesel::delete(
            key_seals::table
                .filter(key_seals::key_id.eq(old.key))
                .filter(key_seals::holder.eq(holder))
                .filter(key_seals::holder_id.eq(holder_id)),
        )
        .execute(tx.conn)?;
    }
    Ok(())
}

/// Destroys a data key: what it sealed is gone for everybody. Answers how many seals there were.
pub fn destroy(tx: &mut Tx<'_>, key: Uuid) -> Result<usize, Error> {
    Ok(diesel::delete(key_seals::table.filter(key_seals::key_id.eq(key))).execute(tx.conn)?)
}
