//! R19: little memory and few descriptors.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use tokio::net::TcpStream;
use tokio::task::JoinSet;

use super::clients::{Clients, ask};
use super::http::get;
use super::uploads::filed;
use super::world::peak_megabytes;
use super::{Row, World, ledger, row};
use crate::attachments::noise;
use crate::outside::until;
use crate::steps;

/// What the process may have.
const MEGABYTES: u64 = 256;

/// A control group of version 1 that ends who takes more memory.
struct Group(PathBuf);

impl Group {
    /// None where there are no such groups, or where they are not ours.
    fn around(pid: u32) -> Option<Self> {
        let folder = PathBuf::from(format!("/sys/fs/cgroup/memory/smv-cert-faults-{pid}"));
        std::fs::create_dir(&folder).ok()?;
        let group = Self(folder);
        let bytes = (MEGABYTES * 1024 * 1024).to_string();
        std::fs::write(group.0.join("memory.limit_in_bytes"), bytes).ok()?;
        std::fs::write(group.0.join("cgroup.procs"), pid.to_string()).ok()?;
        Some(group)
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir(&self.0);
    }
}

/// What many uploads at once met.
struct Met {
    taken: usize,
    /// Of them not there as a whole.
    lost: usize,
    refused: usize,
    /// Answers that are neither, refusals that do not say when to come again, and none at all.
    odd: usize,
    alive: bool,
    peak: u64,
    confined: bool,
}

async fn uploads(name: &str, faults: &str, many: usize) -> Met {
    let mut world = World::new(name);
    faults.clone_into(&mut world.faults);
    let pid = world.start().await;
    let group = Group::around(pid);
    let bytes: std::sync::Arc<[u8]> = noise(25 * 1024 * 1024).into();
    let mut reports = Vec::new();
    for number in 0..many {
        reports.push(filed(world.address, &format!("{name}-{number}")).await);
    }
    let mut at_once = JoinSet::new();
    for filed in reports {
        let bytes = bytes.clone();
        at_once.spawn(async move { filed.try_post("a.bin", &bytes).await });
    }
    let mut met = Met {
        taken: 0,
        lost: 0,
        refused: 0,
        odd: 0,
        alive: true,
        peak: 0,
        confined: group.is_some(),
    };
    while let Some(answer) = at_once.join_next().await {
        met.peak = met.peak.max(peak_megabytes(pid));
        match answer.unwrap() {
            Some((201, _)) => met.taken += 1,
            // Or the connection was closed while it was still sending: it was refused without reading.
            Some((503, true)) | None => met.refused += 1,
            Some(_) => met.odd += 1,
        }
    }
    met.alive = !world.has_ended();
    let whole = format!(
        "SELECT id::text AS line FROM attachments WHERE received_at IS NOT NULL AND size = {}",
        bytes.len()
    );
    met.lost = met.taken.saturating_sub(world.lines(&whole).len());
    world.kill();
    met
}

/// `FAULTS_UPLOADS` (200) of 25 MiB at once, in 256 MiB.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn two_hundred_uploads_at_once_fit_into_little_memory() {
    let many = steps::setting("FAULTS_UPLOADS", 200);

    let met = uploads("R19", "", many).await;
    let greedy = uploads("R19-greedy", "files-come-in-portions=return", 40).await;
    println!(
        "whole files in memory: alive {}, {} MB",
        greedy.alive, greedy.peak
    );

    let is_seen = !greedy.alive || greedy.peak > MEGABYTES;
    let row = Row {
        fault: "R19 256 MiB",
        done: format!("{many} uploads of 25 MiB at once"),
        acks: met.taken,
        lost: met.lost,
        limit: "memory bounded, the process lives",
        result: format!(
            "peak {} MB, {} refused{}",
            met.peak,
            met.refused,
            if met.confined {
                ""
            } else {
                "; without a group"
            }
        ),
        caught: row::seen("files-come-in-portions", is_seen),
    };
    row.print();
    assert!(met.alive && met.peak < MEGABYTES, "{} MB", met.peak);
    assert_eq!(met.lost, 0);
    assert!(met.taken > 0 && met.odd == 0, "{} odd answers", met.odd);
    assert!(is_seen, "files were kept whole, and nobody saw it");
}

/// What more connections than there are descriptors did.
struct Crowded {
    /// Whether a newcomer was served meanwhile.
    served: bool,
    /// How soon somebody was served afterwards; none within ten seconds.
    healed: Option<Duration>,
    found: ledger::Found,
    acks: usize,
    alive: bool,
}

async fn crowded(name: &str, faults: &str) -> Crowded {
    let mut world = World::new(name);
    faults.clone_into(&mut world.faults);
    let inner = world.command(&["--only", "public"]);
    let mut command = Command::new("sh");
    command
        .args(["-c", "ulimit -n 256; exec \"$0\" \"$@\""])
        .arg(inner.get_program())
        .args(inner.get_args())
        .env_clear();
    for (name, value) in inner.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.envs(std::env::vars_os().filter(|(name, _)| name == "PATH"));
    world.begin(&mut command).await;
    let clients = Clients::start(world.address, 8, None);
    until(Duration::from_secs(30), "it works", async || {
        clients.acks() > 100
    })
    .await;

    let mut held = Vec::new();
    for _ in 0..400 {
        held.push(TcpStream::connect(world.address).await.unwrap());
    }
    let served = is_served(world.address).await;
    drop(held);
    let freed = Instant::now();
    let mut healed = None;
    while healed.is_none() && freed.elapsed() < Duration::from_secs(10) {
        healed = is_served(world.address).await.then(|| freed.elapsed());
    }
    let alive = !world.has_ended();
    let (heard, sent) = clients.stop().await;
    if healed.is_none() {
        world.recover().await;
    }
    Crowded {
        served,
        healed,
        found: ledger::look(&world, &heard, sent).await,
        acks: heard.values().map(Vec::len).sum(),
        alive,
    }
}

/// More connections than it may have descriptors.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn without_descriptors_left_it_lives_and_serves_when_there_are_some_again() {
    let crowd = crowded("R19-descriptors", "").await;
    let promise = "descriptors-are-given-back";
    let leaking = crowded("R19-leaking", &format!("{promise}=return")).await;

    let is_seen = leaking.healed.is_none();
    let row = Row {
        fault: "R19 256 descriptors",
        done: "400 connections".to_owned(),
        acks: crowd.acks,
        lost: crowd.found.wrong(),
        limit: "0 lost, healed in 10 s",
        result: format!(
            "a newcomer was {}; healed after {:.1} s",
            if crowd.served { "served" } else { "not served" },
            crowd.healed.unwrap_or_default().as_secs_f32()
        ),
        caught: row::seen(promise, is_seen),
    };
    row.print();
    assert!(crowd.alive && crowd.healed.is_some(), "it did not heal");
    assert!(crowd.found.is_clean(), "{:?}", crowd.found);
    assert!(is_seen, "{promise} was broken, and nobody saw it");
}

/// Whether a newcomer gets an answer within two seconds.
async fn is_served(server: SocketAddr) -> bool {
    let asked = get("/healthz", "none");
    let mut none = None;
    let answer = ask(server, &mut none, &asked);
    let answer = tokio::time::timeout(Duration::from_secs(2), answer).await;
    answer
        .ok()
        .flatten()
        .is_some_and(|answer| answer.status == 200)
}
