//! G-S14: a thousand random edits, deletions, swaps, insertions and truncations, each found.
//!
//! The attacker here owns the database: no constraint and no right stands in the way, only the key of
//! the chain and the heads that were exported are missing. Each tampering is committed, looked at with
//! the real verification, and undone.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Text};
use smv_cert_tests::TestApp;

use super::dice::Dice;
use super::{Watcher, seal};

const SEED: u64 = 0x5eed_2026_1124;
const TRIES: usize = 1_000;
const TABLES: [(&str, &str); 3] = [("events", "id"), ("audit", "id"), ("audit_chain", "seq")];

/// A database of some hundred rows in the hands of somebody who may do everything to it.
struct Victim {
    conn: PgConnection,
    columns: BTreeMap<&'static str, Vec<Column>>,
    ids: BTreeMap<&'static str, Vec<i64>>,
}

#[derive(QueryableByName, Clone)]
struct Column {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    number: i64,
}

impl Victim {
    fn of(app: &TestApp) -> Self {
        let mut conn = PgConnection::establish(&app.database.url).unwrap();
        // No foreign key and no check protects a table from its owner.
        conn.batch_execute(
            "SET session_replication_role = replica; \
             DO $$ DECLARE c record; BEGIN \
                FOR c IN SELECT conrelid::regclass AS t, conname FROM pg_constraint \
                    WHERE contype IN ('c', 'f') AND conrelid::regclass::text IN \
                        ('events', 'event_copies', 'audit', 'audit_chain', 'audit_cursor') \
                LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.t, c.conname); END LOOP; \
             END $$; \
             CREATE TABLE keep_events AS TABLE events; CREATE TABLE keep_audit AS TABLE audit; \
             CREATE TABLE keep_audit_chain AS TABLE audit_chain; \
             CREATE TABLE keep_audit_cursor AS TABLE audit_cursor; \
             ANALYZE",
        )
        .unwrap();
        let (mut columns, mut ids) = (BTreeMap::new(), BTreeMap::new());
        for (table, key) in TABLES {
            let found: Vec<Column> = diesel::sql_query(format!(
                "SELECT column_name::text AS name, udt_name::text AS kind, \
                    is_nullable = 'YES' AS nullable FROM information_schema.columns WHERE table_name = '{table}' \
                 ORDER BY ordinal_position"
            ))
            .load(&mut conn)
            .unwrap();
            columns.insert(table, found);
            let found: Vec<Number> =
                diesel::sql_query(format!("SELECT {key} AS number FROM {table} ORDER BY 1"))
                    .load(&mut conn)
                    .unwrap();
            ids.insert(table, found.into_iter().map(|n| n.number).collect());
        }
        Self { conn, columns, ids }
    }

