//! A person is erased: nothing that opens names her, and the cases stay readable and counted.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use server::privacy::Mode;
use smv_cert_tests::{count, report, text};
use triage_queue::privacy::erase::Stop;
use vault::index::{Exact, Query, query_exact};

use super::{Desk, by_email, by_phone, karens_report, oles_report, order, scan};
use crate::steps;

const HER: [&str; 6] = [
    "karen",
    "holm",
    "20304050",
    "snabel",
    "solsikken.example",
    "(at)",
];

fn without_versions(mut list: Value) -> Value {
    for case in list["data"].as_array_mut().unwrap() {
        case.as_object_mut().unwrap().remove("version");
    }
    list
}

/// Her hashes that are in the index: address, number, and whether her name is found.
fn hashes(desk: &Desk) -> (bool, bool, bool) {
    let (index, terms) = (&desk.safe.index, scan::index(&desk.app));
    let terms: Vec<i64> = terms.into_iter().collect();
    let name = Query::parse(index, "Karen Holm").unwrap();
    (
        terms.contains(&query_exact(index, Exact::Email, "karen@solsikken.example")),
        terms.contains(&query_exact(index, Exact::Phone, "20304050")),
        name.all.iter().flatten().any(|hash| terms.contains(hash)),
    )
}

#[tokio::test]
async fn an_erased_person_is_in_nothing_that_opens_and_the_figures_stay() {
    let desk = Desk::open().await;
    let (receipt, case) = desk.karens_case().await;
    let referral = desk.referred(&case).await;
    let files = format!("/api/v1/reports/{}/attachments", text(&receipt, "number"));
    let file = json!({"name": "Kontoudtog for Karen Holm.pdf", "size": 9});
    let announced = desk.app.reporter(&receipt).post(&files, &file).await;
    let _ = announced.expect(201);
    let _ = desk.app.file(&oles_report()).await;
    let _ = desk.app.mails().await;
    desk.app.upkeep().await;
    let before = desk.lead.get("/api/v1/cases").await.expect(200);
    assert_eq!(hashes(&desk), (true, true, true));
    let places = scan::places_with(&desk.app, &HER);
    for place in [
        "reports.content",
        "persons.content",
        "events.content",
        "event_copies.content",
        "referrals.basis",
        "referrals.package",
        "attachments.content",
    ] {
        assert!(places.contains(place), "{place}: {places:?}");
    }

    let her = by_email("karen@solsikken.example");
    let erasure = desk.office().erase(&her, &order(), Mode::ForReal).unwrap();

    assert!(erasure.is_complete());
    assert_eq!((erasure.done.len(), erasure.doubtful.len()), (2, 0));
    let packages: usize = erasure.done.iter().map(|(_, erased)| erased.packages).sum();
    assert_eq!(packages, 1);
    assert_eq!(scan::places_with(&desk.app, &HER), BTreeSet::new());
    assert_eq!(hashes(&desk), (false, false, false));
    let url = &desk.app.database.url;
    assert_eq!(count(url, "SELECT count(*) AS count FROM request_keys"), 0);
    assert_eq!(
        count(
            url,
            "SELECT count(*) AS count FROM key_seals WHERE kind = 'person'"
        ),
        1
    );

    let after = desk.lead.get("/api/v1/cases").await.expect(200);
    assert_eq!(without_versions(after), without_versions(before));
    let page = desk.page(&case).await;
    let content = &page["reports"][0]["content"];
    let description = text(content, "description");
    assert!(description.starts_with("Jeg, [slettet], kan ikke åbne noget. Ring [slettet]"));
    assert!(
        description.contains("Ole Lund så det først"),
        "{description}"
    );
    assert_eq!(content["organisation"]["name"], "Bageriet Solsikken ApS");
    let timeline = desk.timeline(&case).await;
    let events = timeline["data"].as_array().unwrap();
    let erased = events.last().unwrap();
    assert_eq!(erased["name"], "privacy.person_erased");
    assert_eq!(erased["text"], "Anmodning 2026-17 fra [slettet]");
    assert_eq!(erased["facts"]["by"], "Ida Lead");
    let own = format!("/api/v1/reports/{}", text(&receipt, "number"));
    let view = desk.app.reporter(&receipt).get(&own).await;
    assert!(!view.text().to_lowercase().contains("karen"));
    assert_eq!(view.status, 200);
    assert_eq!(
        desk.police.get(&referral).await.problem(409),
        "package-erased"
    );
}

#[tokio::test]
async fn others_in_the_same_cases_stay_and_can_be_erased_by_themselves() {
    let desk = Desk::open().await;
    let _ = desk.karens_case().await;
    let _ = desk.app.file(&oles_report()).await;
    let _ = desk.app.mails().await;
    desk.app.upkeep().await;

    let erasure = desk
        .office()
        .erase(&by_email("ole@acme.example"), &order(), Mode::ForReal);

    // The baker's case names Ole only by a name that others may have.
    let erasure = erasure.unwrap();
    assert_eq!((erasure.done.len(), erasure.doubtful.len()), (1, 1));
    let names = scan::places_with(&desk.app, &["karen holm"]);
    assert!(names.contains("persons.content"), "{names:?}");
    assert!(scan::places_with(&desk.app, &["ole@acme", "20304051"]).is_empty());
}

