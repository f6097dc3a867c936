//! What an erasure and a deletion change is written down, and the audit chain holds; what somebody
//! else changes in the same places breaks it.

use server::privacy::Mode;
use smv_cert_tests::count;
use triage_queue::audit::verify::Wrong;

use super::retention::{decision, old_case};
use super::{Desk, by_email, order};
use crate::audit::{Watcher, seal_all};

#[tokio::test]
async fn an_erasure_and_a_deletion_keep_the_chain_whole() {
    let mut desk = Desk::open().await;
    let (_, case) = old_case(&mut desk).await;
    seal_all(&desk.app).await;
    let watcher = Watcher::of(&desk.app);
    let heads = [watcher.head()];
    let url = desk.app.database.url.clone();
    let rewritten = "SELECT count(*) AS count FROM events WHERE content_version > 1";

    let karen = by_email("karen@solsikken.example");
    let erased = desk
        .office()
        .erase(&karen, &order(), Mode::ForReal)
        .unwrap();

    assert_eq!(erased.done.len(), 1);
    let changed = count(&url, rewritten);
    assert!(changed > 0);
    let waiting = watcher.verify(&heads).unwrap();
    assert!(waiting.unsealed > 0, "the erasure itself is not sealed yet");
    seal_all(&desk.app).await;
    assert_eq!(watcher.verify(&heads).unwrap().unsealed, 0);

    // The words from before, out of an old backup, are not what the erasure left.
    desk.app
        .database
        .execute("CREATE TABLE keep AS TABLE events");
    desk.app.database.execute(
        "UPDATE events SET content_version = content_version - 1 WHERE content_version > 1",
    );
    let broken = watcher.verify(&heads).unwrap_err();
    assert_eq!(broken.wrong, Wrong::ContentEdited);
    desk.app.database.execute(
        "UPDATE events e SET content_version = k.content_version FROM keep k WHERE k.id = e.id",
    );

    desk.office().decide(&decision(&desk)).unwrap();
    let days = domain::privacy::retention::CONTENT_DAYS;
    let done = desk.office().retention(days, Mode::ForReal).unwrap();
    assert_eq!(done.goes.len(), 1, "{case}");
    let _ = watcher.verify(&heads).unwrap();
    seal_all(&desk.app).await;
    let whole = watcher.verify(&heads).unwrap();
    assert_eq!(whole.unsealed, 0);

    // Content that is gone does not come back unseen, nor does other content take its place.
    desk.app
        .database
        .execute("UPDATE events SET content = 'x' WHERE content_version > 1");
    assert_eq!(
        watcher.verify(&heads).unwrap_err().wrong,
        Wrong::ContentEdited
    );
}
