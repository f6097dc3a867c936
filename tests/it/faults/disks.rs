//! R10: the disk of the database, of its log, of files and of our own log runs full.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use local_postgres::{LocalPostgres, Options};

use super::clients::{Clients, Heard, ask, request};
use super::ledger::{self, Found};
use super::{Row, World, row};
use crate::attachments::disk::Disk;
use crate::attachments::noise;
use crate::outside::{empty_folder, until};

/// How long a disk stays full.
const FULL: Duration = Duration::from_secs(8);
/// A supervisor starts PostgreSQL again after it went down for want of room for its log.
const HEALED: Duration = Duration::from_mins(1);

/// A PostgreSQL whose data or log lies on a small disk.
struct Cluster {
    folder: PathBuf,
    postgres: Option<LocalPostgres>,
}

impl Cluster {
    /// `moved`: what of it lies on the disk; all of it when it is empty.
    fn on(disk: &Disk, name: &str, moved: &str) -> Self {
        let folder = empty_folder(&format!("faults-cluster-{name}"));
        let postgres = start(&folder).unwrap();
        postgres.ensure_database("faults").unwrap();
        postgres.stop().unwrap();
        let cluster = folder.join("postgres");
        let (from, to) = (cluster.join(moved), disk.folder.join("moved"));
        // As its owner; a link stands where it was.
        let move_it = format!(
            "cp -a '{0}' '{1}' && rm -rf '{0}' && ln -s '{1}' '{0}' && chown -h --reference='{2}' '{0}'",
            from.display(),
            to.display(),
            cluster.join("PG_VERSION").display()
        );
        let status = Command::new("sh").args(["-c", &move_it]).status();
        assert!(status.unwrap().success(), "{move_it}");
        let postgres = start(&folder).unwrap();
        Self {
            folder,
            postgres: Some(postgres),
        }
    }

    fn url(&self) -> String {
        self.postgres.as_ref().unwrap().url("faults")
    }

