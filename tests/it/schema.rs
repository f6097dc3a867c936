//! The schema against the code: every list that stands in both, and the plans of hot queries.

use std::collections::BTreeMap;
use std::fmt::Write as _;

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

fn shape(url: &str) -> Vec<String> {
    lines(
        url,
        "SELECT concat_ws(' ', table_name, column_name, data_type, is_nullable) AS line \
         FROM information_schema.columns WHERE table_schema = 'public' \
         UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' \
         UNION ALL SELECT pg_get_functiondef(p.oid) FROM pg_proc p \
            JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public' \
         UNION ALL SELECT concat_ws(' ', grantee, table_name, privilege_type) \
            FROM information_schema.role_table_grants WHERE grantee LIKE 'smv\\_%' \
                AND table_schema = 'public' ORDER BY 1",
    )
}

#[test]
fn every_migration_has_a_way_back() {
    let database = TestDatabase::new();
    let before = shape(&database.url);

    store::migrations::revert_all(&database.url.clone().into()).unwrap();
    let left = shape(&database.url);
    store::migrations::migrate(&database.url.clone().into()).unwrap();

    assert!(
        left.iter().all(|line| line.contains("__diesel")),
        "{left:?}"
    );
    assert_eq!(shape(&database.url), before);
}

#[test]
fn the_tables_in_the_code_are_those_in_the_database() {
    let database = TestDatabase::new();
    let mut declared: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut table = String::new();
    let files = [
        include_str!("../../crates/store/src/schema.rs"),
        include_str!("../../crates/store/src/schema/login.rs"),
    ];
    for line in files.iter().flat_map(|file| file.lines()) {
        let line = line.trim();
        if line.ends_with(") {") {
            table = line.split(' ').next().unwrap().to_owned();
        } else if let Some((column, kind)) = line.split_once(" -> ")
            && !line.starts_with("diesel")
        {
            let nullable = if kind.starts_with("Nullable") {
                "YES"
            } else {
                "NO"
            };
            declared
                .entry(table.clone())
                .or_default()
                .push(format!("{column} {nullable}"));
        }
    }

    for (table, columns) in &declared {
        let there = lines(
            &database.url,
            &format!(
                "SELECT column_name || ' ' || is_nullable AS line FROM information_schema.columns \
                 WHERE table_name = '{table}' AND column_name <> 'xid' ORDER BY ordinal_position"
            ),
        );
        assert_eq!(&there, columns, "{table}");
    }
    assert_eq!(declared.len(), 46);
}

#[test]
fn every_list_of_codes_in_the_database_is_the_domains_list() {
    let database = TestDatabase::new();
    for (table, column, codes) in [
        ("cases", "status", domain::case::status::Status::CODES),
        ("cases", "severity", domain::severity::Severity::CODES),
        ("cases", "ongoing", domain::severity::Ongoing::CODES),
        ("cases", "impact", domain::severity::Impact::CODES),
        ("cases", "tlp", domain::tlp::Tlp::CODES),
        ("api_keys", "scopes", domain::api_key::Scope::CODES),
        ("people", "role", domain::access::Role::CODES),
        ("persons", "part", domain::report::Part::CODES),
        ("sealing_keys", "purpose", &store::sealing_keys::PURPOSES),
        ("key_seals", "kind", &store::seals::KeyKind::CODES),
        ("key_seals", "holder", &store::seals::Holder::CODES),
        (
            "attachments",
            "state",
            domain::attachment::AttachmentState::CODES,
        ),
        ("events", "audience", domain::event::Audience::CODES),
        ("audit", "action", domain::audit::Act::CODES),
        ("audit", "outcome", domain::audit::Outcome::CODES),
        ("audit_chain", "source", domain::audit::Source::CODES),
        ("audit_cursor", "source", domain::audit::Source::CODES),
        ("clocks", "name", domain::clock::ClockName::CODES),
        ("stage_clocks", "stage", domain::stage::StageName::CODES),
        ("referrals", "state", domain::referral::State::CODES),
        ("sessions", "kind", domain::session::Kind::CODES),
        ("sessions", "method", domain::session::Method::CODES),
        ("sessions", "scope", domain::session::Scope::CODES),
        ("sessions", "end_reason", domain::session::End::CODES),
    ] {
        let check = lines(
            &database.url,
            &format!(
                "SELECT pg_get_constraintdef(oid) AS line FROM pg_constraint \
                 WHERE conname = '{table}_{column}_check'"
            ),
        );
        let check = check
            .first()
            .unwrap_or_else(|| panic!("no check on {table}.{column}"));
        let mut there: Vec<&str> = check.split('\'').skip(1).step_by(2).collect();
        let mut wanted = codes.to_vec();
        there.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(there, wanted, "{table}.{column}");
    }
}

