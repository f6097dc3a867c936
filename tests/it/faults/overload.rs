//! R8: ten times what intake can take, for a minute.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::clients::{ask, request, told};
use super::cores::Apart;
use super::http::{Answer, Connection, p99};
use super::world::peak_megabytes;
use super::{Row, World, row};
use crate::steps;

/// Connections that a load opens at most: fewer than the server takes.
const MOST: usize = 3500;

/// What a load met.
#[derive(Default)]
pub(super) struct Met {
    pub(super) took: Vec<(u16, Duration)>,
    pub(super) acks: Vec<String>,
    /// Refusals that do not say when to come again, and answers that are neither, by their status.
    pub(super) wrong: BTreeMap<u16, usize>,
    /// Connections that broke.
    pub(super) broken: usize,
}

impl Met {
    pub(super) fn times(&self, status: u16) -> Vec<Duration> {
        let these = self.took.iter().filter(|(other, _)| *other == status);
        these.map(|(_, took)| *took).collect()
    }

    fn note(&mut self, good: u16, answer: Option<Answer>, took: Duration) {
        let Some(answer) = answer else {
            self.broken += 1;
            return;
        };
        self.took.push((answer.status, took));
        match answer.status {
            status if status == good => {
                if status == 201 {
                    self.acks.push(told(&answer).number);
                }
            }
            503 | 429 if answer.retry_after.is_some() => {}
            other => *self.wrong.entry(other).or_default() += 1,
        }
    }
}

/// `programs` connections that ask again as soon as they are answered.
pub(super) async fn closed_loop(
    server: SocketAddr,
    programs: usize,
    seconds: u64,
    make: impl Fn(usize) -> Vec<u8> + Clone + Send + 'static,
    good: u16,
) -> Met {
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut tasks = JoinSet::new();
    for program in 0..programs {
        let make = make.clone();
        tasks.spawn(async move {
            let (mut met, mut connection, mut turn) = (Met::default(), None, 0);
            while Instant::now() < end {
                let asked = make(turn * programs + program);
                turn += 1;
                let begun = Instant::now();
                let answer = ask(server, &mut connection, &asked).await;
                met.note(good, answer, begun.elapsed());
            }
            met
        });
    }
    gathered(tasks.join_all().await)
}

/// `rate` requests a second, whether they are answered or not.
pub(super) async fn open_loop(
    server: SocketAddr,
    rate: f64,
    seconds: u64,
    make: impl Fn(usize) -> Vec<u8> + Clone + Send + 'static,
    good: u16,
) -> Met {
    let (idle, mut waiting) = mpsc::unbounded_channel::<Option<Connection>>();
    let (mut tasks, mut met) = (JoinSet::new(), Met::default());
    let (mut ticks, begun) = (
        tokio::time::interval(Duration::from_millis(5)),
        Instant::now(),
    );
    let (mut sent, mut open) = (0_u32, 0);
    while begun.elapsed() < Duration::from_secs(seconds) {
        ticks.tick().await;
        while f64::from(sent) < begun.elapsed().as_secs_f64() * rate {
            let mut connection = match waiting.try_recv() {
                Ok(connection) => connection,
                Err(_) if open < MOST => {
                    open += 1;
                    None
                }
                // All are waiting for answers: who would come now finds no connection at all.
                Err(_) => break,
            };
            let number = usize::try_from(sent).unwrap();
            let (asked, idle) = (make(number), idle.clone());
            sent += 1;
            tasks.spawn(async move {
                let begun = Instant::now();
                if connection.is_none() {
                    // One address may hold only so many connections.
                    connection = Connection::from_own_address(server, number % 50_000)
                        .await
                        .ok();
                }
                let answer = ask(server, &mut connection, &asked).await;
                let took = begun.elapsed();
                let _ = idle.send(connection);
                (answer, took)
            });
        }
        while let Some(done) = tasks.try_join_next() {
            let (answer, took) = done.unwrap();
            met.note(good, answer, took);
        }
    }
    for (answer, took) in tasks.join_all().await {
        met.note(good, answer, took);
    }
    met
}

fn gathered(all: Vec<Met>) -> Met {
    let mut whole = Met::default();
    for met in all {
        whole.took.extend(met.took);
        whole.acks.extend(met.acks);
        for (status, count) in met.wrong {
            *whole.wrong.entry(status).or_default() += count;
        }
        whole.broken += met.broken;
    }
    whole
}

