//! Reporters whose programs do what ours ask of them: the same key again until there is an answer.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use smv_cert_tests::{report, text};
use tokio::task::JoinSet;

use super::http::{Answer, Connection, post};

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(5);

/// What a reporter was told with a 201.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub(super) number: String,
    pub(super) code: String,
}

/// Reporters at work.
pub(super) struct Clients {
    shared: Arc<Shared>,
    tasks: JoinSet<Heard>,
}

/// What reporter's program number so and so was told, by the number of the report; twice for some.
pub(super) type Heard = BTreeMap<usize, Vec<Told>>;

struct Shared {
    server: SocketAddr,
    next: AtomicUsize,
    /// Numbers from here on are not sent.
    end: usize,
    acks: AtomicUsize,
    stop: AtomicBool,
}

impl Clients {
    /// So many programs at once; they send reports `0..end`, or what they can until they are stopped.
    pub(super) fn start(server: SocketAddr, programs: usize, end: Option<usize>) -> Self {
        let shared = Arc::new(Shared {
            server,
            next: AtomicUsize::new(0),
            end: end.unwrap_or(usize::MAX),
            acks: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
        });
        let mut tasks = JoinSet::new();
        for _ in 0..programs {
            tasks.spawn(work(shared.clone()));
        }
        Self { shared, tasks }
    }

    /// Acknowledgements so far.
    pub(super) fn acks(&self) -> usize {
        self.shared.acks.load(Ordering::Relaxed)
    }

    /// Whether all was sent and answered.
    pub(super) fn are_done(&mut self) -> bool {
        self.shared.next.load(Ordering::Relaxed) >= self.shared.end
            && self.acks() >= due(self.shared.end)
    }

    /// Stops them where they are; what they were told, and how many reports they have sent, answered or not.
    pub(super) async fn stop(self) -> (Heard, usize) {
        self.shared.stop.store(true, Ordering::Relaxed);
        let mut all = Heard::new();
        for heard in self.tasks.join_all().await {
            all.extend(heard);
        }
        let sent = self.shared.next.load(Ordering::Relaxed);
        (all, sent.min(self.shared.end))
    }
}

/// One in ten is sent twice, one in a hundred breaks a rule.
pub(super) fn is_sent_twice(number: usize) -> bool {
    number % 10 == 3
}

/// One in a hundred.
pub(super) fn is_valid(number: usize) -> bool {
    number % 100 != 7
}

/// Answers that reports `0..end` get.
fn due(end: usize) -> usize {
    (0..end)
        .filter(|number| is_valid(*number))
        .map(|number| if is_sent_twice(number) { 2 } else { 1 })
        .sum()
}

/// The words that only this report has.
pub(super) fn words(number: usize) -> String {
    format!("mail nummer {number}.")
}

/// The request that files report `number`.
pub(super) fn request(number: usize) -> Vec<u8> {
    let mut description = format!("Der kom en mærkelig {}", words(number));
    if !is_valid(number) {
        description.truncate(3);
    }
    let body = report::of("phishing", &format!("Firma {number}"), &description);
    let key = format!("faults-key-{number:09}");
    post("/api/v1/reports", &key, &body.to_string())
}

async fn work(shared: Arc<Shared>) -> Heard {
    let (mut heard, mut connection) = (Heard::new(), None);
    while !shared.stop.load(Ordering::Relaxed) {
        let number = shared.next.fetch_add(1, Ordering::Relaxed);
        if number >= shared.end {
            break;
        }
        let times = if is_sent_twice(number) { 2 } else { 1 };
        for _ in 0..times {
            let Some(answer) = until_answered(&shared, &mut connection, number).await else {
                break;
            };
            if is_valid(number) {
                assert_eq!(answer.status, 201, "{number}: {answer:?}");
                let told = told(&answer);
                heard.entry(number).or_default().push(told);
                shared.acks.fetch_add(1, Ordering::Relaxed);
            } else {
                assert_eq!(answer.status, 422, "{number}: {answer:?}");
            }
        }
    }
    heard
}

/// What a 201 says.
pub(super) fn told(answer: &Answer) -> Told {
    let receipt = answer.json();
    Told {
        number: text(&receipt, "number"),
        code: text(&receipt, "access_code"),
    }
}

/// None when all were stopped meanwhile.
async fn until_answered(
    shared: &Shared,
    connection: &mut Option<Connection>,
    number: usize,
) -> Option<Answer> {
    let request = request(number);
    while !shared.stop.load(Ordering::Relaxed) {
        if let Some(answer) = ask(shared.server, connection, &request).await {
            if answer.status != 503 {
                return Some(answer);
            }
            assert!(answer.retry_after.is_some(), "when to come again");
        }
        tokio::time::sleep(PAUSE).await;
    }
    None
}

/// One try; none: the connection broke, or there was none.
pub(super) async fn ask(
    server: SocketAddr,
    connection: &mut Option<Connection>,
    request: &[u8],
) -> Option<Answer> {
    let mut open = match connection.take() {
        Some(open) => open,
        None => Connection::to(server).await.ok()?,
    };
    let answer = open.ask(request).await.ok()?;
    if !answer.closes {
        *connection = Some(open);
    }
    Some(answer)
}
