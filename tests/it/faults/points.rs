//! R1 (b) and (c): the program ends at each point of intake, and at system calls by number.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::clients::{Clients, Heard};
use super::{Dice, Row, World, ledger};
use crate::outside::{Program, until};
use crate::steps;

/// Between a report's first byte and its answer.
const POINTS: [&str; 8] = [
    "mid-body",
    "after-parse",
    "before-begin",
    "after-insert",
    "after-outbox",
    "before-commit",
    "after-commit",
    "before-reply",
];
/// A program under load comes to any of these soon.
const LIMIT: Duration = Duration::from_secs(30);

/// `FAULTS_ABORTS` (20) at each point.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn ended_at_each_point_of_intake_nothing_acknowledged_is_lost() {
    let aborts = steps::setting("FAULTS_ABORTS", 20);
    let mut dice = Dice::new("R1b");
    let (mut acks, mut lost) = (0, 0);
    for point in POINTS {
        let mut world = World::new(&format!("R1b-{point}"));
        let clients = Clients::start(world.address, 8, None);
        for _ in 0..aborts {
            let passes = dice.between(0, 20);
            world.faults = format!("{point}={passes}*off->return");
            world.start().await;
            until(LIMIT, point, async || world.has_ended()).await;
        }
        let (heard, sent) = clients.stop().await;
        world.recover().await;
        let found = ledger::look(&world, &heard, sent).await;
        assert!(found.is_clean(), "{point}: {found:?}");
        assert!(acknowledged(&heard) > 0, "{point}: it ended at work");
        acks += acknowledged(&heard);
        lost += found.wrong();
    }
    let row = Row {
        fault: "R1 abort at a point",
        done: format!("{} points x {aborts}", POINTS.len()),
        acks,
        lost,
        limit: "0 lost",
        result: "every retry got its first answer".to_owned(),
        caught: Vec::new(),
    };
    row.print();
}

/// `FAULTS_SYSCALLS` (40) kills at the entry of a call that sends or writes, chosen by number.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn killed_at_any_system_call_nothing_acknowledged_is_lost() {
    let calls = steps::setting("FAULTS_SYSCALLS", 40);
    if !strace_works() {
        println!("R1c left out: strace is missing, or may not look into programs here");
        return;
    }
    let (mut dice, mut world) = (Dice::new("R1c"), World::new("R1c"));
    let clients = Clients::start(world.address, 8, None);
    let mut done = 0;
    for _ in 0..calls {
        let pid = world.start().await;
        let number = dice.between(1, 200);
        let tracer = attached(pid, "sendto,write", number).await;
        let ended = tokio::time::timeout(LIMIT, async {
            until(LIMIT * 2, "it is killed", async || world.has_ended()).await;
        })
        .await;
        done += usize::from(ended.is_ok());
        drop(tracer);
        world.kill();
    }
    let (heard, sent) = clients.stop().await;
    world.recover().await;
    let found = ledger::look(&world, &heard, sent).await;
    let row = Row {
        fault: "R1 kill at a system call",
        done: format!("{done} of {calls} calls"),
        acks: acknowledged(&heard),
        lost: found.wrong(),
        limit: "0 lost",
        result: "sendto, write".to_owned(),
        caught: Vec::new(),
    };
    row.print();
    assert!(found.is_clean(), "{found:?}");
    assert!(done * 2 > calls, "most of them were killed: {done}");
}

fn acknowledged(heard: &Heard) -> usize {
    heard.values().map(Vec::len).sum()
}

/// Whether faults can be put into system calls here.
pub(super) fn strace_works() -> bool {
    let mut command = Command::new("strace");
    command.args(["-o", "/dev/null", "true"]);
    let status = command.stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// A tracer that kills the process at its so-manieth of these calls.
pub(super) async fn attached(pid: u32, calls: &str, number: u64) -> Program {
    let mut command = Command::new("strace");
    command
        .args(["-f", "-o", "/dev/null", "-p", &pid.to_string()])
        .args(["-e", &format!("trace={calls}")])
        .args(["-e", &format!("inject={calls}:signal=KILL:when={number}")]);
    let mut tracer = Program::start(&mut command);
    tracer
        .line(|line| line.contains("attached").then_some(()))
        .await;
    tracer
}
