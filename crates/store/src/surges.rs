//! Waves of reports: what has come lately, and the wave there is.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use domain::event::EventName;
use domain::kind::Kind;
use domain::surge::{Arrivals, Surge};
use uuid::Uuid;

use crate::{Error, Tx};

/// So long what is usual is taken from, up to a day ago: a wave that lasts is not usual at once.
const HISTORY: Duration = Duration::days(28);
const DAY: Duration = Duration::days(1);

/// A wave that goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Current {
    /// When it began.
    pub began_at: DateTime<Utc>,
    /// How it stands.
    pub surge: Surge,
}

/// What came in the last window, without what looks like a flood, and what comes in a usual one. For the
/// system alone: row-level security would show anybody else their own cases only.
pub fn arrivals(tx: &mut Tx<'_>, window: Duration, now: DateTime<Utc>) -> Result<Arrivals, Error> {
    #[derive(QueryableByName)]
    struct Recent {
        #[diesel(sql_type = Text)]
        kind: String,
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    #[derive(QueryableByName)]
    struct Before {
        #[diesel(sql_type = BigInt)]
        count: i64,
        #[diesel(sql_type = Nullable<Timestamptz>)]
        first: Option<DateTime<Utc>>,
    }
    let recent: Vec<Recent> = diesel::sql_query(
        "SELECT r.kind, count(*) AS count FROM reports r WHERE r.received_at > $1 \
         AND NOT EXISTS (SELECT FROM events e WHERE e.case_id = r.case_id AND e.name = $2) \
         GROUP BY r.kind",
    )
    .bind::<Timestamptz, _>(now - window)
    .bind::<Text, _>(EventName::SuspectedFlood.code())
    .load(tx.conn)?;
    let before: Before = diesel::sql_query(
        "SELECT count(*) AS count, min(received_at) AS first FROM reports \
         WHERE received_at > $1 AND received_at <= $2",
    )
    .bind::<Timestamptz, _>(now - DAY - HISTORY)
    .bind::<Timestamptz, _>(now - DAY)
    .get_result(tx.conn)?;
    let covered = before
        .first
        .map_or(DAY, |first| (now - DAY - first).max(DAY));
    let windows = seconds(covered) / seconds(window);
    Ok(Arrivals {
        recent: recent
            .into_iter()
            .filter_map(|row| Some((Kind::from_code(&row.kind)?, count(row.count))))
            .collect(),
        usual: f64::from(count(before.count)) / windows,
    })
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn seconds(span: Duration) -> f64 {
    f64::from(i32::try_from(span.num_seconds()).unwrap_or(i32::MAX)).max(1.0)
}

/// The wave there is, for staff.
pub fn current(tx: &mut Tx<'_>) -> Result<Option<Current>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Timestamptz)]
        began_at: DateTime<Utc>,
        #[diesel(sql_type = Nullable<Text>)]
        kind: Option<String>,
        #[diesel(sql_type = Integer)]
        recent: i32,
        #[diesel(sql_type = Double)]
        usual: f64,
    }
    let row: Option<Row> = diesel::sql_query(
        "SELECT began_at, kind, recent, usual FROM surges WHERE ended_at IS NULL",
    )
    .get_result(tx.conn)
    .optional()?;
    Ok(row.map(|row| Current {
        began_at: row.began_at,
        surge: Surge {
            kind: row.kind.as_deref().and_then(Kind::from_code),
            recent: u32::try_from(row.recent).unwrap_or(0),
            usual: row.usual,
        },
    }))
}

/// Whether there is a wave, and of what kind, for the public role.
pub fn for_everybody(tx: &mut Tx<'_>) -> Result<Option<Option<Kind>>, Error> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Nullable<Text>)]
        kind: Option<String>,
    }
    let row: Option<Row> = diesel::sql_query("SELECT kind FROM current_surge()")
        .get_result(tx.conn)
        .optional()?;
    Ok(row.map(|row| row.kind.as_deref().and_then(Kind::from_code)))
}

/// Begins a wave. Another process may have begun it meanwhile: then nothing is done.
pub fn begin(tx: &mut Tx<'_>, id: Uuid, surge: &Surge, now: DateTime<Utc>) -> Result<(), Error> {
    diesel::sql_query(
        "INSERT INTO surges (id, began_at, kind, recent, usual) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT DO NOTHING",
    )
    .bind::<SqlUuid, _>(id)
    .bind::<Timestamptz, _>(now)
    .bind::<Nullable<Text>, _>(surge.kind.map(Kind::code))
    .bind::<Integer, _>(i32::try_from(surge.recent).unwrap_or(i32::MAX))
    .bind::<Double, _>(surge.usual)
    .execute(tx.conn)?;
    Ok(())
}

/// How the wave stands now.
pub fn go_on(tx: &mut Tx<'_>, surge: &Surge) -> Result<(), Error> {
    diesel::sql_query(
        "UPDATE surges SET kind = $1, recent = $2, usual = $3 WHERE ended_at IS NULL",
    )
    .bind::<Nullable<Text>, _>(surge.kind.map(Kind::code))
    .bind::<Integer, _>(i32::try_from(surge.recent).unwrap_or(i32::MAX))
    .bind::<Double, _>(surge.usual)
    .execute(tx.conn)?;
    Ok(())
}

/// It is over.
pub fn end(tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<(), Error> {
    diesel::sql_query("UPDATE surges SET ended_at = greatest($1, began_at) WHERE ended_at IS NULL")
        .bind::<Timestamptz, _>(now)
        .execute(tx.conn)?;
    Ok(())
}
