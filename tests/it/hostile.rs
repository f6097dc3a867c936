//! Hostile text in every field of every operation: no 5xx, no status and no body that the contract does
//! not have.
//!
//! Every string of the corpus goes into every field of a report; into all other places a seeded sample,
//! or with `SMV_CERT_TEST_HOSTILE=all` every one. The seed is printed.

mod corpus;
mod fields;
mod promises;
mod world;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use reqwest::Method;
use smv_cert_tests::{TestApp, send};

use crate::edge::operations;
use corpus::{Hostile, corpus, sample};
use fields::fields;
use promises::Promises;
use world::World;

/// Strings of the sample for each place.
const SAMPLE: usize = 12;
/// Requests at a time.
const AT_ONCE: usize = 12;

/// What was sent and answered.
#[derive(Default)]
struct Tally {
    sent: AtomicUsize,
    taken: AtomicUsize,
}

/// One request: where it goes, and where in it the string stands.
struct Shot {
    operation: String,
    method: Method,
    /// As in the contract.
    pattern: String,
    path: String,
    body: Option<String>,
    header: Option<(&'static str, Vec<u8>)>,
}

async fn fire(world: Arc<World>, promises: Arc<Promises>, tally: Arc<Tally>, shot: Shot) {
    let caller = world.caller(&shot.operation);
    let mut request = caller.request(shot.method.clone(), &shot.path);
    if shot
        .header
        .as_ref()
        .is_none_or(|(name, _)| *name != "Idempotency-Key")
    {
        request = request.header("Idempotency-Key", world::key());
    }
    if let Some((name, value)) = &shot.header {
        let Ok(value) = reqwest::header::HeaderValue::from_bytes(value) else {
            return;
        };
        request = request.header(*name, value);
    } else {
        request = request.header("If-Match", "*");
    }
    if let Some(body) = &shot.body {
        request = request
            .header("Content-Type", "application/json")
            .body(body.clone());
    }
    let reply = send(request).await;
    tally.sent.fetch_add(1, Ordering::Relaxed);
    tally
        .taken
        .fetch_add(usize::from(reply.status.is_success()), Ordering::Relaxed);
    let method = shot.method.as_str().to_lowercase();
    if let Err(broken) = promises.keeps(&method, &shot.pattern, &reply) {
        let sent = shot.body.unwrap_or_default();
        let sent: String = sent.chars().take(2000).collect();
        panic!(
            "{} {} {:?}\n{sent}\n{broken}",
            shot.method, shot.path, shot.header
        );
    }
}

/// Fires all of them, some at a time.
async fn fire_all(
    world: &Arc<World>,
    promises: &Arc<Promises>,
    tally: &Arc<Tally>,
    shots: Vec<Shot>,
) {
    let mut running = tokio::task::JoinSet::new();
    for shot in shots {
        if running.len() >= AT_ONCE {
            running.join_next().await.unwrap().unwrap();
        }
        running.spawn(fire(world.clone(), promises.clone(), tally.clone(), shot));
    }
    while let Some(done) = running.join_next().await {
        done.unwrap();
    }
}

fn chosen<'c>(all: &'c [Hostile], operation: &str, place: &str, seed: u64) -> Vec<&'c Hostile> {
    let everywhere = std::env::var_os("SMV_CERT_TEST_HOSTILE").is_some_and(|value| value == "all");
    if operation == "submit_report" || everywhere {
        return all.iter().collect();
    }
    sample(all, SAMPLE, seed, &format!("{operation} {place}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_hostile_string_in_any_field_breaks_a_promise() {
    let app = TestApp::start().await;
    let world = Arc::new(World::new(&app).await);
    let (promises, tally) = (Arc::new(Promises::read()), Arc::new(Tally::default()));
    let (corpus, seed) = (corpus(), corpus::seed());
    println!("seed {seed} (SMV_CERT_TEST_SEED), {} strings", corpus.len());
    assert!(corpus.len() >= 500);
    let begun = std::time::Instant::now();
    let mut places = 0;

    for operation in operations() {
        let fields = fields(&promises.document, &operation);
        for place in &fields {
            places += 1;
            let strings = chosen(&corpus, &operation.id, &place.name(), seed);
            let shots = strings
                .iter()
                .filter_map(|hostile| world.shot(&operation, place, hostile));
            fire_all(&world, &promises, &tally, shots.collect()).await;
        }
    }

    let (sent, taken) = (&tally.sent, &tally.taken);
    println!(
        "{} requests into {places} places in {:?}, {} taken",
        sent.load(Ordering::Relaxed),
        begun.elapsed(),
        taken.load(Ordering::Relaxed),
    );
    assert!(places > 60, "{places}");
    assert!(sent.load(Ordering::Relaxed) > 10_000);
    assert!(
        taken.load(Ordering::Relaxed) > 1_000,
        "many are harmless, and are taken"
    );
}

#[tokio::test]
async fn what_was_taken_comes_back_as_it_was_sent_and_stays_text_on_the_page() {
    let app = TestApp::start().await;
    let (corpus, seed) = (corpus(), corpus::seed());
    println!("seed {seed}");

    for hostile in sample(&corpus, 60, seed, "round trip") {
        let Some(text) = hostile.text() else { continue };
        let words = format!("Det stod der: {text} og mere.");
        let mut report = smv_cert_tests::report::bakery();
        report["description"] = serde_json::json!(words);
        let key = world::key();
        let reply = app
            .anyone()
            .post_once("/api/v1/reports", &key, &report)
            .await;
        if reply.status != 201 {
            assert_eq!(reply.status, 422, "{text:?}");
            continue;
        }
        let own = format!("/api/v1/reports/{}", reply.json["number"].as_str().unwrap());
        let view = app.reporter(&reply.json).get(&own).await.expect(200);
        assert_eq!(view["report"]["description"], words, "{text:?}");
        let form = [
            ("number", &reply.json["number"]),
            ("access_code", &reply.json["access_code"]),
        ];
        let form = form.map(|(name, value)| (name, value.as_str().unwrap()));
        let request = app.anyone().request(Method::POST, "/da/follow").form(&form);
        let page = send(request).await;
        assert_eq!(page.status, 200, "{text:?}");
        if text.contains('<') {
            // Between its words: a page is full of single "<".
            assert!(!page.text().contains(&words), "{text:?}");
        }
    }
}

/// Fields of the forms.
const FIELDS: [&str; 12] = [
    "kind",
    "ongoing",
    "when_day",
    "description",
    "organisation",
    "name",
    "phone",
    "email",
    "police",
    "number",
    "access_code",
    "text",
];

#[tokio::test]
async fn forms_take_hostile_text_as_text() {
    let app = TestApp::start().await;
    let (corpus, seed) = (corpus(), corpus::seed());
    println!("seed {seed}");

    for path in crate::edge::FORMS {
        for field in FIELDS {
            for hostile in sample(&corpus, 5, seed, &format!("{path} {field}")) {
                let body = format!("kind=ransomware&{field}={}", hostile.in_address());
                let request = app
                    .anyone()
                    .request(Method::POST, path)
                    .header("Content-Type", "application/x-www-form-urlencoded");
                let page = send(request.body(body)).await;
                assert!(page.status.as_u16() < 500, "{path} {field} {hostile:?}");
                if let Some(text) = hostile.text()
                    && text.contains("<s")
                {
                    assert!(
                        !page.text().contains(text.as_str()),
                        "{path} {field} {text:?}"
                    );
                }
            }
        }
    }
}