pub(super) fn per_second(count: usize, seconds: u64) -> f64 {
    let count = u32::try_from(count).unwrap();
    f64::from(count) / f64::from(u32::try_from(seconds).unwrap())
}

/// Valid reports from `base` on.
pub(super) fn reports(base: usize) -> impl Fn(usize) -> Vec<u8> + Clone + Send + 'static {
    // No number ends in 07, which would break a rule.
    move |at| request(base + at / 90 * 100 + at % 90 + 8)
}

/// What ten times the capacity did.
struct Storm {
    met: Met,
    /// Reports a second that it takes when it is asked for as many as it can; before and after.
    capacity: f64,
    after: f64,
    /// Peak memory in MB, before and after.
    memory: (u64, u64),
}

async fn overloaded(world: &mut World, seconds: u64) -> Storm {
    let pid = world.start().await;
    let apart = Apart::keep(world, pid);
    let _ = closed_loop(world.address, 64, 2, reports(0), 201).await;
    let alone = closed_loop(world.address, 64, 10, reports(10_000_000), 201).await;
    let capacity = per_second(alone.acks.len(), 10);
    let before = peak_megabytes(pid);
    let met = open_loop(
        world.address,
        capacity * 10.0,
        seconds,
        reports(50_000_000),
        201,
    )
    .await;
    let memory = (before, peak_megabytes(pid));
    let again = closed_loop(world.address, 64, 5, reports(200_000_000), 201).await;
    drop(apart);
    Storm {
        met,
        capacity,
        after: per_second(again.acks.len(), 5),
        memory,
    }
}

/// `FAULTS_SECONDS` (60) of it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn ten_times_too_many_reports_leave_as_many_accepted_and_none_lost() {
    let seconds = u64::try_from(steps::setting("FAULTS_SECONDS", 60)).unwrap();
    let mut world = World::new("R8");

    let storm = overloaded(&mut world, seconds).await;
    let (met, (before, after)) = (storm.met, storm.memory);
    let stored: BTreeSet<String> = world
        .lines("SELECT number AS line FROM reports")
        .into_iter()
        .collect();
    let lost = met
        .acks
        .iter()
        .filter(|number| !stored.contains(*number))
        .count();
    let accepted = per_second(met.acks.len(), seconds);
    // Other work on the machine comes and goes: the better of before and after.
    let capacity = storm.capacity.max(storm.after);
    let (refused, waited) = (p99(met.times(503)), p99(met.times(201)));
    let offered = per_second(met.took.len() + met.broken, seconds);
    println!(
        "offered {offered:.0}/s, {} broken connections, memory {before} MB before and {after} MB after, \
         afterwards {:.0}/s",
        met.broken, storm.after
    );

    let mut unbounded = World::new("R8-queue-is-bounded");
    unbounded.faults = "queue-is-bounded=return".to_owned();
    let late = overloaded(&mut unbounded, seconds.min(15)).await.met;
    let seen = p99(late.times(503)).max(p99(late.times(201)));
    // A full queue is told to most, soon; without an end to it, all of them wait in it.
    let most_are_told = |met: &Met| met.times(503).len() * 2 > met.took.len();
    let is_seen = !most_are_told(&late) || seen > 3000.0;
    println!("queue without a bound: the slowest answers after {seen:.0} ms");

    let row = Row {
        fault: "R8 intake at 10 x",
        done: format!("{} asked in {seconds} s", met.took.len()),
        acks: met.acks.len(),
        lost,
        limit: ">= 0.9 x, refusals say when, memory bounded",
        result: format!(
            "{accepted:.0}/s of {capacity:.0}/s = {:.2}; p99 {waited:.0} ms, of refusals {refused:.0} ms; \
             {after} MB",
            accepted / capacity
        ),
        caught: row::seen("queue-is-bounded", is_seen),
    };
    row.print();
    assert_eq!((lost, &met.wrong), (0, &BTreeMap::new()));
    assert!(after < before + 150, "memory: {before} MB, then {after} MB");
    assert!(
        most_are_told(&met) && refused < 2000.0,
        "refused after {refused:.0} ms"
    );
    assert!(
        is_seen,
        "the queue had no bound, and nobody saw it: {seen:.0} ms"
    );
    assert!(accepted > capacity * 0.5, "it collapsed");
    assert!(storm.after > capacity * 0.5, "it recovers");
    steps::assert_figure(accepted >= capacity * 0.9, "accepted under overload");
}
