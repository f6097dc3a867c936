//! The program is killed: what was acknowledged is there, and what was not can be sent again.

mod storm;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use smv_cert_tests::{Caller, TestDatabase, count, report, text};

use crate::outside::empty_folder;
use crate::served::Server;
use storm::{Answer, Submission, Told, send_at_once, send_until_told};

/// Submissions of one round, all at once.
const AT_ONCE: usize = 200;
/// After so many acknowledgements the server is killed, round by round.
const KILLED_AFTER: [usize; 10] = [1, 3, 10, 20, 35, 50, 75, 100, 140, 180];

#[tokio::test]
async fn what_was_acknowledged_survives_ten_kills_and_no_retry_doubles_anything() {
    let (database, data_dir) = (TestDatabase::new(), Folder(empty_folder("crash")));
    let mut server = Server::start(&data_dir.0, Some(&database.url)).await;
    let (mut sent, mut answers) = (Vec::new(), Vec::new());

    for (round, killed_after) in KILLED_AFTER.into_iter().enumerate() {
        let submissions: Vec<_> = (0..AT_ONCE).map(|n| Submission::new(round, n)).collect();
        let url = server.url.clone();
        let of_round = send_at_once(&url, &submissions, |acknowledged| {
            if acknowledged == killed_after {
                server.kill();
            }
        })
        .await;
        let acknowledged: Vec<&Told> = of_round.iter().filter_map(Answer::told).collect();
        assert!(acknowledged.len() >= killed_after, "the server was killed");
        assert_eq!(numbers_kept(&database, &acknowledged), acknowledged.len());
        sent.extend(submissions);
        answers.extend(of_round);
        server = Server::start(&data_dir.0, Some(&database.url)).await;
    }

    let kept_before = rows(&database, "reports");
    let begun = Instant::now();
    let again = send_until_told(&server.url, &sent).await;
    for (answer, again) in answers.iter().zip(&again) {
        assert!(answer.told().is_none_or(|first| first == again));
    }
    let numbers: BTreeSet<&str> = again.iter().map(|told| told.number.as_str()).collect();
    let all = i64::try_from(sent.len()).unwrap();
    assert_eq!(numbers.len(), sent.len());
    assert_eq!(rows(&database, "reports"), all);
    assert_eq!(rows(&database, "cases"), all, "the firms differ");
    assert_eq!(rows(&database, "intake_keys"), all);
    // One statement: the worker moves mails from one table to the other meanwhile.
    let mails = "(SELECT id FROM outbox UNION ALL SELECT id FROM outbox_history) AS mails";
    assert_eq!(
        rows(&database, mails),
        all,
        "each is owed a mail, or got it"
    );
    println!(
        "{} submissions, {} acknowledged, {kept_before} kept after the last kill, retried in {:.1} s",
        sent.len(),
        answers.iter().filter_map(Answer::told).count(),
        begun.elapsed().as_secs_f32()
    );
}

#[tokio::test]
async fn a_terminated_server_finishes_what_it_began_and_ends_with_0() {
    let (database, data_dir) = (TestDatabase::new(), Folder(empty_folder("terminated")));
    let mut server = Server::start(&data_dir.0, Some(&database.url)).await;
    let submissions: Vec<_> = (0..AT_ONCE).map(|n| Submission::new(0, n)).collect();
    let url = server.url.clone();

    let (first_answer, mut first) = tokio::sync::mpsc::unbounded_channel();
    let sending = send_at_once(&url, &submissions, |_| _ = first_answer.send(()));
    let terminating = async {
        first.recv().await.unwrap();
        server.terminate().await
    };
    let (answers, (status, took)) = tokio::join!(sending, terminating);

    assert_eq!(status.code(), Some(0));
    assert!(took < ::server::lifecycle::GRACE, "{took:?}");
    let acknowledged: Vec<&Told> = answers.iter().filter_map(Answer::told).collect();
    let kept = usize::try_from(rows(&database, "reports")).unwrap();
    assert_eq!(numbers_kept(&database, &acknowledged), acknowledged.len());
    let answered = answers.iter().filter(|answer| **answer != Answer::Nothing);
    assert!(kept <= answered.count(), "whatever was begun was answered");
    println!("{kept} of {AT_ONCE} finished, ended after {took:?}");
}

#[tokio::test]
async fn a_private_database_outlives_a_killed_server_and_stops_with_a_terminated_one() {
    let data_dir = Folder(empty_folder("private"));
    let mut server = Server::start(&data_dir.0, None).await;
    let first_start = server.ready_after;
    let key = "crash-key-private-database";
    let receipt = Caller::new(&server.url)
        .post_once("/api/v1/reports", key, &report::bakery())
        .await
        .expect(201);
    let postmaster = postmaster(&data_dir.0).unwrap();

    server.kill();
    server = Server::start(&data_dir.0, None).await;

    assert_eq!(self::postmaster(&data_dir.0), Some(postmaster), "adopted");
    let number = text(&receipt, "number");
    let view = Caller::new(&server.url)
        .with(text(&receipt, "access_code"))
        .get(&format!("/api/v1/reports/{number}"))
        .await
        .expect(200);
    assert_eq!(text(&view, "number"), number);
    println!(
        "ready after {first_start:?} at first and {:?} at the second start",
        server.ready_after
    );

    let (status, took) = server.terminate().await;

    assert_eq!(status.code(), Some(0));
    assert_eq!(self::postmaster(&data_dir.0), None, "PostgreSQL is stopped");
    println!("both ended after {took:?}");
}

/// A data directory. Whatever happens, no PostgreSQL is left behind in it.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        if let Some(pid) = postmaster(&self.0) {
            let _ = Command::new("kill")
                .args(["-s", "QUIT", &pid.to_string()])
                .status();
        }
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The process number of the private PostgreSQL that runs on a data directory.
fn postmaster(data_dir: &Path) -> Option<u32> {
    let file = std::fs::read_to_string(data_dir.join("postgres/postmaster.pid")).ok()?;
    file.lines().next()?.trim().parse().ok()
}

/// How many of these numbers the database knows.
fn numbers_kept(database: &TestDatabase, told: &[&Told]) -> usize {
    let quoted: Vec<String> = told.iter().map(|t| format!("'{}'", t.number)).collect();
    let sql = format!(
        "SELECT count(*) AS count FROM reports WHERE number IN ({})",
        quoted.join(", ")
    );
    usize::try_from(count(&database.url, &sql)).unwrap()
}

fn rows(database: &TestDatabase, table: &str) -> i64 {
    count(
        &database.url,
        &format!("SELECT count(*) AS count FROM {table}"),
    )
}