#[test]
fn the_public_role_reads_nothing_but_through_its_doors() {
    let database = TestDatabase::new();
    let mut conn = PgConnection::establish(&database.url).unwrap();
    diesel::sql_query("SET ROLE smv_public")
        .execute(&mut conn)
        .unwrap();

    for table in [
        "cases",
        "reports",
        "events",
        "outbox",
        "mail_budgets",
        "referrals",
        "people",
        "intake_keys",
        "drafts",
        "call_backs",
        "stage_clocks",
        "register_questions",
        "register_answers",
        "surges",
    ] {
        let read = diesel::sql_query(format!("SELECT * FROM {table}")).execute(&mut conn);
        assert!(
            read.unwrap_err().to_string().contains("permission denied"),
            "{table}"
        );
        let change = diesel::sql_query(format!("DELETE FROM {table}")).execute(&mut conn);
        assert!(
            change
                .unwrap_err()
                .to_string()
                .contains("permission denied"),
            "{table}"
        );
    }
}

#[test]
fn events_and_the_audit_trail_are_append_only_for_every_role() {
    let database = TestDatabase::new();
    for role in ["smv_public", "smv_staff", "smv_worker"] {
        let mut conn = PgConnection::establish(&database.url).unwrap();
        diesel::sql_query(format!("SET ROLE {role}"))
            .execute(&mut conn)
            .unwrap();
        for sql in [
            "UPDATE events SET at = now()",
            "DELETE FROM events",
            "TRUNCATE events",
            "UPDATE audit SET at = now()",
            "DELETE FROM audit",
            "TRUNCATE audit",
            "UPDATE audit_chain SET sealed_at = now()",
            "DELETE FROM audit_chain",
            "TRUNCATE audit_chain",
        ] {
            assert!(
                diesel::sql_query(sql).execute(&mut conn).is_err(),
                "{role}: {sql}"
            );
        }
    }
}

/// The queue, a claim and lists stay on their indexes when there are many cases.
#[test]
fn hot_queries_use_the_index_made_for_them() {
    let database = TestDatabase::new();
    database.execute("INSERT INTO teams (id, name) VALUES (gen_random_uuid(), 'Plan')");
    database.execute(
        "INSERT INTO cases (id, number, status, team_id, kind, severity, priority, classification, \
            tlp, ongoing, impact, aware_at, received_at, updated_at) \
         SELECT gen_random_uuid(), 'PLAN-' || n, CASE WHEN n % 3 = 0 THEN 'new' ELSE 'resolved' END, \
            t.id, 'phishing', 'low', n % 101, '{}', 'TLP:AMBER', 'no', 'normal', now(), \
            now() - n * interval '1 second', now() - n * interval '1 second' \
         FROM generate_series(1, 100000) n, teams t WHERE t.name = 'Plan'",
    );
    database.execute("ANALYZE cases");
    let mut conn = PgConnection::establish(&database.url).unwrap();
    let mut prepare = String::from("SET ROLE smv_staff;");
    let _ = write!(prepare, "SELECT set_config('smv.role', 'analyst', false);");
    diesel::connection::SimpleConnection::batch_execute(&mut conn, &prepare).unwrap();
    diesel::connection::SimpleConnection::batch_execute(
        &mut conn,
        "SELECT set_config('smv.teams', (SELECT id::text FROM teams WHERE name = 'Plan'), false)",
    )
    .unwrap();

    for (query, index) in [
        (
            "SELECT * FROM cases WHERE status = 'new' ORDER BY priority DESC, received_at, id LIMIT 51",
            "cases_queue",
        ),
        (
            "SELECT id FROM cases WHERE status = 'new' ORDER BY priority DESC, received_at, id LIMIT 1 FOR UPDATE SKIP LOCKED",
            "cases_queue",
        ),
        (
            "SELECT * FROM cases ORDER BY updated_at DESC, id DESC LIMIT 51",
            "cases_updated",
        ),
        (
            "SELECT * FROM cases WHERE status = 'resolved' ORDER BY updated_at DESC, id DESC LIMIT 51",
            "cases_",
        ),
    ] {
        let rows: Vec<Plan> = diesel::sql_query(format!("EXPLAIN {query}"))
            .load(&mut conn)
            .unwrap();
        let plan: Vec<String> = rows.into_iter().map(|row| row.plan).collect();
        let plan = plan.join("\n");
        assert!(plan.contains(index), "{query}\n{plan}");
        assert!(!plan.contains("Sort"), "{query}\n{plan}");
    }
}

#[derive(QueryableByName)]
struct Plan {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    plan: String,
}
