//! The audit trail: what is recorded, that it is sealed, and that whoever changes it is found.

mod chain;
mod dice;
mod people;
mod reads;
mod tampering;

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text, Uuid as SqlUuid};
use domain::access::Actor;
use server::keys::KeyFolder;
use smv_cert_tests::{TestApp, count};
use store::{Db, DbRole, Settings};
use triage_queue::audit::verify::{Broken, Holds, verify};
use triage_queue::audit::{AuditKey, Head};
use uuid::Uuid;

use crate::outside::until;

/// Other tests on the same server hold the horizon back.
const LIMIT: std::time::Duration = std::time::Duration::from_mins(1);
const CHAIN: &str = "SELECT count(*) AS count FROM audit_chain";
const ROWS: &str = "SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM audit) AS count";

/// What somebody with the key of the chain looks with.
pub(crate) struct Watcher {
    db: Db,
    key: AuditKey,
}

impl Watcher {
    pub(crate) fn of(app: &TestApp) -> Self {
        Self::at(&app.database.url, &KeyFolder::of(&app.data_dir))
    }

    pub(crate) fn at(url: &str, keys: &KeyFolder) -> Self {
        let settings = Settings {
            url: url.to_owned().into(),
            connections: 1,
            deadline: std::time::Duration::from_secs(10),
        };
        Self {
            db: Db::new(DbRole::Worker, &settings),
            key: keys.audit().unwrap(),
        }
    }

    pub(crate) fn verify(&self, heads: &[Head]) -> Result<Holds, Broken> {
        let looked = self
            .db
            .transact_blocking(&Actor::System, |tx| verify(tx, &self.key, heads));
        looked.unwrap()
    }

    pub(crate) fn head(&self) -> Head {
        let link = self
            .db
            .transact_blocking(&Actor::System, store::audit::last_link);
        Head::of(&link.unwrap().unwrap())
    }
}

/// Seals until nothing is left; answers how many rows.
async fn seal(app: &TestApp) -> usize {
    let mut all = 0;
    loop {
        let some = app.running.run_sealing_once().await.unwrap();
        if some == 0 {
            return all;
        }
        all += some;
    }
}

/// Whatever still runs elsewhere on the server holds the horizon back: ask until all is sealed.
pub(crate) async fn seal_all(app: &TestApp) {
    until(LIMIT, "everything is sealed", async || {
        seal(app).await;
        count(&app.database.url, CHAIN) == count(&app.database.url, ROWS)
    })
    .await;
}

#[derive(QueryableByName, Debug, Clone, PartialEq, Eq)]
struct Line {
    #[diesel(sql_type = Text)]
    action: String,
    #[diesel(sql_type = Text)]
    outcome: String,
    #[diesel(sql_type = Text)]
    actor_role: String,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    case_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    session_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Text>)]
    trace_id: Option<String>,
}

/// All lines, oldest first.
fn lines(app: &TestApp) -> Vec<Line> {
    let mut conn = PgConnection::establish(&app.database.url).unwrap();
    diesel::sql_query(
        "SELECT action, outcome, actor_role, case_id, session_id, trace_id FROM audit ORDER BY id",
    )
    .load(&mut conn)
    .unwrap()
}

/// How many lines there are of each action.
fn counted(lines: &[Line]) -> BTreeMap<&str, usize> {
    let mut counted = BTreeMap::new();
    for line in lines {
        *counted.entry(line.action.as_str()).or_default() += 1;
    }
    counted
}
