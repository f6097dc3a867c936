//! What a person gets to see: all that is theirs, and nothing of others.

use domain::cvr::Cvr;
use domain::privacy::Subject;
use serde_json::{Value, json};
use server::privacy::Mode;

use super::{Desk, by_email, oles_report, order, unzipped};

#[tokio::test]
async fn a_person_gets_what_is_theirs_and_nothing_of_another() {
    let desk = Desk::open().await;
    let (receipt, case) = desk.karens_case().await;
    let note = json!({"text": "Hemmelig mistanke mod revisoren."});
    let notes = format!("{case}/notes");
    let _ = desk.analyst.post(&notes, &note).await.expect(201);
    let _ = desk.referred(&case).await;
    let second = desk.app.file(&oles_report()).await;
    desk.app.upkeep().await;
    let out = desk.file("karen.zip");

    let made = desk
        .office()
        .export(&by_email("karen@solsikken.example"), &out, &order())
        .unwrap();

    assert_eq!(made.cases.len(), 2);
    let files = unzipped(&out);
    let file = |name: &str| {
        files
            .iter()
            .find(|(file, _)| file == name)
            .unwrap()
            .1
            .as_str()
    };
    let readme = file("README.txt");
    assert!(readme.contains("artikel 15") && readme.contains("Held back"));
    let number = receipt["number"].as_str().unwrap();
    let first = file(&format!("{number}.json"));
    for hers in [
        "Karen Holm",
        "karen@solsikken.example",
        "+4520304050",
        "kan ikke åbne noget",
        "har du en backup?",
        "karen (at) solsikken [dot] example",
        "(+45) 2030-4050",
        "\"police_referral\": \"yes\"",
        "retsplejelovens",
        "\"state\": \"delivered\"",
    ] {
        assert!(first.contains(hers), "{hers}: {first}");
    }
    assert!(!first.contains("revisoren"), "a note that is not about her");
    let held: Value = serde_json::from_str(first).unwrap();
    assert_eq!(held["held_back"]["internal_notes"], 1);
    // In Ole's case she is the person to call: he is left out of it.
    let number = second["number"].as_str().unwrap();
    let other = file(&format!("{number}.json"));
    assert!(other.contains("Karen Holms kollega"), "{other}");
    for his in ["Ole", "Lund", "ole@acme.example", "20304051"] {
        assert!(!other.contains(his), "{his}: {other}");
    }

    let timeline = desk.timeline(&case).await;
    let last = timeline["data"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["name"], "privacy.exported");
    assert_eq!(last["facts"]["sha256"], json!(made.sha256));
    assert_eq!(last["audience"], "internal");
    let again = desk
        .office()
        .export(&by_email("karen@solsikken.example"), &out, &order());
    assert!(again.unwrap_err().to_string().contains("there already"));
}

#[tokio::test]
async fn a_firm_gets_its_cases_by_its_number_and_nobody_gets_an_empty_zip() {
    let desk = Desk::open().await;
    let (receipt, _) = desk.karens_case().await;
    desk.app.upkeep().await;
    let firm = Subject {
        cvrs: vec![Cvr::parse("13748136").unwrap()],
        ..Subject::default()
    };
    let (out, nothing) = (desk.file("firm.zip"), desk.file("nothing.zip"));

    let made = desk.office().export(&firm, &out, &order()).unwrap();
    let empty = desk
        .office()
        .export(&by_email("nobody@firm.example"), &nothing, &order());

    assert_eq!(json!(made.cases), json!([receipt["number"]]));
    let case = &unzipped(&out)[1].1;
    assert!(case.contains("Bageriet Solsikken ApS"));
    for hers in ["Karen", "20 30 40 50", "karen@"] {
        assert!(
            !case.to_lowercase().contains(&hers.to_lowercase()),
            "{hers}: {case}"
        );
    }
    assert!(empty.is_err() && !nothing.exists());
}

#[tokio::test]
async fn after_an_erasure_there_is_nothing_to_find_or_hand_out() {
    let desk = Desk::open().await;
    let _ = desk.karens_case().await;
    desk.app.upkeep().await;
    let her = by_email("karen@solsikken.example");
    let found = desk.office().find(&her).unwrap();
    let places: Vec<_> = found
        .hits
        .values()
        .flat_map(|hit| &hit.places)
        .map(|p| p.code())
        .collect();
    assert_eq!(places, ["reporter", "text"]);

    let _ = desk.office().erase(&her, &order(), Mode::ForReal).unwrap();

    assert!(desk.office().find(&her).unwrap().hits.is_empty());
    assert!(
        desk.office()
            .export(&her, &desk.file("none.zip"), &order())
            .is_err()
    );
}