    /// What a supervisor does: starts it again when it is gone.
    fn look_after(&mut self) {
        let pid = self.postgres.as_ref().map(LocalPostgres::pid);
        if pid.is_some_and(|pid| Path::new(&format!("/proc/{pid}")).exists()) {
            return;
        }
        if let Some(mut gone) = self.postgres.take() {
            gone.leave_running();
        }
        self.postgres = start(&self.folder).ok();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.postgres.take());
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn start(folder: &Path) -> Result<LocalPostgres, local_postgres::Error> {
    let settings = [
        ("min_wal_size", "32MB"),
        ("max_wal_size", "32MB"),
        ("checkpoint_timeout", "30s"),
        ("autovacuum", "off"),
    ];
    let settings = settings.map(|(name, value)| (name.to_owned(), value.to_owned()));
    LocalPostgres::start(&Options {
        settings: settings.to_vec(),
        ..Options::new(folder)
    })
}

/// Takes all the room that is left on a disk; drop gives it back.
struct Ballast(PathBuf);

impl Ballast {
    fn in_folder(folder: &Path) -> Self {
        let file = folder.join("ballast");
        let _ = Command::new("dd")
            .args(["if=/dev/zero", "bs=4k"])
            .arg(format!("of={}", file.display()))
            .stderr(Stdio::null())
            .status();
        Self(file)
    }
}

impl Drop for Ballast {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// What came of a full disk.
struct Outcome {
    found: Found,
    heard: Heard,
    /// From the room being back until a report was acknowledged.
    healed: Duration,
    /// 503 while it was full.
    refused: usize,
    /// Other answers than 201 and 503 then.
    odd: Vec<u16>,
}

/// Fills a disk of the database under load, frees it, and looks.
async fn database(name: &str, moved: &str, size: &str, faults: &str) -> Option<Outcome> {
    let disk = Disk::of(size, &format!("faults-disk-{name}"))?;
    let mut cluster = Cluster::on(&disk, name, moved);
    let mut world = World::on(name, cluster.url());
    faults.clone_into(&mut world.faults);
    world.start().await;
    let clients = Clients::start(world.address, 8, None);
    until(Duration::from_secs(30), "it works", async || {
        clients.acks() > 200
    })
    .await;

    let ballast = Ballast::in_folder(&disk.folder);
    let (begun, mut number) = (Instant::now(), 900_000_008);
    let (mut refused, mut odd) = (0, Vec::new());
    while begun.elapsed() < FULL {
        cluster.look_after();
        number += 100;
        if let Some(answer) = ask(world.address, &mut None, &request(number)).await {
            match answer.status {
                201 => {}
                503 => refused += 1,
                other => odd.push(other),
            }
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    drop(ballast);
    let (freed, before) = (Instant::now(), clients.acks());
    until(HEALED, "it heals by itself", async || {
        cluster.look_after();
        clients.acks() > before + 8
    })
    .await;
    let healed = freed.elapsed();
    let (heard, sent) = clients.stop().await;
    let mut found = ledger::look(&world, &heard, sent).await;
    // Some of the single ones above are there too.
    found.too_many = 0;
    world.kill();
    Some(Outcome {
        found,
        heard,
        healed,
        refused,
        odd,
    })
}

/// Prints what came of it; `broken` is the same with this promise broken on purpose.
fn print(
    fault: &'static str,
    outcome: &Outcome,
    limit: &'static str,
    promise: &'static str,
    broken: Option<&Outcome>,
) {
    let lost = broken.map_or(0, |broken| broken.found.lost);
    println!("{promise} broken: {lost} acknowledged reports are lost");
    let row = Row {
        fault,
        done: format!("full for {} s", FULL.as_secs()),
        acks: outcome.heard.values().map(Vec::len).sum(),
        lost: outcome.found.wrong(),
        limit,
        result: format!(
            "{} of our own refused; healed after {:.1} s",
            outcome.refused,
            outcome.healed.as_secs_f32()
        ),
        caught: row::seen(promise, lost > 0),
    };
    row.print();
    assert!(lost > 0, "{promise} was broken, and nobody saw it");
    assert!(outcome.refused > 0, "it was full");
    assert!(outcome.found.is_clean(), "{:?}", outcome.found);
    assert!(
        outcome.odd.is_empty(),
        "other answers than 201 and 503: {:?}",
        outcome.odd
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn a_full_disk_of_the_database_loses_nothing_and_heals_by_itself() {
    let Some(outcome) = database("R10-data", "base", "48m", "").await else {
        return;
    };
    let untold = database("R10-data-untold", "base", "48m", "failures-are-told=return").await;
    let limit = "0 lost, healed in 10 s";
    print(
        "R10 data volume full",
        &outcome,
        limit,
        "failures-are-told",
        untold.as_ref(),
    );
    assert!(
        outcome.healed < Duration::from_secs(10),
        "{:?}",
        outcome.healed
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn a_full_disk_of_the_write_ahead_log_loses_nothing_and_heals_under_a_supervisor() {
    let Some(outcome) = database("R10-wal", "pg_wal", "64m", "").await else {
        return;
    };
    let early = database("R10-wal-early", "pg_wal", "64m", "commit-in-time=return").await;
    let limit = "0 lost, healed in 60 s";
    print(
        "R10 WAL volume full",
        &outcome,
        limit,
        "commit-in-time",
        early.as_ref(),
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn a_full_disk_of_files_is_told_text_goes_on_and_it_heals_by_itself() {
    let Some((told, acks, lost, healed)) = files("R10-files", "").await else {
        return;
    };
    let (_, _, seen, _) = files("R10-files-untold", "a-full-disk-is-told=return")
        .await
        .unwrap();
    let row = Row {
        fault: "R10 file volume full",
        done: format!("{told} files refused"),
        acks,
        lost,
        limit: "0 lost, text goes on",
        result: format!("healed after {:.1} s", healed.as_secs_f32()),
        caught: row::seen("a-full-disk-is-told", seen > 0),
    };
    row.print();
    assert!(told > 0);
    assert_eq!(lost, 0);
    assert!(seen > 0, "files were lost, and nobody saw it");
}

/// Files of 3 MB on a disk of 20: refused, acknowledged, of them not there, and how soon it healed.
async fn files(name: &str, faults: &str) -> Option<(usize, usize, usize, Duration)> {
    let disk = Disk::of("20m", &format!("faults-disk-{name}"))?;
    let mut world = World::new(name);
    faults.clone_into(&mut world.faults);
    let place = format!("file:{}", disk.folder.join("files").display());
    world
        .settings
        .push(("SMV_CERT_ATTACHMENTS__STORAGE", place));
    world.start_all().await;
    let (mut filed, mut told, mut acknowledged) = (Vec::new(), 0, Vec::new());
    for number in 0..12_u8 {
        // Each report is acknowledged, also when its file finds no room.
        let one = super::uploads::filed(world.address, &format!("{name}-{number}")).await;
        let mut bytes = noise(3_000_000);
        bytes[0] = number;
        match one.try_post("a.bin", &bytes).await {
            Some((201, _)) => {
                acknowledged.push((smv_cert_tests::text(&one.receipt, "number"), bytes));
            }
            Some((507, _)) => told += 1,
            other => panic!("{other:?}"),
        }
        filed.push(one);
    }
    assert!(disk.mount("remount,size=80m"));
    let freed = Instant::now();
    let again = filed[11].try_post("b.bin", &noise(3_000_000)).await;
    assert_eq!(again.map(|(status, _)| status), Some(201), "it heals");
    let healed = freed.elapsed();
    let lost = super::uploads::missing(&world, &filed, &acknowledged).await;
    Some((told, acknowledged.len(), lost, healed))
}

/// One whose words nobody here reads.
struct Server(std::process::Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Reports while the disk of the log is full: whether they go on, and what is found and heard afterwards.
async fn log(name: &str, faults: &str) -> Option<(bool, Found, Heard)> {
    let disk = Disk::of("256k", &format!("faults-disk-{name}"))?;
    let mut world = World::new(name);
    faults.clone_into(&mut world.faults);
    world.settings.push(("SMV_CERT_LOG", "debug".to_owned()));
    let log = std::fs::File::create(disk.folder.join("log")).unwrap();
    let mut command = world.command(&["--only", "public"]);
    command.stdout(log.try_clone().unwrap()).stderr(log);
    let mut server = Server(command.spawn().unwrap());
    until(Duration::from_secs(30), "it answers", async || {
        let asked = super::http::get("/readyz", "none");
        ask(world.address, &mut None, &asked)
            .await
            .is_some_and(|answer| answer.status == 200)
    })
    .await;
    let ballast = Ballast::in_folder(&disk.folder);

    let clients = Clients::start(world.address, 8, None);
    let (begun, mut ticks) = (
        Instant::now(),
        tokio::time::interval(Duration::from_millis(20)),
    );
    while clients.acks() <= 500 && begun.elapsed() < Duration::from_secs(15) {
        ticks.tick().await;
    }
    let goes_on = clients.acks() > 500;
    drop(ballast);
    let (heard, sent) = clients.stop().await;
    let alive = server.0.try_wait().unwrap().is_none();
    // One that cannot answer for want of room in its log is not asked.
    drop(server);
    world.recover().await;
    let found = ledger::look(&world, &heard, sent).await;
    Some((goes_on && alive, found, heard))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn a_full_disk_of_our_log_stops_nobody() {
    let Some((goes_on, found, heard)) = log("R10-log", "").await else {
        return;
    };
    let promise = "a-lost-line-stops-nobody";
    let (still, ..) = log("R10-log-told", &format!("{promise}=return"))
        .await
        .unwrap();

    let row = Row {
        fault: "R10 log volume full",
        done: "full from the start".to_owned(),
        acks: heard.values().map(Vec::len).sum(),
        lost: found.wrong(),
        limit: "intake goes on",
        result: "no answer was missed".to_owned(),
        caught: row::seen(promise, !still),
    };
    row.print();
    assert!(goes_on && found.is_clean(), "{found:?}");
    assert!(!still, "{promise} was broken, and nobody saw it");
}
