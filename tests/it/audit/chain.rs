//! Sealing: in the order of commit, once, by one worker at a time; and what may change afterwards.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use domain::access::Actor;
use domain::audit::{Act, Record};
use smv_cert_tests::{TestApp, count};
use store::{Db, DbRole, Settings};
use triage_queue::audit::seal::{self, Round};
use triage_queue::audit::verify::Wrong;
use triage_queue::audit::{self, Head};

use crate::outside::until;

use super::{CHAIN, LIMIT, ROWS, Watcher, seal, seal_all};

fn worker(app: &TestApp) -> Db {
    let settings = Settings {
        url: app.database.url.clone().into(),
        connections: 2,
        deadline: std::time::Duration::from_secs(10),
    };
    Db::new(DbRole::Worker, &settings)
}

fn write(db: &Db, app: &TestApp) {
    let line = Record::done(Act::Login);
    let now = app.now();
    db.transact_blocking(&Actor::System, |tx| {
        audit::record(tx, &Actor::System, line, now)
    })
    .unwrap();
}

#[tokio::test]
async fn a_commit_that_comes_late_is_never_skipped() {
    let app = TestApp::start().await;
    let db = worker(&app);
    write(&db, &app);
    seal_all(&app).await;
    let before = count(&app.database.url, CHAIN);

    // Its transaction and its id are older than those of the next one; it commits after it.
    let mut late = PgConnection::establish(&app.database.url).unwrap();
    late.batch_execute(
        "BEGIN; INSERT INTO audit (at, actor_role, action, outcome, detail) \
         VALUES (now(), 'system', 'session.logout', 'done', '{}')",
    )
    .unwrap();
    write(&db, &app);
    assert_eq!(
        seal(&app).await,
        0,
        "what is younger than a running transaction waits"
    );
    assert_eq!(Watcher::of(&app).verify(&[]).unwrap().unsealed, 1);
    late.batch_execute("COMMIT").unwrap();
    seal_all(&app).await;

    assert_eq!(count(&app.database.url, CHAIN), before + 2);
    let in_order = "SELECT count(*) AS count FROM audit_chain c JOIN audit a ON a.id = c.row_id \
        AND c.source = 'audit' WHERE a.action = 'session.logout' AND c.seq = \
        (SELECT max(seq) - 1 FROM audit_chain)";
    assert_eq!(
        count(&app.database.url, in_order),
        1,
        "in the order of transactions"
    );
    assert_eq!(Watcher::of(&app).verify(&[]).unwrap().unsealed, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_workers_that_seal_at_once_each_row_is_sealed_once_and_the_chain_holds() {
    let app = TestApp::start().await;
    let watcher = Watcher::of(&app);
    let stop = Arc::new(AtomicBool::new(false));
    let mut all = Vec::new();
    for _ in 0..4 {
        let (db, key, stop) = (worker(&app), watcher.key.clone(), stop.clone());
        let now = app.now();
        all.push(std::thread::spawn(move || {
            let (mut sealed, mut taken) = (0, 0);
            while !stop.load(Ordering::Relaxed) {
                match db
                    .transact_blocking(&Actor::System, |tx| seal::round(tx, &key, None, 7, now))
                    .unwrap()
                {
                    Round::Sealed(rows, _) => sealed += rows,
                    Round::Taken => taken += 1,
                    Round::Broken { .. } => panic!("nobody changed anything"),
                }
            }
            (sealed, taken)
        }));
    }
    let db = worker(&app);
    for _ in 0..300 {
        write(&db, &app);
    }
    until(LIMIT, "everything is sealed", async || {
        count(&app.database.url, CHAIN) == count(&app.database.url, ROWS)
    })
    .await;
    stop.store(true, Ordering::Relaxed);

    let done: Vec<(usize, usize)> = all.into_iter().map(|one| one.join().unwrap()).collect();
    let sealed: usize = done.iter().map(|(sealed, _)| sealed).sum();
    assert_eq!(
        i64::try_from(sealed).unwrap(),
        count(&app.database.url, ROWS)
    );
    assert!(
        done.iter().any(|(_, taken)| *taken > 0),
        "nobody met: {done:?}"
    );
    assert_eq!(watcher.verify(&[]).unwrap().unsealed, 0);
}

#[tokio::test]
async fn one_transaction_with_more_rows_than_a_round_takes_is_sealed_whole() {
    let app = TestApp::start().await;
    let (db, watcher, now) = (worker(&app), Watcher::of(&app), app.now());
    let lines = vec![Record::done(Act::FeedRead); 50];
    db.transact_blocking(&Actor::System, |tx| {
        audit::record_all(tx, &Actor::System, &lines, now)
    })
    .unwrap();

    until(LIMIT, "the transaction is below the horizon", async || {
        let round = db.transact_blocking(&Actor::System, |tx| {
            seal::round(tx, &watcher.key, None, 20, now)
        });
        matches!(
            round.unwrap(),
            Round::Sealed(50, Some(Head { seq: 50, .. }))
        )
    })
    .await;

    assert_eq!(watcher.verify(&[]).unwrap().links, 50);
}

#[tokio::test]
async fn a_chain_that_was_cut_is_not_sealed_further_and_the_head_stays() {
    let app = TestApp::start().await;
    let db = worker(&app);
    write(&db, &app);
    write(&db, &app);
    seal_all(&app).await;
    let head = std::fs::read_to_string(app.data_dir.join("audit.head")).unwrap();
    let known = Head::read_all(&head).unwrap();

    app.database
        .execute("DELETE FROM audit_chain WHERE seq = (SELECT max(seq) FROM audit_chain)");
    write(&db, &app);
    let refused = app
        .running
        .run_sealing_once()
        .await
        .unwrap_err()
        .to_string();

    assert!(refused.contains("was cut or changed"), "{refused}");
    let kept = std::fs::read_to_string(app.data_dir.join("audit.head")).unwrap();
    assert_eq!(kept, head);
    let broken = Watcher::of(&app).verify(&known).unwrap_err();
    assert_eq!(broken.wrong, Wrong::CutOff(known[0].clone()));
    let says = broken.to_string();
    assert!(
        says.starts_with("table audit_chain, row 1: the chain is cut off here"),
        "{says}"
    );
}

#[tokio::test]
async fn rows_that_claim_to_be_old_are_counted() {
    let app = TestApp::start().await;
    let db = worker(&app);
    write(&db, &app);
    seal_all(&app).await;
    app.database.execute(
        "INSERT INTO audit (at, actor_role, action, outcome, detail) \
         VALUES (now() - interval '3 days', 'auditor', 'case.read', 'done', '{}')",
    );
    seal_all(&app).await;

    let holds = Watcher::of(&app).verify(&[]).unwrap();

    assert_eq!(holds.late, 1);
}
