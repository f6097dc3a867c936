//! Opens everything in the database that can be opened with the keys of staff and worker.

use std::collections::{BTreeSet, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Integer, Text, Uuid as SqlUuid};
use domain::content::Sealed;
use server::keys::{KeyFolder, Name};
use smv_cert_tests::TestApp;
use uuid::Uuid;
use vault::recipient::SealedKey;
use vault::{Cell, DataKey, cell, envelope};

/// Sealed to the one who asks again, with a key that nobody keeps.
const CLOSED: (&str, &str) = ("request_keys", "response");

#[derive(QueryableByName)]
struct Seal {
    #[diesel(sql_type = SqlUuid)]
    key_id: Uuid,
    #[diesel(sql_type = Text)]
    holder: String,
    #[diesel(sql_type = SqlUuid)]
    holder_id: Uuid,
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = Binary)]
    sealed: Vec<u8>,
    #[diesel(sql_type = Integer)]
    version: i32,
}

#[derive(QueryableByName)]
struct FileSeal {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    report_id: Uuid,
    #[diesel(sql_type = Binary)]
    key_seal: Vec<u8>,
}

/// Second factors and logins of staff: nothing of a report is in them.
const OF_STAFF: [&str; 7] = [
    // What the public register says, under a key made from the firm's number.
    "register_answers",
    // Sealed to who writes it; nobody here can open it.
    "drafts",
    "totp_secrets",
    "passkeys",
    "ceremonies",
    "oidc_attempts",
    "oidc_sessions",
];

/// Place and text of everything.
pub(super) fn everything(app: &TestApp) -> Vec<(String, String)> {
    let folder = KeyFolder::of(&app.data_dir);
    let worker = folder.ring(Name::Worker).unwrap();
    let teams = folder.ring(Name::Teams).unwrap();
    let mut conn = PgConnection::establish(&app.database.url).unwrap();
    let keys = data_keys(&folder, &mut conn);
    let mut found = Vec::new();
    for (table, column) in vault::place::ALL {
        if (*table, *column) == CLOSED || OF_STAFF.contains(table) {
            continue;
        }
        let (id, version) = match (*table, *column) {
            ("reports", "content") | ("event_copies", _) => (id_of(table), "content_version"),
            ("events", _) => ("uid", "content_version"),
            ("attachments", "content") => ("id", "content_version"),
            ("reports", _) => ("id", "consents_version"),
            ("persons", _) => ("id", "version"),
            ("referrals", _) => ("id", "seal_version"),
            ("legal_holds", _) => ("id", "reason_version"),
            ("register_questions", _) => ("report_id", "1"),
            ("outbox" | "call_backs", _) | ("attachments", "verdict") => ("id", "1"),
            other => panic!("{other:?} is not scanned"),
        };
        let rows: Vec<Row> = diesel::sql_query(format!(
            "SELECT {id} AS id, {column} AS sealed, {version} AS version FROM {table} \
             WHERE {column} IS NOT NULL"
        ))
        .load(&mut conn)
        .unwrap();
        for row in rows {
            let place = Cell {
                table,
                column,
                row: row.id,
                version: row.version,
            };
            let sealed = Sealed::from_stored(row.sealed);
            let plain = match *table {
                "outbox" | "register_questions" => {
                    envelope::open(&worker, &place, &sealed).unwrap()
                }
                "call_backs" => envelope::open(&teams, &place, &sealed).unwrap(),
                _ => {
                    let key = &keys[&cell::key_of(&sealed).unwrap()];
                    place.open(key, &sealed).unwrap()
                }
            };
            let text = String::from_utf8(plain.to_vec()).unwrap();
            found.push((format!("{table}.{column}"), text));
        }
    }
    found
}

fn id_of(table: &str) -> &'static str {
    if table == "event_copies" {
        "event_uid"
    } else {
        "id"
    }
}

fn data_keys(folder: &KeyFolder, conn: &mut PgConnection) -> HashMap<Uuid, DataKey> {
    let ring = folder.ring(Name::Teams).unwrap();
    let mut opener = ring.opener();
    let seals: Vec<Seal> = diesel::sql_query(
        "SELECT key_id, holder, holder_id, sealed FROM key_seals ORDER BY holder = 'key'",
    )
    .load(conn)
    .unwrap();
    let mut keys: HashMap<Uuid, DataKey> = HashMap::new();
    for seal in seals {
        let sealed = SealedKey::from_stored(seal.sealed);
        let key = match seal.holder.as_str() {
            "team" => opener.open(seal.holder_id, seal.key_id, &sealed).unwrap(),
            "key" => sealed
                .open_under_key(&keys[&seal.holder_id], seal.key_id)
                .unwrap(),
            _ => continue,
        };
        keys.insert(seal.key_id, key);
    }
    let files: Vec<FileSeal> = diesel::sql_query("SELECT id, report_id, key_seal FROM attachments")
        .load(conn)
        .unwrap();
    for file in files {
        let sealed = SealedKey::from_stored(file.key_seal);
        let key = sealed.open_under_key(&keys[&file.report_id], file.id);
        keys.insert(file.id, key.unwrap());
    }
    keys
}

/// Where one of these stands, as whole words or digits, in everything that opens.
pub(super) fn places_with(app: &TestApp, needles: &[&str]) -> BTreeSet<String> {
    let only_digits =
        |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    everything(app)
        .into_iter()
        .filter(|(_, text)| {
            let lower = text.to_lowercase();
            let is_in = |needle: &&str| match needle.parse::<u64>() {
                Ok(_) => only_digits(text).contains(*needle),
                Err(_) => lower.contains(*needle),
            };
            needles.iter().any(is_in)
        })
        .map(|(place, _)| place)
        .collect()
}

/// All hashes of the blind index.
pub(super) fn index(app: &TestApp) -> BTreeSet<i64> {
    #[derive(QueryableByName)]
    struct Terms {
        #[diesel(sql_type = Array<BigInt>)]
        terms: Vec<i64>,
    }
    let mut conn = PgConnection::establish(&app.database.url).unwrap();
    let rows: Vec<Terms> = diesel::sql_query("SELECT terms FROM case_terms")
        .load(&mut conn)
        .unwrap();
    rows.into_iter().flat_map(|row| row.terms).collect()
}
