//! A whole demonstration: its private PostgreSQL, its people and its cases.

use std::path::{Path, PathBuf};

use domain::access::Actor;
use domain::case::status::Status;
use domain::kind::Kind;
use domain::severity::{Impact, Ongoing};
use local_postgres::{LocalPostgres, Options};
use server::{Background, Config, Roles, Running, start};
use store::access::Sight;
use store::cases::{self, Filter};
use store::{Db, DbRole, Settings, outbox, people};

fn config(data_dir: &Path) -> Config {
    let mut config = Config::for_tests("postgresql://unused", data_dir);
    config.database.url = None;
    config.demo_cases = 200;
    config
}

async fn begin(data_dir: &Path) -> anyhow::Result<Running> {
    let clock = server::system_clock();
    start(config(data_dir), clock, Roles::All, Background::OnDemand).await
}

#[tokio::test]
async fn a_demonstration_fills_an_empty_house_once_and_tells_nobody() {
    let data_dir = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("demo");
    let _ = std::fs::remove_dir_all(&data_dir);

    let first = begin(&data_dir).await.unwrap();
    let private = LocalPostgres::start(&Options::new(&data_dir)).unwrap();
    let db = Db::new(
        DbRole::Owner,
        &Settings {
            url: private.url("smv_cert").into(),
            connections: 1,
            deadline: std::time::Duration::from_secs(10),
        },
    );
    let read = || {
        db.transact_blocking(&Actor::System, |tx| {
            let all = cases::list(tx, &Sight::All, &Filter::default(), None, 1_000)?;
            Ok::<_, store::Error>((all, outbox::counts(tx)?))
        })
        .unwrap()
    };
    let (filled, owed) = read();

    assert_eq!(owed, (0, 0), "old cases owe no mail");
    assert_eq!(first.run_outbox_once().await.unwrap().leased, 0);
    assert!(filled.len() >= 195, "{}", filled.len());
    let queue: Vec<_> = filled
        .iter()
        .filter(|case| case.status == Status::New)
        .collect();
    assert!((30..=40).contains(&queue.len()), "{}", queue.len());
    for case in queue {
        assert!(case.priority <= 85, "{case:?}");
        let worst = (case.kind, case.ongoing, case.impact);
        assert_ne!(worst, (Kind::Ransomware, Ongoing::Yes, Impact::AllDown));
    }
    for status in Status::ALL {
        assert!(filled.iter().any(|case| case.status == *status), "{status}");
    }
    let lead = db.transact_blocking(&Actor::System, |tx| {
        people::by_email(tx, "lead@demo.example")
    });
    assert!(lead.unwrap().is_some());

    first.stop().await.unwrap();
    let second = begin(&data_dir).await.unwrap();

    assert_eq!(read().0.len(), filled.len(), "a second start adds nothing");
    second.stop().await.unwrap();
    drop(db);
    private.stop().unwrap();
    std::fs::remove_dir_all(&data_dir).unwrap();
}
