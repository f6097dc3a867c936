//! R1 (a) and the hundred thousand: SIGKILL at any moment, again and again.

use std::time::Duration;

use super::clients::{Clients, Heard};
use super::ledger::{self, Found};
use super::{Dice, Row, World};
use crate::outside::until;
use crate::steps;

/// Longer than any of these takes on a busy machine.
const LIMIT: Duration = Duration::from_hours(2);

/// Kills the server `kills` times, each 50 to 400 ms after it was ready.
async fn killed_at_random(name: &str, faults: &str, kills: usize) -> (Found, Heard) {
    let (mut world, mut dice) = (World::new(name), Dice::new(name));
    faults.clone_into(&mut world.faults);
    let clients = Clients::start(world.address, 8, None);
    for _ in 0..kills {
        world.start().await;
        tokio::time::sleep(Duration::from_millis(dice.between(50, 400))).await;
        world.kill();
    }
    let (heard, sent) = clients.stop().await;
    world.recover().await;
    let found = ledger::look(&world, &heard, sent).await;
    (found, heard)
}

/// What is wrong when a promise is broken.
type Sign = fn(&Found) -> usize;

fn acks(heard: &Heard) -> usize {
    heard.values().map(Vec::len).sum()
}

/// `FAULTS_KILLS` (100) kills.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn killed_at_any_moment_nothing_acknowledged_is_lost() {
    let kills = steps::setting("FAULTS_KILLS", 100);

    let (found, heard) = killed_at_random("R1a", "", kills).await;
    let mut caught = Vec::new();
    let promises: [(&str, Sign); 5] = [
        ("commit-in-time", |found| found.lost),
        ("keys-are-kept", |found| found.mixed_up + found.halves),
        ("mail-is-owed", |found| found.without_mail),
        ("reports-are-whole", |found| found.halves),
        ("answers-find-their-senders", |found| found.mixed_up),
    ];
    for (promise, count) in promises {
        let name = format!("R1a-{promise}");
        let (found, _) = killed_at_random(&name, &format!("{promise}=return"), 10).await;
        println!("{promise} broken: {found:?}");
        assert!(count(&found) > 0, "{promise} was broken, and nobody saw it");
        caught.push(promise);
    }

    let row = Row {
        fault: "R1 kill -9 at random",
        done: format!("{kills} kills"),
        acks: acks(&heard),
        lost: found.wrong(),
        limit: "0 lost",
        result: format!("{} reports acknowledged", heard.len()),
        caught,
    };
    row.print();
    assert!(found.is_clean(), "{found:?}");
    assert!(acks(&heard) > kills, "they were killed at work");
}

/// `LANES_REPORTS` (100,000) reports, one in ten twice, one in a hundred bad; the server is killed ten times.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn of_a_hundred_thousand_exactly_the_valid_distinct_ones_are_there_after_ten_kills() {
    let (many, kills) = (steps::setting("LANES_REPORTS", 100_000), 10);
    let mut world = World::new("many");

    world.start().await;
    let begun = std::time::Instant::now();
    let mut clients = Clients::start(world.address, 64, Some(many));
    for kill in 1..=kills {
        let wanted = many * kill / (kills + 1);
        until(LIMIT, "more are acknowledged", async || {
            clients.acks() >= wanted
        })
        .await;
        world.kill();
        world.start().await;
    }
    until(LIMIT, "all are answered", async || clients.are_done()).await;
    let took = begun.elapsed();
    let (heard, sent) = clients.stop().await;
    let found = ledger::look(&world, &heard, sent).await;

    let valid = (0..many).filter(|n| super::clients::is_valid(*n)).count();
    let stored = world.lines("SELECT number AS line FROM reports").len();
    let row = Row {
        fault: "100,000 through the lanes",
        done: format!("{kills} kills"),
        acks: acks(&heard),
        lost: found.wrong(),
        limit: "exactly the valid, distinct ones",
        result: format!("{stored} stored of {valid} in {:.0} s", took.as_secs_f32()),
        caught: Vec::new(),
    };
    row.print();
    assert!(found.is_clean(), "{found:?}");
    assert_eq!((sent, heard.len(), stored), (many, valid, valid));
}
