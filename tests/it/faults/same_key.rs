//! R13: many at once with one key, and the server is killed in between.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::task::JoinSet;

use super::clients::{Told, ask, request, told};
use super::http::Answer;
use super::{Dice, Row, World, row};
use crate::steps;

const AT_ONCE: usize = 64;

/// Sends it until it is answered; also while the server is away.
async fn until_answered(server: std::net::SocketAddr, request: Vec<u8>) -> Answer {
    let mut connection = None;
    loop {
        match ask(server, &mut connection, &request).await {
            Some(answer) if answer.status != 503 => return answer,
            _ => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}

/// Rounds of 64 at once with one key, a kill in every fourth; receipts of each round, and how many kills.
async fn race(world: &mut World, rounds: usize, dice: &mut Dice) -> (Vec<Vec<Told>>, usize) {
    let (mut receipts, mut kills) = (Vec::new(), 0);
    world.start().await;
    for round in 0..rounds {
        // Valid, and of a round of its own.
        let number = round * 100;
        let mut at_once = JoinSet::new();
        for _ in 0..AT_ONCE {
            at_once.spawn(until_answered(world.address, request(number)));
        }
        if round % 4 == 1 {
            tokio::time::sleep(Duration::from_millis(dice.between(0, 30))).await;
            world.kill();
            kills += 1;
            world.start().await;
        }
        let answers = at_once.join_all().await;
        receipts.push(answers.iter().map(told).collect());
    }
    (receipts, kills)
}

fn wrong(world: &World, receipts: &[Vec<Told>]) -> usize {
    let rows = world.lines("SELECT number AS line FROM reports").len();
    let differ = |all: &&Vec<Told>| all.iter().any(|told| *told != all[0]);
    let numbers: BTreeSet<_> = receipts.iter().map(|all| &all[0].number).collect();
    receipts.iter().filter(differ).count()
        + rows.abs_diff(receipts.len())
        + receipts.len().abs_diff(numbers.len())
}

/// `FAULTS_RACES` (100) keys.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn sixty_four_at_once_with_one_key_are_one_report_also_when_the_server_is_killed() {
    let rounds = steps::setting("FAULTS_RACES", 100);
    let mut dice = Dice::new("R13");
    let mut world = World::new("R13");

    let (receipts, kills) = race(&mut world, rounds, &mut dice).await;
    let text = String::from_utf8(request(0)).unwrap();
    let other = text.replace("Firma 0", "Firma X").into_bytes();
    let refused = until_answered(world.address, other).await;
    let found = wrong(&world, &receipts);
    let mut broken = World::new("R13-keys-are-kept");
    broken.faults = "keys-are-kept=return".to_owned();
    let (doubled, _) = race(&mut broken, 4, &mut dice).await;
    let seen = wrong(&broken, &doubled);

    let row = Row {
        fault: "R13 one key, 64 at once",
        done: format!("{rounds} keys, {kills} kills"),
        acks: rounds * AT_ONCE,
        lost: found,
        limit: "one row a key, one answer",
        result: format!("other body: {}", refused.status),
        caught: row::seen("keys-are-kept", seen > 0),
    };
    row.print();
    assert_eq!(found, 0);
    assert_eq!(refused.status, 422);
    assert!(seen > 0, "keys were forgotten, and nobody saw it");
}
