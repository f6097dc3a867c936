//! Reports that share a transaction: each gets its own answer, and none pays for another.

mod many;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, PgConnection};
use serde_json::{Value, json};
use smv_cert_tests::{Caller, Reply, TestApp, count, report, text};
use tokio::task::JoinSet;

use crate::calling_systems;
use crate::outside::until;

/// A firm's report, in words of its own.
fn firm(number: usize) -> Value {
    let words = format!("Der kom en mærkelig mail med et link, nummer {number}.");
    report::of("phishing", &format!("Firma {number}"), &words)
}

async fn send(caller: &Caller, number: usize, body: &Value) -> Reply {
    let key = format!("lanes-test-key-{number:06}");
    caller.post_once("/api/v1/reports", &key, body).await
}

/// As a program does it: what came at a bad moment is sent again with the same key.
async fn send_until_answered(caller: &Caller, number: usize, body: &Value) -> Reply {
    loop {
        let reply = send(caller, number, body).await;
        if reply.status != 503 {
            return reply;
        }
    }
}

/// Nobody can write a report while this is there.
struct Gate(PgConnection);

impl Gate {
    fn closed(app: &TestApp) -> Self {
        let mut conn = PgConnection::establish(&app.database.url).unwrap();
        conn.batch_execute("BEGIN; LOCK TABLE reports IN EXCLUSIVE MODE")
            .unwrap();
        Self(conn)
    }

    fn open(mut self) {
        self.0.batch_execute("COMMIT").unwrap();
    }
}

async fn somebody_waits_at_the_gate(app: &TestApp) {
    let sql = "SELECT count(*) AS count FROM pg_locks WHERE NOT granted";
    until(Duration::from_secs(10), "a lane waits", async || {
        count(&app.database.url, sql) > 0
    })
    .await;
}

/// A crowd before a closed gate: one report is being written, `places` wait, and the rest is refused.
struct Crowd {
    refused: Vec<(usize, Reply)>,
    taken: Vec<(usize, Reply)>,
}

impl Crowd {
    async fn gather(app: &TestApp, places: usize, bodies: Vec<Value>) -> Self {
        let gate = Gate::closed(app);
        let too_many = bodies.len() - 1 - places;
        let mut sent = JoinSet::new();
        let kept = bodies.clone();
        for (number, body) in bodies.into_iter().enumerate() {
            let caller = app.anyone();
            sent.spawn(async move { (number, send(&caller, number, &body).await) });
            if number == 0 {
                somebody_waits_at_the_gate(app).await;
            }
        }
        let mut refused = Vec::new();
        while refused.len() < too_many {
            refused.push(sent.join_next().await.unwrap().unwrap());
        }
        gate.open();
        let mut taken = sent.join_all().await;
        for (number, reply) in &mut taken {
            if reply.status == 503 {
                // The gate was closed for too long on a busy machine.
                let body = &kept[*number];
                *reply = send_until_answered(&app.anyone(), *number, body).await;
            }
        }
        Self { refused, taken }
    }
}

async fn one_lane(places: usize) -> TestApp {
    TestApp::start_with(|config| {
        config.lanes.lanes = 1;
        config.lanes.queue = places;
        // Told at once: those that wait for a closed gate do not wait for long.
        config.lanes.patience = Duration::ZERO;
    })
    .await
}

fn stored(app: &TestApp, what: &str) -> usize {
    let sql = format!("SELECT count({what}) AS count FROM reports");
    usize::try_from(count(&app.database.url, &sql)).unwrap()
}

#[tokio::test]
async fn reports_that_wait_share_a_transaction_and_a_full_queue_says_when_to_come_again() {
    let app = one_lane(10).await;

    let crowd = Crowd::gather(&app, 10, (0..30).map(firm).collect()).await;

    for (_, reply) in crowd.refused {
        assert!(!reply.header("retry-after").is_empty());
        assert_eq!(reply.problem(503), "unavailable");
    }
    let numbers: BTreeSet<String> = crowd
        .taken
        .iter()
        .map(|(_, reply)| text(&reply.json, "number"))
        .collect();
    assert!(crowd.taken.iter().all(|(_, reply)| reply.status == 201));
    assert_eq!(
        (numbers.len(), stored(&app, "*")),
        (11, 11),
        "what was taken is there"
    );
    // Not always two: a place is taken before the body has been read.
    assert!(stored(&app, "DISTINCT xmin::text") < 6, "transactions");
}

