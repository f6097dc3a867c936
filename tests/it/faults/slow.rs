//! R9: heads, bodies and readers that take for ever, all at once, each from an address of its own.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::clients::{ask, request};
use super::cores::Apart;
use super::http::{from_own_address, get, p99};
use super::{Row, World};
use crate::steps;

/// The limits of security.md, R9. A body is looked at every ten seconds.
const HEAD: Duration = Duration::from_secs(10);
const BODY: Duration = Duration::from_secs(20);
/// The kernel's probes are seconds apart when the thirty seconds end.
const READER: Duration = Duration::from_secs(45);

/// Between two that begin, of each kind, as slowhttptest does it.
const APART: Duration = Duration::from_millis(5);

/// How slow a client is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Slow {
    Head,
    Body,
    Reader,
}

/// When those of each kind that were closed in time were closed; none for those that were not.
struct Closed(Vec<(Slow, Option<Duration>)>);

impl Closed {
    fn of(&self, kind: Slow) -> impl Iterator<Item = Option<Duration>> {
        let these = self.0.iter().filter(move |(slow, _)| *slow == kind);
        these.map(|(_, closed)| *closed)
    }

    fn open(&self, kind: Slow) -> usize {
        self.of(kind).filter(Option::is_none).count()
    }

    fn last(&self, kind: Slow) -> f32 {
        let last = self.of(kind).flatten().max().unwrap_or_default();
        last.as_secs_f32()
    }
}

/// Begins all of them at once, and waits until each is closed or over its limit.
async fn attack(server: SocketAddr, heads: usize, bodies: usize, readers: usize) -> Closed {
    let (mut all, mut watching) = (JoinSet::new(), JoinSet::new());
    let (told, ends) = watch::channel(HashSet::new());
    watching.spawn(watch_the_table(server, told));
    let kinds = (0..heads)
        .map(|at| (Slow::Head, at))
        .chain((0..bodies).map(|at| (Slow::Body, at)))
        .chain((0..readers).map(|at| (Slow::Reader, at)));
    for (who, (slow, at)) in kinds.enumerate() {
        let ends = ends.clone();
        all.spawn(async move {
            let turn = APART * u32::try_from(at).unwrap();
            tokio::time::sleep(turn).await;
            let closed = match slow {
                Slow::Head => trickle(server, who, "GET /da HTTP/1.1\r\nHost: x\r\n", "X-A: b\r\n", HEAD).await,
                Slow::Body => {
                    let head = "POST /api/v1/reports HTTP/1.1\r\nHost: x\r\nIdempotency-Key: a-slow-body-0001\r\n\
                                Content-Type: application/json\r\nContent-Length: 20000\r\n\r\n";
                    trickle(server, who, head, "{", BODY).await
                }
                Slow::Reader => unread(server, who, ends).await,
            };
            (slow, closed)
        });
    }
    Closed(all.join_all().await)
}

/// Sends a piece a second until the server closes.
async fn trickle(
    server: SocketAddr,
    who: usize,
    head: &str,
    piece: &str,
    limit: Duration,
) -> Option<Duration> {
    let mut stream = from_own_address(server, who, None).await.unwrap();
    let begun = Instant::now();
    let slow = async {
        let (mut reading, mut writing) = stream.split();
        let mut answer = Vec::new();
        let closed = reading.read_to_end(&mut answer);
        let sending = async {
            let mut second = tokio::time::interval(Duration::from_secs(1));
            let _ = writing.write_all(head.as_bytes()).await;
            loop {
                second.tick().await;
                if writing.write_all(piece.as_bytes()).await.is_err() {
                    break;
                }
            }
        };
        tokio::select! { _ = closed => {}, () = sending => {} }
    };
    tokio::time::timeout(limit, slow)
        .await
        .ok()
        .map(|()| begun.elapsed())
}

/// Asks for megabytes and reads nothing. Only the other end of the connection shows whether it is closed.
async fn unread(server: SocketAddr, who: usize, mut held: Held) -> Option<Duration> {
    let mut stream = from_own_address(server, who, Some(4096)).await.unwrap();
    let own = as_in_the_table(stream.local_addr().unwrap());
    let asked = get("/openapi.yaml", "none").repeat(60);
    let begun = Instant::now();
    let _ = tokio::time::timeout(Duration::from_secs(3), stream.write_all(&asked)).await;
    // The table that is there may be older than this connection.
    for _ in 0..2 {
        held.changed().await.unwrap();
    }
    let left = READER.saturating_sub(begun.elapsed());
    let gone = held.wait_for(|held| !held.contains(&own));
    let gone = tokio::time::timeout(left, gone).await.is_ok();
    gone.then(|| begun.elapsed())
}

