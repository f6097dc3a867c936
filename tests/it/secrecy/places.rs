//! The schema against the lists of what is open, what is sealed, and who may touch it.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use diesel::sql_types::Text;
use smv_cert_tests::TestDatabase;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

fn lines(url: &str, sql: &str) -> Vec<String> {
    let mut conn = PgConnection::establish(url).unwrap();
    let rows: Vec<Line> = diesel::sql_query(sql).load(&mut conn).unwrap();
    rows.into_iter().map(|row| row.line).collect()
}

/// Table by table: open columns, sealed content, hashes and keys, as docs/architecture.md lists them.
fn listed() -> BTreeMap<String, [BTreeSet<String>; 3]> {
    let mut tables = BTreeMap::new();
    let rows = include_str!("../../../docs/architecture.md")
        .lines()
        .skip_while(|line| !line.starts_with("| table | open |"))
        .take_while(|line| line.starts_with('|'));
    for line in rows {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let ["", table, open, sealed, hashes, ""] = cells.as_slice() else {
            continue;
        };
        let names = |cell: &str| -> BTreeSet<String> {
            let ticked = cell.split('`').skip(1).step_by(2);
            ticked.map(str::to_owned).collect()
        };
        if let Some(table) = table.strip_prefix('`').and_then(|t| t.strip_suffix('`')) {
            tables.insert(
                table.to_owned(),
                [names(open), names(sealed), names(hashes)],
            );
        }
    }
    tables
}

#[test]
fn every_column_is_on_the_list_of_open_ones_or_sealed_or_a_hash() {
    let database = TestDatabase::new();
    let listed = listed();
    let mut there: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let columns = lines(
        &database.url,
        "SELECT table_name || ' ' || column_name AS line FROM information_schema.columns \
         WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations'",
    );
    for column in &columns {
        let (table, column) = column.split_once(' ').unwrap();
        there
            .entry(table.to_owned())
            .or_default()
            .insert(column.to_owned());
    }

    for (table, columns) in &there {
        let lists = listed
            .get(table)
            .unwrap_or_else(|| panic!("{table} is not in docs/architecture.md"));
        let all: BTreeSet<String> = lists.iter().flatten().cloned().collect();
        assert_eq!(&all, columns, "{table}");
    }
    assert_eq!(
        listed.keys().collect::<Vec<_>>(),
        there.keys().collect::<Vec<_>>()
    );
}

/// design.md, rule 8: of a case, only these stand open; identifiers and versions beside them.
#[test]
fn of_a_case_only_what_the_design_allows_stands_open() {
    let allowed = [
        "kind",
        "classification",
        "ongoing",
        "impact",
        "severity",
        "priority",
        "status",
        "owner",
        "team_id",
        "size_class",
        "region",
        "sector_group",
        "organisation_type",
    ];
    let times = ["aware_at", "received_at", "updated_at"];
    // `restricted` is handling, like `tlp`: row-level security reads it.
    let technical = [
        "id",
        "number",
        "version",
        "indexed_version",
        "tlp",
        "restricted",
    ];

    let [open, sealed, hashes] = &listed()["cases"];

    for column in open {
        let column = column.as_str();
        assert!(
            allowed.contains(&column)
                || times.contains(&column)
                || technical.contains(&column)
                || column.starts_with("content_deleted_"),
            "{column}"
        );
    }
    assert!(sealed.is_empty() && hashes.is_empty());
}

#[test]
fn what_is_sealed_in_the_schema_is_what_the_vault_seals() {
    let mut in_code: Vec<String> = vault::place::ALL
        .iter()
        .map(|(table, column)| format!("{table}.{column}"))
        .collect();
    let mut in_document: Vec<String> = listed()
        .into_iter()
        .flat_map(|(table, [_, sealed, _])| {
            sealed
                .into_iter()
                .map(move |column| format!("{table}.{column}"))
        })
        .collect();
    in_code.sort();
    in_document.sort();

    assert_eq!(in_code, in_document);
}

#[test]
fn every_database_role_has_exactly_the_rights_on_the_list() {
    let database = TestDatabase::new();

    let there = lines(
        &database.url,
        "SELECT line FROM (SELECT concat_ws(' ', grantee, table_name, string_agg(privilege_type, ',' \
            ORDER BY privilege_type)) AS line \
         FROM information_schema.role_table_grants \
         WHERE grantee IN ('smv_public', 'smv_staff', 'smv_worker') AND table_schema = 'public' GROUP BY grantee, table_name \
         UNION ALL SELECT concat_ws(' ', c.grantee, c.table_name || '.' || c.column_name, \
            string_agg(c.privilege_type, ',' ORDER BY c.privilege_type)) \
         FROM information_schema.column_privileges c \
         WHERE c.grantee IN ('smv_public', 'smv_staff', 'smv_worker') AND c.table_schema = 'public' AND NOT EXISTS ( \
            SELECT FROM information_schema.role_table_grants t WHERE t.grantee = c.grantee \
                AND t.table_name = c.table_name AND t.privilege_type = c.privilege_type) \
         GROUP BY c.grantee, c.table_name, c.column_name \
         UNION ALL SELECT concat_ws(' ', r.rolname, 'EXECUTE', p.oid::regprocedure) \
         FROM pg_proc p JOIN pg_roles r ON r.rolname IN ('smv_public', 'smv_staff', 'smv_worker') \
         WHERE p.pronamespace = 'public'::regnamespace \
            AND has_function_privilege(r.oid, p.oid, 'EXECUTE')) AS rights \
         ORDER BY line COLLATE \"C\"",
    );

    let listed: Vec<&str> = include_str!("grants.txt")
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .collect();
    let there: Vec<&str> = there.iter().map(String::as_str).collect();
    assert_eq!(there, listed, "there:\n{}", there.join("\n"));
}

#[test]
fn the_public_role_selects_from_no_table_at_all() {
    let database = TestDatabase::new();
    let tables = lines(
        &database.url,
        "SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public' \
            AND tablename <> '__diesel_schema_migrations'",
    );
    let mut conn = PgConnection::establish(&database.url).unwrap();
    diesel::sql_query("SET ROLE smv_public")
        .execute(&mut conn)
        .unwrap();

    assert!(tables.len() > 20);
    for table in tables {
        for sql in [
            format!("SELECT * FROM {table}"),
            format!("SELECT count(*) FROM {table}"),
            format!("UPDATE {table} SET ctid = ctid"),
            format!("DELETE FROM {table}"),
            format!("TRUNCATE {table}"),
            format!("COPY {table} TO STDOUT"),
            format!("INSERT INTO {table} SELECT * FROM {table} WHERE false RETURNING *"),
        ] {
            let refused = diesel::sql_query(&sql).execute(&mut conn).unwrap_err();
            let refused = refused.to_string();
            assert!(
                refused.contains("permission denied")
                    || refused.contains("cannot assign to system column")
                    || refused.contains("into column \"id\""),
                "{sql}: {refused}"
            );
        }
    }
}