#[tokio::test]
async fn who_comes_to_a_full_queue_gets_the_place_that_becomes_free() {
    let app = TestApp::start_with(|config| {
        config.lanes.lanes = 1;
        config.lanes.queue = 1;
        config.lanes.patience = Duration::from_mins(1);
    })
    .await;
    let gate = Gate::closed(&app);
    let mut sent = JoinSet::new();
    for number in 0..8 {
        let caller = app.anyone();
        sent.spawn(async move {
            let begun = Instant::now();
            let status = send(&caller, number, &firm(number)).await.status;
            (status.as_u16(), begun.elapsed())
        });
        if number == 0 {
            somebody_waits_at_the_gate(&app).await;
        }
    }
    // By then all of them have come to the queue.
    let caller = app.anyone();
    for _ in 0..20 {
        let _ = caller.get("/healthz").await;
    }
    gate.open();

    // Whom the gate held up for longer than a commit may take has another reason for a 503.
    let quick = Duration::from_secs(3);
    for (status, took) in sent.join_all().await {
        assert!(status == 201 || took > quick, "{status} after {took:?}");
    }
}

#[tokio::test]
async fn a_row_that_the_database_refuses_does_not_fail_its_neighbours() {
    let app = one_lane(12).await;
    app.database.execute(
        "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         IF NEW.kind = 'malware' THEN RAISE EXCEPTION 'poison'; END IF; RETURN NEW; END $$",
    );
    app.database.execute(
        "CREATE TRIGGER poison BEFORE INSERT ON reports FOR EACH ROW EXECUTE FUNCTION poison()",
    );
    let poisoned = |number: usize| number % 3 == 1;
    let body_of = |number: usize| {
        let mut body = firm(number);
        if poisoned(number) {
            body["kind"] = json!("malware");
        }
        body
    };

    let crowd = Crowd::gather(&app, 12, (0..40).map(body_of).collect()).await;

    for (number, reply) in &crowd.taken {
        let status = if poisoned(*number) { 500 } else { 201 };
        assert_eq!(reply.status, status, "{number}: {}", reply.text());
    }
    let good = crowd.taken.iter().filter(|(number, _)| !poisoned(*number));
    assert_eq!(stored(&app, "*"), good.count());
}

#[tokio::test]
async fn a_report_behind_a_locked_case_does_not_hold_its_neighbours_up() {
    let app = one_lane(20).await;
    let _ = app.file(&firm(1)).await;
    let mut lock = PgConnection::establish(&app.database.url).unwrap();
    lock.batch_execute("BEGIN; SELECT FROM cases FOR UPDATE")
        .unwrap();
    let mut sent = JoinSet::new();

    for number in 1..12 {
        let caller = app.anyone();
        sent.spawn(async move { (number, send(&caller, number, &firm(number)).await) });
    }
    let replies = sent.join_all().await;

    for (number, reply) in replies {
        // The first has the words of the case that is locked.
        let status = if number == 1 { 503 } else { 201 };
        assert_eq!(reply.status, status, "{number}: {}", reply.text());
    }
    lock.batch_execute("COMMIT").unwrap();
    let again = send_until_answered(&app.anyone(), 1, &firm(1)).await;
    assert_eq!(again.status, 201);
}

/// In one group: a request whose key was used for another body takes its reference from nobody.
#[tokio::test]
async fn a_request_that_is_refused_claims_no_reference_for_the_one_beside_it() {
    let app = one_lane(3).await;
    let acme = calling_systems::system(&app, "Acme IT");
    let ticket = |number: usize, reference: &str| {
        let mut body = firm(number);
        body["source_ref"] = json!(reference);
        body
    };
    let used = send(&acme, 1, &ticket(1, "T-1")).await;
    assert_eq!(used.status, 201, "{}", used.text());
    let gate = Gate::closed(&app);
    let mut sent = JoinSet::new();
    let occupant = app.anyone();
    sent.spawn(async move { (0, send(&occupant, 0, &firm(0)).await) });
    somebody_waits_at_the_gate(&app).await;
    for (key, body) in [(1, ticket(2, "T-2")), (2, ticket(3, "T-2"))] {
        let acme = acme.clone();
        sent.spawn(async move { (key, send_until_answered(&acme, key, &body).await) });
    }
    gate.open();

    for (key, reply) in sent.join_all().await {
        let status = reply.status.as_u16();
        // The reference is its own only if the other one was not faster.
        let fits = if key == 1 {
            [422, 409].contains(&status)
        } else {
            status == 201
        };
        assert!(fits, "{key}: {}", reply.text());
    }
}