    fn run(&mut self, sql: &str) -> usize {
        let changed = diesel::sql_query(sql).execute(&mut self.conn);
        changed.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    /// Everything as it was.
    fn undo(&mut self) {
        for (table, key) in TABLES {
            self.run(&format!(
                "DELETE FROM {table} t WHERE NOT EXISTS (SELECT FROM keep_{table} k \
                 WHERE k.{key} = t.{key} AND k::text = t::text)"
            ));
            let over = if key == "id" {
                "OVERRIDING SYSTEM VALUE"
            } else {
                ""
            };
            self.run(&format!(
                "INSERT INTO {table} {over} SELECT * FROM keep_{table} k \
                 WHERE NOT EXISTS (SELECT FROM {table} t WHERE t.{key} = k.{key})"
            ));
        }
        self.run(
            "UPDATE audit_cursor c SET xid = k.xid, row_id = k.row_id \
             FROM keep_audit_cursor k WHERE k.source = c.source",
        );
    }

    /// Another value of a column.
    fn other(dice: &mut Dice, column: &Column) -> String {
        let number = dice.throw() >> 2;
        let nullable = column.nullable;
        let (column, kind) = (&column.name, column.kind.as_str());
        let value = match kind {
            "int8" => format!("{column} + {}", 1_000_000 + number % 1_000_000),
            "int4" => format!("coalesce({column}, 0) + 1"),
            "uuid" => format!("md5('{number}')::uuid"),
            "text" => format!("coalesce({column}, '') || 'x'"),
            "timestamptz" => format!("{column} - {} * interval '1 microsecond'", 1 + number % 9),
            "xid8" => format!("({column}::text::bigint - 1)::text::xid8"),
            "jsonb" => format!("{column} || '{{\"forged\": {number}}}'"),
            "bytea" => format!(
                "coalesce(set_byte({column}, 5, get_byte({column}, 5) # {}), '\\x00')",
                1 + number % 255
            ),
            other => panic!("a column of type {other}"),
        };
        // What is there may also be taken away.
        if nullable && dice.below(4) == 0 {
            format!("CASE WHEN {column} IS NULL THEN {value} END")
        } else {
            value
        }
    }

    fn edit(&mut self, dice: &mut Dice) -> String {
        let (table, key) = *dice.of(&TABLES);
        let column = dice.of(&self.columns[table]).clone();
        let id = *dice.of(&self.ids[table]);
        let value = Self::other(dice, &column);
        let column = column.name;
        // Ids are identities: an owner takes that away first.
        let (before, after) = if column == "id" {
            (
                format!("ALTER TABLE {table} ALTER id SET GENERATED BY DEFAULT; "),
                format!("; ALTER TABLE {table} ALTER id SET GENERATED ALWAYS"),
            )
        } else {
            (String::new(), String::new())
        };
        let sql = format!("UPDATE {table} SET {column} = {value} WHERE {key} = {id}");
        if before.is_empty() {
            assert_eq!(self.run(&sql), 1, "{sql}");
        } else {
            self.conn
                .batch_execute(&format!("{before}{sql}{after}"))
                .unwrap();
        }
        sql
    }

    fn delete(&mut self, dice: &mut Dice) -> String {
        let (table, key) = *dice.of(&TABLES);
        let ids = &self.ids[table];
        // Its end cut off is another case.
        let id = *dice.of(&ids[..ids.len() - 1]);
        let sql = format!("DELETE FROM {table} WHERE {key} = {id}");
        assert_eq!(self.run(&sql), 1, "{sql}");
        sql
    }

    /// Two rows of a table change places.
    fn swap(&mut self, dice: &mut Dice) -> String {
        let (table, key) = *dice.of(&TABLES);
        let one = *dice.of(&self.ids[table]);
        let two = loop {
            let two = *dice.of(&self.ids[table]);
            if two != one {
                break two;
            }
        };
        let names: Vec<&str> = self.columns[table]
            .iter()
            .map(|column| column.name.as_str())
            .filter(|name| *name != key)
            .collect();
        let set: Vec<String> = names
            .iter()
            .map(|name| format!("{name} = other.{name}"))
            .collect();
        // Uniqueness is looked at row by row: it steps aside for the swap.
        let index = match table {
            "events" => {
                "ALTER TABLE event_copies DROP CONSTRAINT IF EXISTS \
                 event_copies_event_uid_fkey; ALTER TABLE events DROP CONSTRAINT IF EXISTS \
                 events_uid_key;"
            }
            "audit_chain" => {
                "ALTER TABLE audit_chain DROP CONSTRAINT IF EXISTS \
                 audit_chain_source_row_id_key;"
            }
            _ => "",
        };
        let sql = format!(
            "UPDATE {table} t SET {} FROM {table} other WHERE (t.{key}, other.{key}) IN \
             (({one}, {two}), ({two}, {one}))",
            set.join(", ")
        );
        self.conn.batch_execute(&format!("{index} {sql}")).unwrap();
        sql
    }

    /// A row that was never written: among the sealed ones, or where nobody looks yet, or a row of the
    /// chain to go with it.
    fn insert(&mut self, dice: &mut Dice) -> String {
        let (table, key) = *dice.of(&TABLES[..2]);
        let model = *dice.of(&self.ids[table]);
        let last = self.ids[table].last().copied().unwrap_or(0);
        let id = last + 1 + i64::try_from(dice.below(1000)).unwrap();
        let replaced = |name: &str, xid: &str| match name {
            name if name == key => id.to_string(),
            "uid" => "gen_random_uuid()".to_owned(),
            "xid" => xid.to_owned(),
            name => name.to_owned(),
        };
        // As old as another row, or as one of the future, which no round would ever reach.
        let xid = *dice.of(&["xid", "'900000000000'::xid8"]);
        let values: Vec<String> = self.columns[table]
            .iter()
            .map(|column| replaced(&column.name, xid))
            .collect();
        let sql = format!(
            "INSERT INTO {table} OVERRIDING SYSTEM VALUE SELECT {} FROM {table} WHERE {key} = {model}",
            values.join(", ")
        );
        assert_eq!(self.run(&sql), 1, "{sql}");
        if dice.below(2) == 0 {
            return sql;
        }
        let source = if table == "events" { "event" } else { "audit" };
        let link = format!(
            "INSERT INTO audit_chain SELECT l.seq + 1, '{source}', {id}, l.xid, l.fields, l.content, \
             l.content_version, l.sealed_at, sha256('{}') FROM audit_chain l ORDER BY seq DESC LIMIT 1",
            dice.throw()
        );
        assert_eq!(self.run(&link), 1, "{link}");
        format!("{sql}; {link}")
    }

    /// The newest rows of the chain are gone, and those that they sealed, and the job would go on
    /// before them: only an exported head knows.
    fn truncate(&mut self, dice: &mut Dice) -> String {
        let last = self.ids["audit_chain"].last().copied().unwrap_or(0);
        let left = last - 1 - i64::try_from(dice.below(60)).unwrap();
        let rows = dice.below(4) > 0;
        for (source, table) in [("event", "events"), ("audit", "audit")] {
            if rows {
                self.run(&format!(
                    "DELETE FROM {table} WHERE id IN (SELECT row_id FROM audit_chain \
                     WHERE source = '{source}' AND seq > {left})"
                ));
            }
            self.run(&format!(
                "UPDATE audit_cursor SET (xid, row_id) = (SELECT xid, row_id FROM audit_chain \
                 WHERE source = '{source}' AND seq <= {left} ORDER BY seq DESC LIMIT 1) \
                 WHERE source = '{source}'"
            ));
        }
        self.run(&format!("DELETE FROM audit_chain WHERE seq > {left}"));
        format!("all after number {left} of the chain, with its rows: {rows}")
    }
}

#[tokio::test]
async fn a_thousand_random_tamperings_are_all_found() {
    let app = TestApp::start_with(|config| config.demo_cases = 40).await;
    let analyst = app.person("analyst1").await;
    let queue = analyst.get("/api/v1/cases?limit=40").await.expect(200);
    for case in queue["data"].as_array().unwrap() {
        let path = format!("/api/v1/cases/{}", case["id"].as_str().unwrap());
        let _ = analyst.get(&path).await.expect(200);
        let _ = analyst.get(&format!("{path}/events")).await.expect(200);
        // Sealed in many rounds, as it happens.
        seal(&app).await;
    }
    let watcher = Watcher::of(&app);
    let heads = [watcher.head()];
    let whole = watcher.verify(&heads).unwrap();
    assert!(whole.links >= 300, "{whole:?}");
    assert_eq!(whole.unsealed, 0);

    let mut victim = Victim::of(&app);
    let mut dice = Dice(SEED);
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for at in 0..TRIES {
        let (kind, done) = match at % 5 {
            0 => ("edited", victim.edit(&mut dice)),
            1 => ("deleted", victim.delete(&mut dice)),
            2 => ("swapped", victim.swap(&mut dice)),
            3 => ("inserted", victim.insert(&mut dice)),
            _ => ("truncated", victim.truncate(&mut dice)),
        };
        let broken = watcher.verify(&heads);
        let broken = broken.expect_err(&format!("try {at}, seed {SEED:#x}, not found: {done}"));
        *found.entry(kind).or_default() += 1;
        *places.entry(broken.table()).or_default() += 1;
        victim.undo();
    }

    assert_eq!(watcher.verify(&heads).unwrap(), whole, "undone");
    println!(
        "G-S14: {TRIES} of {TRIES} tamperings of a chain of {} rows found (seed {SEED:#x}): {found:?}; \
         first broken place in {places:?}",
        whole.links
    );
}