#[tokio::test]
async fn a_dry_run_says_the_same_and_changes_nothing() {
    let desk = Desk::open().await;
    let (_, case) = desk.karens_case().await;
    desk.app.upkeep().await;
    let (everything, page) = (scan::everything(&desk.app), desk.page(&case).await);

    let tried = desk
        .office()
        .erase(&by_phone("20304050"), &order(), Mode::DryRun)
        .unwrap();

    assert_eq!(scan::everything(&desk.app), everything);
    assert_eq!(desk.page(&case).await, page);
    let done = desk
        .office()
        .erase(&by_phone("20304050"), &order(), Mode::ForReal)
        .unwrap();
    assert_eq!(tried.done, done.done);
}

#[tokio::test]
async fn a_referral_on_its_way_stops_it_and_says_why() {
    let desk = Desk::open().await;
    let case = steps::taken(&desk.app, &desk.analyst, &karens_report())
        .await
        .path;
    let referral = steps::approved(&desk.analyst, &desk.lead, &case).await;
    desk.app.upkeep().await;
    let her = by_email("karen@solsikken.example");

    let stopped = desk.office().erase(&her, &order(), Mode::ForReal).unwrap();

    assert!(stopped.done.is_empty() && !stopped.is_complete());
    let state = domain::referral::State::Approved;
    assert_eq!(stopped.stopped[0].1, Stop::ReferralUnderWay { state });
    assert!(!scan::places_with(&desk.app, &["karen"]).is_empty());
    let _ = desk
        .analyst
        .post_empty(&format!("{referral}/withdraw"))
        .await
        .expect(200);
    assert!(
        desk.office()
            .erase(&her, &order(), Mode::ForReal)
            .unwrap()
            .is_complete()
    );
    let _ = desk.app.mails().await;
    assert!(scan::places_with(&desk.app, &["karen"]).is_empty());
}

#[tokio::test]
async fn what_the_index_has_not_seen_yet_is_found_all_the_same() {
    let desk = Desk::open().await;
    let _ = desk.app.file(&karens_report()).await;
    let _ = desk.app.mails().await;

    let her = by_email("karen@solsikken.example");
    let erasure = desk.office().erase(&her, &order(), Mode::ForReal).unwrap();

    assert_eq!(erasure.done.len(), 1);
    assert!(scan::places_with(&desk.app, &HER).is_empty());
}

#[tokio::test]
async fn a_number_that_people_share_names_nobody_by_itself() {
    let desk = Desk::open().await;
    let _ = desk.app.file(&karens_report()).await;
    let mut colleague = report::of(
        "phishing",
        "Bageriet Solsikken ApS",
        "En falsk mail kom i dag.",
    );
    colleague["reporter"] = json!({"name": "Per Dahl", "phone": "20304050"});
    let _ = desk.app.file(&colleague).await;

    let refused = desk
        .office()
        .erase(&by_phone("20304050"), &order(), Mode::ForReal);
    let mut her = by_phone("20304050");
    her.names.push("karen holm".to_owned());
    let erasure = desk.office().erase(&her, &order(), Mode::ForReal).unwrap();

    let words = refused.unwrap_err().to_string();
    assert!(words.contains("different names share this"), "{words}");
    assert_eq!((erasure.done.len(), erasure.doubtful.len()), (1, 1));
    let _ = desk.app.mails().await;
    assert!(scan::places_with(&desk.app, &["karen@"]).is_empty());
    assert!(!scan::places_with(&desk.app, &["per dahl"]).is_empty());
}

#[tokio::test]
async fn her_words_in_a_stage_go_too_and_nobody_writes_to_her_any_more() {
    let desk = Desk::open().await;
    let mut report = report::bakery();
    report["organisation"]["size_class"] = json!("50-99");
    let receipt = desk.app.file(&report).await;
    let path = format!("/api/v1/reports/{}", text(&receipt, "number"));
    let stage = json!({"stage": "notification", "suspected_malicious": "yes", "cross_border": "no",
        "update": "Karen har ringet til banken.", "severity": "high",
        "impact_assessment": "Karen Holm kan ikke åbne noget på 20 30 40 50."});
    let baker = desk.app.reporter(&receipt);
    let _ = baker
        .post(&format!("{path}/stages"), &stage)
        .await
        .expect(201);
    desk.app.upkeep().await;
    let before = desk.app.mails().await.len();

    let her = by_email("karen@solsikken.example");
    let erasure = desk.office().erase(&her, &order(), Mode::ForReal).unwrap();
    desk.app.advance(chrono::Duration::hours(60));
    desk.app.upkeep().await;

    assert!(erasure.is_complete());
    assert_eq!(scan::places_with(&desk.app, &HER), BTreeSet::new());
    let own = baker.get(&path).await.expect(200);
    assert_eq!(
        own["stages"][1]["content"]["update"],
        "[slettet] har ringet til banken."
    );
    assert_eq!(own["stages"][0]["state"], "overdue");
    assert_eq!(desk.app.mails().await.len(), before);
}
