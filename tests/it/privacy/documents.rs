//! Documents of a case for who asks to see them: persons are blanked, and it is recorded.

use domain::number::ReportNumber;
use serde_json::{Value, json};
use triage_queue::privacy::documents::Wanted;

use super::{Desk, order, unzipped};

#[tokio::test]
async fn persons_and_words_are_blanked_and_the_record_says_so() {
    let desk = Desk::open().await;
    let (receipt, case) = desk.karens_case().await;
    let number = ReportNumber::parse(receipt["number"].as_str().unwrap()).unwrap();
    let (plain, with_notes) = (desk.file("sag.zip"), desk.file("med-noter.zip"));
    let wanted = Wanted {
        words: vec!["solsikken".to_owned()],
        with_notes: false,
    };

    let given = desk
        .office()
        .documents(&number, &wanted, &plain, &order())
        .unwrap();
    let wanted = Wanted {
        with_notes: true,
        ..wanted
    };
    let _ = desk
        .office()
        .documents(&number, &wanted, &with_notes, &order())
        .unwrap();

    for (zip, has_notes) in [(&plain, false), (&with_notes, true)] {
        let files = unzipped(zip);
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert!(
            names.contains(&"forloeb.txt") && names.contains(&"record.json"),
            "{names:?}"
        );
        let record_at = names
            .iter()
            .position(|name| *name == "record.json")
            .unwrap();
        for (name, text) in files.iter().filter(|(name, _)| name != "record.json") {
            let lower = text.to_lowercase();
            for her in ["karen", "holm", "20304050", "20 30 40 50", "solsikken"] {
                assert!(!lower.contains(her), "{name}: {her}: {text}");
            }
        }
        let all: String = files.iter().map(|(_, text)| text.as_str()).collect();
        assert!(all.contains("kan ikke åbne noget") && all.contains("[udeladt]"));
        assert!(
            all.contains("13748136"),
            "a firm's number is no phone number"
        );
        assert_eq!(all.contains("er lånt af Ole"), has_notes);
        let record: Value = serde_json::from_str(&files[record_at].1).unwrap();
        assert_eq!(record["by"], "Ida Lead");
        assert_eq!(record["sha256"].as_object().unwrap().len(), files.len() - 1);
        assert!(
            record["blanked"]["case/reports/content/description"]
                .as_u64()
                .unwrap()
                >= 3
        );
    }
    assert!(given.notes_left_out >= 1);
    let timeline = desk.timeline(&case).await;
    let recorded: Vec<&Value> = timeline["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["name"] == "privacy.documents_exported")
        .collect();
    assert_eq!(recorded.len(), 2);
    assert_eq!(recorded[0]["facts"]["sha256"], json!(given.sha256));
}