/// The clients of the connections of which the server holds its end.
type Held = watch::Receiver<HashSet<String>>;

/// Looks once a second: the table is long.
async fn watch_the_table(server: SocketAddr, told: watch::Sender<HashSet<String>>) {
    let mut looks = tokio::time::interval(Duration::from_secs(1));
    let own = as_in_the_table(server);
    while !told.is_closed() {
        looks.tick().await;
        let own = own.clone();
        let look = tokio::task::spawn_blocking(move || {
            let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
            let lines = table
                .lines()
                .map(|line| line.split_whitespace().collect::<Vec<_>>());
            // 06: TIME_WAIT, nothing but a note of the kernel.
            let held = lines.filter(|line| line[1] == own && line[3] != "06");
            held.map(|line| line[2].to_owned()).collect()
        });
        told.send_replace(look.await.unwrap());
    }
}

fn as_in_the_table(address: SocketAddr) -> String {
    let SocketAddr::V4(address) = address else {
        return String::new();
    };
    let bits = u32::from_le_bytes(address.ip().octets());
    format!("{bits:08X}:{:04X}", address.port())
}

/// Reports at 40 a second until told to stop; how long each took.
async fn reports(
    server: SocketAddr,
    from: usize,
    until: impl Future<Output = ()>,
) -> Vec<Duration> {
    let (mut times, mut under_way) = (Vec::new(), JoinSet::new());
    let mut ticks = tokio::time::interval(Duration::from_millis(25));
    tokio::pin!(until);
    let mut number = from;
    loop {
        tokio::select! {
            () = &mut until => break,
            _ = ticks.tick() => {}
        }
        number += usize::from(number % 100 == 6) + 1;
        under_way.spawn(async move {
            // As a program does it: what was refused is sent again.
            let begun = Instant::now();
            loop {
                let answer = ask(server, &mut None, &request(number)).await;
                if answer.is_some_and(|answer| answer.status == 201) {
                    return begun.elapsed();
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        });
        while let Some(done) = under_way.try_join_next() {
            times.push(done.unwrap());
        }
    }
    times.extend(under_way.join_all().await);
    times
}

/// 1,000 heads, 500 bodies, 200 readers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes minutes: make faults"]
async fn slow_clients_are_closed_in_time_and_reports_come_in_meanwhile() {
    let mut world = World::new("R9");
    let pid = world.start().await;
    let apart = Apart::keep(&world, pid);

    let alone = reports(
        world.address,
        0,
        tokio::time::sleep(Duration::from_secs(20)),
    )
    .await;
    let (done, finished) = tokio::sync::oneshot::channel();
    let attacking = async {
        let closed = attack(world.address, 1000, 500, 200).await;
        let _ = done.send(());
        closed
    };
    let beside = reports(world.address, 10_000_000, async {
        let _ = finished.await;
    });
    let (closed, beside) = tokio::join!(attacking, beside);
    drop(apart);
    let stored = world.lines("SELECT number AS line FROM reports").len();
    let kinds = [Slow::Head, Slow::Body, Slow::Reader];
    let open: usize = kinds.into_iter().map(|kind| closed.open(kind)).sum();
    let acks = alone.len() + beside.len();
    let (alone, beside) = (p99(alone), p99(beside));

    let promises = [
        "slow-heads-are-cut-off",
        "slow-bodies-are-cut-off",
        "slow-readers-are-cut-off",
    ];
    let mut patient = World::new("R9-patient");
    patient.faults = promises
        .map(|promise| format!("{promise}=return"))
        .join(";");
    patient.start().await;
    let not_closed = attack(patient.address, 20, 20, 20).await;
    for (promise, kind) in promises.into_iter().zip(kinds) {
        assert!(
            not_closed.open(kind) > 0,
            "{promise} was broken, and nobody saw it"
        );
    }

    let row = Row {
        fault: "R9 slow clients",
        done: "1000 heads, 500 bodies, 200 readers".to_owned(),
        acks,
        lost: acks.saturating_sub(stored),
        limit: "all closed: 10 s, 20 s, 45 s; p99 <= 2 x",
        result: format!(
            "last after {:.1} s, {:.1} s, {:.1} s; p99 {beside:.1} ms, alone {alone:.1} ms",
            closed.last(Slow::Head),
            closed.last(Slow::Body),
            closed.last(Slow::Reader)
        ),
        caught: promises.to_vec(),
    };
    row.print();
    assert_eq!(open, 0, "connections that were held too long");
    assert_eq!(stored, acks, "each report once");
    steps::assert_figure(beside <= 2.0 * alone.max(10.0), "p99 beside slow clients");
}
