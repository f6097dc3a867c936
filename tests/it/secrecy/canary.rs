//! A word of its own in every field of many reports; then everything that could be stolen is searched
//! for them: the database's files, its write-ahead log, a dump, logs, temporary files, the memory of
//! the public process (security.md, G-S5).

mod scan;
mod story;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use local_postgres::{LocalPostgres, Options};
use smv_cert_tests::count;

use crate::outside::{Program, empty_folder, until};
use crate::register::fake::{Fake, Manner};
use crate::served::{Server, command};
use crate::smtp::relay::Relay;
use scan::{Canaries, Hit};

/// Reports in the suite.
const SOME: usize = 25;
/// Reports of `make canary`.
const MANY: usize = 1_000;

/// What was searched, and what was found there.
struct Searched {
    hits: Vec<Hit>,
    bytes: u64,
}

#[tokio::test]
async fn no_word_of_a_report_is_found_in_what_a_thief_could_take() {
    let searched = search(SOME, Duration::ZERO).await;

    assert!(searched.bytes > 10_000_000, "{} bytes", searched.bytes);
    assert!(searched.hits.is_empty(), "{:#?}", searched.hits);
}

/// `make canary`: 1,000 reports, and the memory a minute after the last request.
#[tokio::test]
#[ignore = "takes minutes: `make canary` runs it, with and without a fault on purpose"]
async fn no_word_of_a_thousand_reports_is_found() {
    let searched = search(MANY, Duration::from_mins(1)).await;

    println!(
        "{MANY} reports, {} MB searched, {} hits",
        searched.bytes / 1_000_000,
        searched.hits.len()
    );
    if cfg!(feature = "seeded-mutant") {
        assert!(
            !searched.hits.is_empty(),
            "the fault on purpose was not seen"
        );
    } else {
        assert!(searched.hits.is_empty(), "{:#?}", searched.hits);
    }
}

async fn search(reports: usize, before_memory: Duration) -> Searched {
    let folder = empty_folder(&format!("canary-{reports}"));
    let temporary = folder.join("tmp");
    std::fs::create_dir_all(&temporary).unwrap();
    let postgres = LocalPostgres::start(&Options::throwaway(folder.join("cluster"))).unwrap();
    postgres.ensure_database("canary").unwrap();
    let url = postgres.url("canary");
    let data_dir = folder.join("data");
    let relay = Relay::start(&format!("canary-relay-{reports}"), &[]).await;
    let mut canaries = Canaries::default();
    let register = Fake::start(Manner::Any(canaries.word("register")));
    let start = async |words: &[&str]| {
        let mut command = asking(&data_dir, &url, &register);
        command
            .env("SMV_CERT_MAIL__URL", relay.url())
            .env("SMV_CERT_LOG", "trace,mio=info,h2=info,rustls=info")
            .env("TMPDIR", &temporary)
            .arg("serve")
            .args(words);
        Server::begin(&mut command).await
    };
    let mut staff = start(&["--only", "staff"]).await;
    let mut public = start(&["--only", "public"]).await;
    let mut worker = asking(&data_dir, &url, &register);
    worker
        .env("SMV_CERT_MAIL__URL", relay.url())
        .env("TMPDIR", &temporary)
        .args(["serve", "--only", "worker"]);
    // It has no address to wait for.
    let mut worker = Program::start(&mut worker);

    story::tell(&public.url, &staff.url, reports, &mut canaries).await;
    settle(&url, reports).await;

    let mut hits = Vec::new();
    let mut bytes = 0;
    let finder = canaries.finder();
    for (log, said) in [
        ("log of public", public.said()),
        ("log of staff", staff.said()),
        ("log of worker", worker.said()),
    ] {
        bytes += finder.search(log, said.as_bytes(), &mut hits);
    }
    dump(&postgres, &url, &folder.join("dump.sql"));
    // What is in memory only is written out; what was deleted still lies in the files.
    smv_cert_tests::execute(&url, "CHECKPOINT");
    bytes += finder.search_files(&folder, &mut hits);
    bytes += search_memory(&finder, &public, before_memory, &mut hits).await;
    println!("{} canaries, {bytes} bytes searched", canaries.len());

    worker.kill();
    drop((staff, public));
    let _ = postgres.stop();
    let _ = std::fs::remove_dir_all(&folder);
    Searched { hits, bytes }
}

