//! A system is backed up, lost, and comes back from the file and the shares of the escrow key.

use std::path::PathBuf;
use std::time::Duration;

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::access::Actor;
use serde_json::{Value, json};
use server::backup::{self, Manifest, Opener, Recovered, recover_keys};
use server::keys::KeyFolder;
use smv_cert_tests::{Reply, TestApp, TestDatabase, count, report, text};
use store::escrow::{self, Escrow};
use store::{Db, DbRole, Settings};
use triage_queue::audit::verify::Wrong;
use vault::escrow::{EscrowError, EscrowKey, Share, seal_to};

use crate::audit::{Watcher, seal_all};
use crate::outside::{empty_folder, until};
use crate::steps::{self, Taken};

/// A word that no report but ours holds.
const CANARY: &str = "Kanariefugl-7431";

/// A system with cases that people have worked on, and its shares.
pub(crate) struct Worked {
    pub(crate) app: TestApp,
    pub(crate) shares: Vec<Share>,
    pub(crate) folder: PathBuf,
    case: Taken,
    referral: String,
    document: Reply,
}

impl Worked {
    pub(crate) async fn start(name: &str) -> Self {
        let app = TestApp::start().await;
        let (analyst, lead, police) = (
            app.person("analyst1").await,
            app.person("lead").await,
            app.person("police").await,
        );
        let mut told = report::bakery();
        told["description"] = json!(format!("Alt er låst. {CANARY}"));
        told["reporter"]["name"] = json!(CANARY);
        let case = steps::taken(&app, &analyst, &told).await;
        let note = json!({"text": format!("Husk {CANARY}.")});
        let written = analyst.post(&format!("{}/notes", case.path), &note).await;
        let _ = written.expect(201);
        let said = json!({"text": format!("Vi ser på {CANARY}.")});
        let written = analyst
            .post(&format!("{}/messages", case.path), &said)
            .await;
        let _ = written.expect(201);
        let referral = steps::acknowledged(&analyst, &lead, &police, &case.path).await;
        let document = police.get(&referral).await;
        app.file(&report::of("phishing", "Tømrer Bo", "A strange link."))
            .await;
        Self {
            shares: in_escrow(&app),
            folder: empty_folder(name),
            app,
            case,
            referral,
            document,
        }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join("backup.age")
    }

    /// Backs it up to the escrow key.
    pub(crate) fn backed_up(&self) -> Manifest {
        let db = steps::owner(&self.app);
        let in_use = db.transact_blocking(&Actor::System, escrow::in_use);
        let recipients = [in_use.unwrap().unwrap().recipient];
        let url = self.app.database.url.clone().into();
        backup::dump(&url, &recipients, &self.file(), self.app.now()).unwrap()
    }

    pub(crate) fn opener(&self) -> Opener {
        Opener::Escrow(EscrowKey::combine(&self.shares[1..4]).unwrap())
    }
}

