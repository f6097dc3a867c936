//! The worker against a real outbox.

use super::RoundReport;
use super::office::{Office, db, mail, message, raw};
use crate::outcome::Outcome;
use crate::settle::{Settled, settle};
use crate::smtp::scripted::{Script, ScriptedRelay, Turn};
use chrono::Duration;
use tokio_util::sync::CancellationToken;

async fn relay(script: Script) -> (ScriptedRelay, String) {
    let relay = ScriptedRelay::start(script, None, false).await;
    let url = format!("smtp://127.0.0.1:{}?tls=none", relay.port);
    (relay, url)
}

#[tokio::test]
async fn what_is_due_is_sent_once_and_a_round_has_an_end() {
    let office = Office::new("due", "file:");
    office.owe(23).await;

    let (first, second, third) = (
        office.round().await,
        office.round().await,
        office.round().await,
    );

    assert_eq!(
        first,
        RoundReport {
            leased: 20,
            sent: 20,
            ..RoundReport::default()
        }
    );
    assert_eq!(
        second,
        RoundReport {
            leased: 3,
            sent: 3,
            ..RoundReport::default()
        }
    );
    assert_eq!(third, RoundReport::default());
    assert_eq!((office.mails(), office.counts().await), (23, (0, 0)));
}

#[tokio::test]
async fn two_workers_share_the_work_and_send_nothing_twice() {
    let (relay, url) = relay(&[]).await;
    let office = Office::new("two", &url);
    office.owe(24).await;

    let (one, two) = tokio::join!(office.round(), office.round());

    assert_eq!(one.sent + two.sent, 24);
    assert_eq!(one.lost + two.lost, 0);
    assert_eq!(relay.seen.lock().unwrap().mails.len(), 24);
}

#[tokio::test]
async fn a_relay_with_trouble_is_asked_again_eight_times_and_then_the_mail_is_dead() {
    let (relay, url) = relay(&[("RCPT", Turn::Say("450 grey"))]).await;
    let office = Office::new("grey", &url);
    office.owe(1).await;

    assert_eq!(office.round().await.retried, 1);
    office.later(Duration::seconds(47));
    assert_eq!(
        office.round().await.leased,
        0,
        "the first wait is 48 s at least"
    );
    for attempt in 2..=7 {
        office.later(Duration::hours(29));
        assert_eq!(office.round().await.retried, 1, "{attempt}");
    }
    office.later(Duration::hours(29));

    assert_eq!(office.round().await.dead, 1);
    assert_eq!(office.counts().await, (0, 1));
    let asked = relay
        .seen
        .lock()
        .unwrap()
        .lines
        .iter()
        .filter(|l| l.starts_with("RCPT"))
        .count();
    assert_eq!(asked, 8);
}

#[tokio::test]
async fn a_mail_in_doubt_goes_again_under_the_same_message_id() {
    let (relay, url) = relay(&[(".", Turn::Drop)]).await;
    let office = Office::new("doubt", &url);
    office.owe(1).await;

    assert_eq!(office.round().await.retried, 1);
    office.later(Duration::minutes(2));
    assert_eq!(office.round().await.retried, 1);

    let seen = relay.seen.lock().unwrap();
    assert!(seen.mails[0].contains("Message-ID: <"));
    assert_eq!(seen.mails[0], seen.mails[1]);
}

#[tokio::test]
async fn poison_is_dead_at_once_and_harms_no_other_mail() {
    let office = Office::new("poison", "file:");
    let mut moved = message("karen@solsikken.example", &mail());
    moved.id = store::new_id(office.worker.clock.now());
    office.owe(2).await;
    office
        .owe_these(vec![
            message("karen@solsikken.example", &"poison"),
            raw(vec![255]),
            moved,
            message("a@b.example, c@d.example", &mail()),
        ])
        .await;
    office.owe(2).await;

    let report = office.round().await;

    assert_eq!(
        report,
        RoundReport {
            leased: 8,
            sent: 4,
            dead: 4,
            ..RoundReport::default()
        }
    );
    assert_eq!((office.mails(), office.counts().await), (4, (0, 4)));
}

#[tokio::test]
async fn a_worker_that_overslept_its_lease_settles_nothing() {
    let office = Office::new("overslept", "file:");
    office.owe(1).await;
    let mine = office.lease().await.remove(0);
    assert_eq!(office.round().await.leased, 0, "the row is leased");

    office.later(Duration::seconds(46));
    let theirs = office.lease().await.remove(0);
    let (db, clock) = (&office.worker.db, &office.worker.clock);

    assert_eq!(
        settle(db, clock, &mine, Outcome::Delivered).await,
        Settled::Lost
    );
    assert_eq!(office.counts().await, (1, 0));
    assert_eq!(
        settle(db, clock, &theirs, Outcome::Delivered).await,
        Settled::Sent
    );
    assert_eq!(office.counts().await, (0, 0));
}

#[tokio::test]
async fn a_mail_that_took_its_worker_down_eight_times_is_dead_unsent() {
    let office = Office::new("killer", "file:");
    office.owe(1).await;
    for _ in 0..8 {
        assert_eq!(office.lease().await.len(), 1);
        office.later(Duration::seconds(46));
    }

    assert_eq!(office.round().await.dead, 1);
    assert_eq!(office.mails(), 0);
}

#[tokio::test]
async fn a_running_worker_finishes_what_it_has_in_hand_when_told_to_stop() {
    let (relay, url) = relay(&[("RCPT", Turn::Hang)]).await;
    let office = Office::new("stop", &url);
    office.owe(1).await;
    let stop = CancellationToken::new();

    let ((), ()) = tokio::join!(office.worker.clone().run(stop.clone()), async {
        relay.hangs.notified().await;
        stop.cancel();
        tokio::time::pause();
    });

    tokio::time::resume();
    assert_eq!(
        office.lease().await.len(),
        0,
        "the row waits for its next try, not for its lease"
    );
    office.later(Duration::minutes(2));
    assert_eq!(office.lease().await[0].attempt, 2);
}

#[tokio::test]
async fn a_database_that_is_away_ends_a_round_but_not_the_worker() {
    let mut office = Office::new("away", "file:");
    office.worker.db = db("postgresql://nobody@127.0.0.1:1/nothing".to_owned().into());
    let stop = CancellationToken::new();

    assert!(matches!(
        office.worker.round().await,
        Err(crate::Error::Store(_))
    ));
    let mut running = Box::pin(office.worker.clone().run(stop.clone()));
    let patience = std::time::Duration::from_secs(3);
    assert!(
        tokio::time::timeout(patience, &mut running).await.is_err(),
        "it went on"
    );
    stop.cancel();
    tokio::time::timeout(patience, running).await.unwrap();
}