/// The program with a live register that it may ask.
fn asking(data_dir: &Path, url: &str, register: &Fake) -> Command {
    let mut command = command(data_dir, Some(url));
    command
        .env("SMV_CERT_REGISTER__LIVE_URL", register.address())
        .env("SMV_CERT_REGISTER__LIVE_PRIVATE_ADDRESSES", "true");
    command
}

/// Waits until every mail is gone, every firm was asked for and every case is in the index.
async fn settle(url: &str, reports: usize) {
    let limit = Duration::from_secs(60 + u64::try_from(reports).unwrap() / 2);
    until(limit, "every mail goes out", async || {
        count(url, "SELECT count(*) AS count FROM outbox") == 0
    })
    .await;
    until(limit, "every firm was asked for", async || {
        let open = "SELECT count(*) AS count FROM register_questions WHERE answered_at IS NULL";
        count(url, open) == 0 && count(url, "SELECT count(*) AS count FROM register_answers") > 0
    })
    .await;
    until(limit, "every case is indexed", async || {
        let behind = "SELECT count(*) AS count FROM cases WHERE indexed_version < version";
        count(url, behind) == 0
    })
    .await;
}

fn dump(postgres: &LocalPostgres, url: &str, to: &Path) {
    let dumped = Command::new(postgres.bin_dir().join("pg_dump"))
        .arg(format!("--file={}", to.display()))
        .arg(url)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&dumped.stderr);
    assert!(dumped.status.success(), "{said}");
}

/// The writable memory of the public process. What belonged to a request is wiped when it is freed:
/// connections and idle threads end within seconds of the last one.
async fn search_memory(
    finder: &scan::Finder,
    public: &Server,
    wait: Duration,
    hits: &mut Vec<Hit>,
) -> u64 {
    if !scan::memory_can_be_read(public.pid()) {
        println!("the memory of another process cannot be read here: not searched");
        return 0;
    }
    if !wait.is_zero() {
        tokio::time::timeout(wait, std::future::pending::<()>())
            .await
            .unwrap_err();
        return finder.search_memory(public.pid(), hits);
    }
    let mut left = Vec::new();
    let mut bytes = 0;
    let clean = tokio::time::timeout(Duration::from_mins(1), async {
        let mut looks = tokio::time::interval(Duration::from_secs(3));
        loop {
            looks.tick().await;
            left.clear();
            bytes = finder.search_memory(public.pid(), &mut left);
            if left.is_empty() {
                break;
            }
        }
    })
    .await;
    if clean.is_err() {
        hits.append(&mut left);
    }
    bytes
}

/// The scan finds what is there, also where two pieces of a file meet. `make canary` proves it for the
/// whole with a fault on purpose.
#[tokio::test]
async fn the_scan_sees_a_leak_wherever_it_is() {
    let folder = empty_folder("canary-proof");
    let mut canaries = Canaries::default();
    let word = canaries.word("proof");
    std::fs::write(folder.join("log"), format!("before {word} after")).unwrap();
    std::fs::write(folder.join("clean"), "nothing here").unwrap();
    let mut edge = vec![b'x'; scan::PIECE - 5];
    edge.extend_from_slice(word.as_bytes());
    std::fs::write(folder.join("edge"), edge).unwrap();
    let finder = canaries.finder();
    let mut hits = Vec::new();

    finder.search_files(&folder, &mut hits);
    let places: Vec<_> = hits.iter().map(|hit| hit.place.clone()).collect();
    assert!(
        places.iter().any(|place| place.ends_with("/log")),
        "{places:?}"
    );
    assert!(
        places.iter().any(|place| place.ends_with("/edge")),
        "{places:?}"
    );
    assert!(
        !places.iter().any(|place| place.ends_with("/clean")),
        "{places:?}"
    );
    std::fs::remove_dir_all(folder).unwrap();
}
