//! R8, the other half: staff ask ten times more than can be answered; reporters notice nothing.

use std::time::Duration;

use serde_json::json;
use smv_cert_tests::{Caller, PASSWORD, text};

use super::http::{get, p99};
use super::overload::{closed_loop, open_loop, per_second, reports};
use super::{Row, World};
use crate::outside::until;
use crate::served::Server;
use crate::steps;

/// Half of `FAULTS_SECONDS` (60).
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn ten_times_too_many_reads_of_staff_leave_intake_alone() {
    let seconds = u64::try_from(steps::setting("FAULTS_SECONDS", 60)).unwrap() / 2;
    let mut world = World::new("R8-reads");
    let pid = world.start().await;
    // As the units of deploy/systemd: a process of its own, with an eighth of the weight.
    let mut command = world.command(&["--only", "staff"]);
    command.env("SMV_CERT_HTTP__LISTEN", "127.0.0.1:0");
    let staff = Server::begin(&mut command).await;
    let weights = [Weight::of(pid, 2000), Weight::of(staff.pid(), 250)];
    let weighed = weights.iter().all(Option::is_some);
    let first = closed_loop(world.address, 16, 5, reports(0), 201).await;
    assert!(!first.acks.is_empty());
    let login = json!({"email": "lead@demo.example", "password": PASSWORD});
    let tokens = Caller::new(&staff.url)
        .post("/api/v1/auth/login", &login)
        .await;
    let token = text(&tokens.expect(200), "access_token");
    let address = staff.url.trim_start_matches("http://").parse().unwrap();
    let read = move |_| get("/api/v1/queue", &token);

    // Until what was filed is indexed, and the pages are warm.
    let _ = closed_loop(address, 16, 10, read.clone(), 200).await;
    let alone = closed_loop(address, 16, 5, read.clone(), 200).await;
    let capacity = per_second(alone.times(200).len(), 5);
    let reading = open_loop(address, capacity * 10.0, seconds, read.clone(), 200);
    let filing = open_loop(world.address, 20.0, seconds, reports(50_000_000), 201);
    let (read_met, filed) = tokio::join!(reading, filing);
    let begun = std::time::Instant::now();
    let caller = Caller::new(&staff.url);
    until(
        Duration::from_secs(10),
        "staff are answered again",
        async || caller.get("/readyz").await.status == 200,
    )
    .await;
    let recovered = begun.elapsed();

    let asked = filed.took.len() + filed.broken;
    let (took, good) = (p99(filed.times(201)), filed.acks.len());
    let row = Row {
        fault: "R8 reads at 10 x",
        done: format!("{} reads in {seconds} s", read_met.took.len()),
        acks: good,
        lost: asked - good,
        limit: "intake >= 99.9 %, p99 <= 500 ms",
        result: format!(
            "{good} of {asked} at 20/s, p99 {took:.0} ms; reads {:.0}/s of {capacity:.0}/s, {} refused; \
             back after {:.1} s{}",
            per_second(read_met.times(200).len(), seconds),
            read_met.took.len() - read_met.times(200).len(),
            recovered.as_secs_f32(),
            if weighed { "" } else { "; without weights" }
        ),
        caught: Vec::new(),
    };
    row.print();
    assert!(
        read_met.wrong.is_empty(),
        "refusals that do not say when to come again, or others: {:?}",
        read_met.wrong
    );
    assert!(good * 1000 >= asked * 999, "{good} of {asked}");
    steps::assert_figure(took <= 500.0, "p99 of intake beside reads");
}

/// A share of the processor, by a control group of version 1.
struct Weight(std::path::PathBuf);

impl Weight {
    /// None where there are no such groups, or where they are not ours.
    fn of(pid: u32, shares: u32) -> Option<Self> {
        let folder = std::path::PathBuf::from(format!("/sys/fs/cgroup/cpu/smv-cert-faults-{pid}"));
        std::fs::create_dir(&folder).ok()?;
        let weight = Self(folder);
        std::fs::write(weight.0.join("cpu.shares"), shares.to_string()).ok()?;
        std::fs::write(weight.0.join("cgroup.procs"), pid.to_string()).ok()?;
        Some(weight)
    }
}

impl Drop for Weight {
    fn drop(&mut self) {
        // Empty only when the process has ended, which is dropped later: back to the root first.
        let ours = std::fs::read_to_string(self.0.join("cgroup.procs")).unwrap_or_default();
        for pid in ours.lines() {
            let _ = std::fs::write("/sys/fs/cgroup/cpu/cgroup.procs", pid);
        }
        let _ = std::fs::remove_dir(&self.0);
    }
}
