//! A legal hold keeps a case from erasure, says why, and is looked at again.

use chrono::{Duration, NaiveDate};
use domain::number::ReportNumber;
use server::privacy::Mode;
use smv_cert_tests::report;
use triage_queue::privacy::Order;
use triage_queue::privacy::erase::Stop;

use super::{Desk, by_email, order, scan};

#[tokio::test]
async fn a_hold_stops_an_erasure_until_it_is_released() {
    let desk = Desk::open().await;
    let (receipt, case) = desk.karens_case().await;
    let number = ReportNumber::parse(receipt["number"].as_str().unwrap()).unwrap();
    let review_on: NaiveDate = (desk.app.now() + Duration::days(30)).date_naive();
    let why = Order {
        by: "Ida Lead".to_owned(),
        reason: "Retssag om Karen Holms krav".to_owned(),
    };
    desk.office().hold(&number, review_on, &why).unwrap();
    let her = by_email("karen@solsikken.example");

    let stopped = desk.office().erase(&her, &order(), Mode::ForReal).unwrap();

    let expected = Stop::Held {
        reason: why.reason.clone(),
        review_on,
    };
    assert_eq!(stopped.stopped, [(number.to_string(), expected)]);
    assert!(scan::places_with(&desk.app, &["karen"]).contains("legal_holds.reason"));

    desk.office().release(&number, &order()).unwrap();
    assert!(desk.office().release(&number, &order()).is_err());
    assert!(
        desk.office()
            .erase(&her, &order(), Mode::ForReal)
            .unwrap()
            .is_complete()
    );
    let _ = desk.app.mails().await;
    assert!(
        scan::places_with(&desk.app, &["karen"]).is_empty(),
        "nor in the hold's reason"
    );
    let timeline = desk.timeline(&case).await.to_string();
    for name in ["privacy.hold_added", "privacy.hold_released"] {
        assert!(timeline.contains(name), "{name}");
    }
}

#[tokio::test]
async fn overdue_reviews_are_shown_first() {
    let desk = Desk::open().await;
    let mut numbers = Vec::new();
    for (firm, days) in [("Firma A", 90), ("Firma B", 10)] {
        let report = report::of("phishing", firm, "En mail med et mærkeligt link i dag.");
        let receipt = desk.app.file(&report).await;
        let number = ReportNumber::parse(receipt["number"].as_str().unwrap()).unwrap();
        let review_on = (desk.app.now() + Duration::days(days)).date_naive();
        desk.office().hold(&number, review_on, &order()).unwrap();
        numbers.push(number.to_string());
    }

    desk.app.advance(Duration::days(20));
    let holds = desk.office().holds().unwrap();

    let shown: Vec<_> = holds
        .iter()
        .map(|hold| (hold.number.clone(), hold.is_overdue))
        .collect();
    assert_eq!(
        shown,
        [(numbers[1].clone(), true), (numbers[0].clone(), false)]
    );
}
