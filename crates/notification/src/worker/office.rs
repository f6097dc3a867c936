//! A worker at work, for tests: an outbox of its own in a throwaway PostgreSQL, and a clock to turn.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, Weak};

use chrono::{DateTime, Duration, Utc};
use domain::access::Actor;
use domain::content::Sealed;
use domain::language::Language;
use domain::notification::{Letter, Mail, MailName};
use domain::now::Clock;
use domain::number::ReportNumber;
use local_postgres::{LocalPostgres, Options};
use store::outbox::{self, Due, NewMessage};
use store::{Db, DbRole, Settings};
use vault::recipient::PrivateKey;
use vault::{Keyring, envelope, place};

use super::{RoundReport, Worker};
use crate::letterhead::Letterhead;
use crate::mail_url::MailUrl;
use crate::mailer::Mailer;

/// Lives while a test uses it.
static POSTGRES: Mutex<Weak<Postgres>> = Mutex::new(Weak::new());

/// A throwaway cluster in a directory of its own.
struct Postgres {
    cluster: Option<LocalPostgres>,
    home: PathBuf,
}

pub(super) struct Office {
    pub(super) worker: Worker,
    now: Arc<Mutex<DateTime<Utc>>>,
    files: PathBuf,
    _postgres: Arc<Postgres>,
}

impl Office {
    pub(super) fn new(test: &str, url: &str) -> Self {
        let files = std::env::temp_dir().join(format!("smv-worker-{}-{test}", std::process::id()));
        let (postgres, database) = database(test);
        let now = Arc::new(Mutex::new("2026-11-23T13:05:00Z".parse().unwrap()));
        let told = Arc::clone(&now);
        let url = MailUrl::parse(url).unwrap();
        let worker = Worker {
            db: db(database),
            mailer: Mailer::new(&url, "no-reply@cert.example", &files).unwrap(),
            clock: Clock::new(move || *told.lock().unwrap()),
            letterhead: Arc::new(Letterhead::new(
                "https://smv-cert.example".parse().unwrap(),
                "12 34 56 78",
            )),
            name: "test".into(),
            ring: Arc::new(Keyring::new([key()])),
        };
        Self {
            worker,
            now,
            files,
            _postgres: postgres,
        }
    }

    pub(super) fn later(&self, by: Duration) {
        *self.now.lock().unwrap() += by;
    }

    pub(super) async fn owe(&self, count: usize) {
        let messages = (0..count).map(|_| message("karen@solsikken.example", &mail()));
        self.owe_these(messages.collect()).await;
    }

    pub(super) async fn owe_these(&self, messages: Vec<NewMessage>) {
        let now = self.worker.clock.now();
        self.worker
            .db
            .transact(&Actor::System, move |tx| {
                outbox::enqueue(tx, now, &messages)
            })
            .await
            .unwrap();
    }

    pub(super) async fn lease(&self) -> Vec<Due> {
        self.worker.lease(1).await.unwrap()
    }

    /// How many wait, and how many are dead.
    pub(super) async fn counts(&self) -> (i64, i64) {
        self.worker
            .db
            .transact(&Actor::System, outbox::counts)
            .await
            .unwrap()
    }

    pub(super) async fn round(&self) -> RoundReport {
        self.worker.round().await.unwrap()
    }

    pub(super) fn mails(&self) -> usize {
        std::fs::read_dir(&self.files).map_or(0, Iterator::count)
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.files);
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let stopped = self.cluster.take().map(LocalPostgres::stop);
        let _ = (stopped, std::fs::remove_dir_all(&self.home));
    }
}

/// Makes a database and says where it is.
fn database(name: &str) -> (Arc<Postgres>, secrecy::SecretString) {
    static STARTED: AtomicU32 = AtomicU32::new(0);
    let mut shared = POSTGRES.lock().unwrap();
    let postgres = shared.upgrade().unwrap_or_else(|| {
        let started = STARTED.fetch_add(1, Ordering::Relaxed);
        let home = format!("smv-worker-pg-{}-{started}", std::process::id());
        let home = std::env::temp_dir().join(home);
        let cluster = Some(LocalPostgres::start(&Options::throwaway(&home)).unwrap());
        Arc::new(Postgres { cluster, home })
    });
    *shared = Arc::downgrade(&postgres);
    let cluster = postgres.cluster.as_ref().unwrap();
    cluster.ensure_database(name).unwrap();
    let url = cluster.url(name).into();
    store::migrations::migrate(&url).unwrap();
    (postgres, url)
}

pub(super) fn db(url: secrecy::SecretString) -> Db {
    let deadline = std::time::Duration::from_secs(10);
    Db::new(
        DbRole::Worker,
        &Settings {
            url,
            connections: 4,
            deadline,
        },
    )
}

/// The worker's key in these tests.
fn key() -> PrivateKey {
    PrivateKey::derived(uuid::Uuid::from_u128(1), b"the worker of the tests")
}

pub(super) fn mail() -> Mail {
    let number = ReportNumber::parse("SMV-7F3K-Q2MH").unwrap();
    Mail::news(MailName::Question, number)
}

/// A letter as intake and staff write it; `mail` may be anything.
pub(super) fn message<M: serde::Serialize>(to: &str, mail: &M) -> NewMessage {
    let id = store::new_id("2026-11-23T13:05:00Z".parse().unwrap());
    let letter = Letter {
        to: to.to_owned(),
        language: Language::Da,
        mail,
    };
    NewMessage {
        id,
        payload: envelope::seal_json(&key().public(), &place::letter(id, 1), &letter).unwrap(),
        dedup_key: None,
    }
}

/// A row whose payload is these bytes.
pub(super) fn raw(bytes: Vec<u8>) -> NewMessage {
    NewMessage {
        id: store::new_id("2026-11-23T13:05:00Z".parse().unwrap()),
        payload: Sealed::from_stored(bytes),
        dedup_key: None,
    }
}
