//! The columns of the matrix: everybody who could ask, by how they stand to the case.

use smv_cert_tests::{Caller, TestApp};

/// The columns, in their order. `owner` works on the case; `colleague` is of its team; `listed` and
/// `emergency` are of other teams or kept out, but stand on its list for good or for an hour; `shared` is
/// of a team it is shared with; `stranger` and `other_lead` are of a third team.
pub(super) const COLUMNS: [&str; 14] = [
    "nobody",
    "reporter",
    "key",
    "owner",
    "colleague",
    "listed",
    "emergency",
    "shared",
    "stranger",
    "lead",
    "other_lead",
    "police",
    "auditor",
    "admin",
];

/// Columns of people, and who logs in for them.
const PEOPLE: [(&str, &str); 11] = [
    ("owner", "analyst1"),
    ("colleague", "analyst2"),
    ("listed", "listed"),
    ("emergency", "emergency"),
    ("shared", "shared"),
    ("stranger", "stranger"),
    ("lead", "lead"),
    ("other_lead", "other_lead"),
    ("police", "police"),
    ("auditor", "auditor"),
    ("admin", "admin"),
];

/// Somebody to ask as.
pub(super) struct Person {
    pub(super) column: &'static str,
    pub(super) caller: Caller,
}

/// People beyond the demo's: role, and the team they are put into.
const MORE: [(&str, &str, &str); 5] = [
    ("listed", "analyst", "Another desk"),
    ("emergency", "analyst", ""),
    ("shared", "analyst", "Shared desk"),
    ("stranger", "analyst", "Another desk"),
    ("other_lead", "duty_lead", "Another desk"),
];

/// Adds the people that the demo does not have.
pub(super) fn settle(app: &TestApp) {
    app.database.execute(
        "INSERT INTO teams (id, name) VALUES (gen_random_uuid(), 'Another desk'), \
         (gen_random_uuid(), 'Shared desk')",
    );
    for (name, role, team) in MORE {
        app.database.execute(&format!(
            "INSERT INTO people (id, email, name, role, password_hash, created_at) \
             SELECT gen_random_uuid(), '{name}@demo.example', '{name}', '{role}', password_hash, \
                created_at FROM people WHERE email = 'analyst2@demo.example'"
        ));
        let team = if team.is_empty() {
            "takes_intake".to_owned()
        } else {
            format!("name = '{team}'")
        };
        app.database.execute(&format!(
            "INSERT INTO people_teams (person_id, team_id) SELECT p.id, t.id FROM people p, teams t \
             WHERE p.email = '{name}@demo.example' AND t.{team}"
        ));
    }
}

/// Logs everybody in.
pub(super) async fn everybody(app: &TestApp) -> Vec<Person> {
    let mut people = Vec::new();
    for (column, name) in PEOPLE {
        let caller = app.person(name).await;
        people.push(Person { column, caller });
    }
    people
}

/// Puts the people of the columns beside a case, so that they stand to it as their column says.
pub(super) fn stand(app: &TestApp, case: &str, restricted: bool) {
    let case = case.rsplit('/').next().unwrap();
    app.database.execute(&format!(
        "INSERT INTO case_people (case_id, person_id, until, since) \
         SELECT '{case}', id, CASE WHEN email LIKE 'emergency%' THEN now() + interval '1 hour' END, now() \
         FROM people WHERE email IN ('listed@demo.example', 'emergency@demo.example')"
    ));
    app.database.execute(&format!(
        "INSERT INTO case_teams (case_id, team_id) SELECT '{case}', id FROM teams WHERE name = 'Shared desk'"
    ));
    app.database.execute(&format!(
        "UPDATE cases SET restricted = {restricted} WHERE id = '{case}'"
    ));
}
