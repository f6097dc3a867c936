//! What 32 processes do at once: sessions are used and rotated at all of them while they are ended in
//! every way there is.

use std::time::{Duration, Instant};

use super::desks::Desks;
use super::session::{Trial, USERS, WAYS, Window};
use crate::steps::join_all;

const PROCESSES: usize = 32;
/// Sessions that are alive at once, each of another person.
const LANES: usize = 8;
/// 200 in all.
const TRIALS: usize = 25;

async fn lane(desks: &Desks, lane: usize) -> Vec<Window> {
    let mut windows = Vec::new();
    for trial in 0..TRIALS {
        let way = WAYS[(lane + trial) % WAYS.len()];
        let session = Trial::begin(desks, lane, trial).await;
        let users = join_all((0..USERS).map(|_| session.use_it()));
        let (used, rotated, ()) = tokio::join!(users, session.rotate(way), session.end(way));
        windows.extend(used);
        windows.push(rotated);
        desks.restore(&session.name);
    }
    windows
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_ended_sessions_are_dead_on_32_processes() {
    let desks = Desks::start(PROCESSES).await;
    desks.add_people(LANES);
    let begun = Instant::now();

    let lanes = join_all((0..LANES).map(|number| lane(&desks, number))).await;

    let answered: Vec<Duration> = lanes.into_iter().flatten().flatten().collect();
    let longest = answered.iter().max().copied().unwrap_or_default();
    println!(
        "{} sessions ended on {PROCESSES} processes in {:?}: {} requests answered after the end, the \
         longest {longest:?} after it",
        LANES * TRIALS,
        begun.elapsed(),
        answered.len(),
    );
    assert_eq!(answered.len(), 0, "the longest window: {longest:?}");
}