impl Drop for Worked {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Puts the key files of a system into escrow; five shares, of which three open it.
fn in_escrow(app: &TestApp) -> Vec<Share> {
    let (key, now) = (EscrowKey::generate(), app.now());
    let new = Escrow {
        recipient: key.recipient(),
        threshold: 3,
        shares: 5,
        created_at: now,
    };
    let secrets = KeyFolder::of(&app.data_dir).secrets().unwrap();
    let kept = steps::owner(app).transact_blocking(&Actor::System, |tx| {
        escrow::begin(tx, &new)?;
        for (file, plain) in &secrets {
            let sealed = seal_to(&new.recipient, plain).unwrap();
            escrow::keep(tx, &new.recipient, file, &sealed, now)?;
        }
        Ok::<_, store::Error>(())
    });
    kept.unwrap();
    key.split(3, 5).unwrap()
}

fn owner_of(database: &TestDatabase) -> Db {
    let settings = Settings {
        url: database.url.clone().into(),
        connections: 2,
        deadline: std::time::Duration::from_secs(10),
    };
    Db::new(DbRole::Owner, &settings)
}

/// Whether the signature of a fetched document holds for a key that is published.
fn is_signed(document: &Reply, published: &Value) -> bool {
    let jws = document.header("x-jws-signature");
    let (header, signature) = jws.split_once("..").unwrap();
    let signed = format!("{header}.{}", URL_SAFE_NO_PAD.encode(&document.bytes));
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    published["keys"].as_array().unwrap().iter().any(|key| {
        let public = URL_SAFE_NO_PAD.decode(text(key, "x")).unwrap();
        UnparsedPublicKey::new(&ED25519, public)
            .verify(signed.as_bytes(), &signature)
            .is_ok()
    })
}

#[tokio::test]
async fn a_lost_system_comes_back_from_its_backup_and_three_of_five_shares() {
    let lost = Worked::start("backup").await;
    seal_all(&lost.app).await;
    let heads = [Watcher::of(&lost.app).head()];
    // What is not sealed at the moment of the backup is sealed after the restore.
    let _ = lost.app.person("auditor").await;
    let manifest = lost.backed_up();
    let target = TestDatabase::empty();
    let url = target.url.clone().into();

    let restored = backup::restore(&url, &lost.file(), &lost.opener()).unwrap();
    let keys = KeyFolder::at(lost.folder.join("keys"));
    let key = EscrowKey::combine(&lost.shares[..3]).unwrap();
    let recovered = recover_keys(&owner_of(&target), &key, &keys).unwrap();
    let opened = backup::open_cases(&owner_of(&target), &keys, None).unwrap();

    assert_eq!(restored.manifest.as_ref(), Some(&manifest));
    assert_eq!(restored.rows, manifest.rows);
    assert_eq!(manifest.rows["reports"], 2);
    assert_eq!(recovered.len(), 10);
    let back = |one: &Recovered| matches!(one, Recovered::Restored(_));
    assert!(recovered.iter().all(back), "{recovered:?}");
    assert_eq!((opened.cases, opened.reports, opened.referrals), (2, 2, 1));
    assert!(opened.events >= 10, "{opened:?}");
    // The audit chain holds although every row stands in another transaction now.
    let watcher = Watcher::at(&target.url, &keys);
    let holds = watcher.verify(&heads).unwrap();
    assert_eq!(
        (holds.links, holds.unsealed),
        (heads[0].seq, 2),
        "a login, the restore"
    );
    let again = TestApp::start_with(|config| {
        config.database.url = Some(target.url.clone().into());
        config.keys_dir = Some(lost.folder.join("keys"));
    })
    .await;
    // The reporter follows with the code of old.
    let baker = again.reporter(&lost.case.receipt);
    let view = baker.get(&lost.case.own()).await.expect(200);
    assert_eq!(view["messages"][0]["text"], format!("Vi ser på {CANARY}."));
    // Staff read all of it, and go on with it.
    let analyst = again.person("analyst1").await;
    let page = analyst.get(&lost.case.path).await.expect(200);
    assert!(page.to_string().contains(&format!("Alt er låst. {CANARY}")));
    let timeline = analyst.get(&format!("{}/events", lost.case.path)).await;
    assert!(timeline.text().contains(&format!("Husk {CANARY}.")));
    let said = json!({"text": "Vi er tilbage."});
    let path = format!("{}/messages", lost.case.path);
    let _ = analyst.post(&path, &said).await.expect(201);
    // The police have the same document, and its signature still holds.
    let police = again.person("police").await;
    let document = police.get(&lost.referral).await;
    assert_eq!(document.bytes, lost.document.bytes);
    let signature = "x-jws-signature";
    assert_eq!(document.header(signature), lost.document.header(signature));
    let published = again.anyone().get("/.well-known/jwks.json").await;
    assert!(is_signed(&document, &published.expect(200)));
    // What was restored comes first in the feed, what is new after it.
    let old = count(
        &lost.app.database.url,
        "SELECT count(*) AS count FROM events",
    );
    let feed = steps::fed(&analyst, "", usize::try_from(old).unwrap() + 1).await;
    let ids: Vec<i64> = feed["data"].as_array().unwrap().iter().map(id_of).collect();
    assert!(ids.is_sorted(), "{ids:?}");
    until(Duration::from_mins(1), "all is sealed", async || {
        let _ = again.running.run_sealing_once().await.unwrap();
        watcher.verify(&heads).unwrap().unsealed == 0
    })
    .await;
    assert!(watcher.verify(&heads).unwrap().links > holds.links + 2);
    // Only rows from before the restore may stand in another transaction.
    target.execute("UPDATE audit SET xid = '3' WHERE id = (SELECT max(id) FROM audit)");
    assert_eq!(watcher.verify(&heads).unwrap_err().wrong, Wrong::Moved);
}

fn id_of(event: &Value) -> i64 {
    event["id"].as_i64().unwrap_or_default()
}

#[tokio::test]
async fn a_backup_tells_nothing_and_two_shares_do_not_open_it() {
    let worked = Worked::start("backup-closed").await;
    let manifest = worked.backed_up();
    let file = std::fs::read(worked.file()).unwrap();
    let beside = std::fs::read(Manifest::path(&worked.file())).unwrap();

    for bytes in [&file, &beside] {
        for words in [CANARY, "PGDMP", "analyst1@demo.example"] {
            let found = bytes
                .windows(words.len())
                .any(|part| part == words.as_bytes());
            assert!(!found, "{words}");
        }
    }
    assert!(file.starts_with(b"age-encryption.org/v1"));
    assert_eq!(manifest.bytes, u64::try_from(file.len()).unwrap());
    let mode = |path: PathBuf| {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(mode(worked.file()), 0o600);
    assert_eq!(mode(Manifest::path(&worked.file())), 0o600);
    assert!(!worked.folder.join("backup.age.part").exists());
    let two = EscrowKey::combine(&worked.shares[..2]).unwrap_err();
    assert!(matches!(
        two,
        EscrowError::TooFew {
            given: 2,
            needed: 3
        }
    ));
    let target = TestDatabase::empty();
    let stranger = Opener::Escrow(EscrowKey::generate());
    let refused = backup::restore(&target.url.clone().into(), &worked.file(), &stranger);
    assert!(format!("{:#}", refused.unwrap_err()).contains("not sealed to this key"));
}
