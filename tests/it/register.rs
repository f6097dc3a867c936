//! The register of firms: what a reporter leaves out is filled in from it.

mod asked;
pub(crate) mod fake;
mod live;

use std::path::PathBuf;

use serde_json::{Value, json};
use smv_cert_tests::{TestApp, count, report};

use crate::{served, steps};

/// Writes an extract and imports it.
pub(crate) fn import(app: &TestApp, extract: &str) -> (bool, String) {
    let file = extract_file(app, extract);
    run(app, &["cvr", "import", file.to_str().unwrap()])
}

fn extract_file(app: &TestApp, extract: &str) -> PathBuf {
    let file = app.data_dir.join("extract.csv");
    std::fs::write(&file, extract).unwrap();
    file
}

fn run(app: &TestApp, words: &[&str]) -> (bool, String) {
    let mut command = served::command(&app.data_dir, Some(&app.database.url));
    let done = command.args(words).output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8(said).unwrap())
}

pub(crate) const BAKERY: &str = "number,name,size_class,sector,municipality,phone\n\
    13748136,BAGERIET SOLSIKKEN ApS,5-9,107110,0751,86123456\n\
    24256790,Smedjen ApS,2-4,256200,0101,33123456\n";

/// The baker's report with nothing of the firm but this.
fn knowing_only(organisation: Value) -> Value {
    let mut report = report::bakery();
    report["organisation"] = organisation;
    report
}

/// A case page holds what the register says of the bakery.
fn knows_the_bakery(page: &Value) {
    assert_eq!(page["size_class"], "5-9");
    assert_eq!(page["region"], "1082");
    assert_eq!(page["sector_group"], 2);
    let said = &page["reports"][0]["content"]["organisation"];
    assert_eq!(said["name"], "BAGERIET SOLSIKKEN ApS");
    assert_eq!(said["municipality"], "0751");
}

#[tokio::test]
async fn what_a_reporter_leaves_out_comes_from_the_register_and_what_was_said_stays() {
    let app = TestApp::start().await;
    let (done, said) = import(&app, BAKERY);
    assert!(done && said.contains("2 firms loaded"), "{said}");
    let analyst = app.person("analyst1").await;

    let only_number = knowing_only(json!({"cvr": "13 74 81 36"}));
    let case = steps::taken(&app, &analyst, &only_number).await;

    let page = analyst.get(&case.path).await.expect(200);
    knows_the_bakery(&page);

    let with_more = json!({"cvr": "24256790", "name": "Min smedje", "municipality": "0461"});
    let case = steps::taken(&app, &analyst, &knowing_only(with_more)).await;
    let page = analyst.get(&case.path).await.expect(200);
    let said = &page["reports"][0]["content"]["organisation"];
    assert_eq!(
        (&said["name"], &said["municipality"]),
        (&json!("Min smedje"), &json!("0461"))
    );
    assert_eq!(page["size_class"], "2-4");

    let unknown = knowing_only(json!({"cvr": "35408002"}));
    let case = steps::taken(&app, &analyst, &unknown).await;
    let page = analyst.get(&case.path).await.expect(200);
    assert!(page["size_class"].is_null() && page["region"].is_null());
}

#[tokio::test]
async fn an_import_replaces_the_register_and_a_file_that_is_none_changes_nothing() {
    let app = TestApp::start().await;
    let firms = || {
        count(
            &app.database.url,
            "SELECT count(*) AS count FROM register_firms",
        )
    };
    let (done, said) = run(&app, &["doctor"]);
    assert!(done && said.contains("no register of firms"), "{said}");
    let (done, _) = import(&app, BAKERY);
    assert!(done);

    for (extract, why) in [
        ("navn,adresse\nSmed,Gade 1\n", "column for the number"),
        (
            "cvr,navn\nx,Smed\n13748136,Bageriet\n24256790,Smed\n",
            "1 of 3 lines",
        ),
        (
            "cvr,navn\n13748136,Bageriet\n",
            "1 of 2 firms would be gone",
        ),
        ("cvr,navn\nx,y\n", "no firm can be read"),
        ("", "empty"),
    ] {
        let (done, said) = import(&app, extract);
        assert!(!done && said.contains(why), "{said}");
        assert_eq!(firms(), 2);
    }
    let moved = "cvr;navn;kommunekode\n13748136;Bageriet;101\n13748136;Igen;101\n1;Smed;101\n30715063;Ny;101\n";
    let file = extract_file(&app, moved);
    let (done, said) = run(&app, &["cvr", "import", "--shrink", file.to_str().unwrap()]);
    assert!(
        done && said.contains("2 firms loaded, 1 of before gone, 2 lines left out"),
        "{said}"
    );
    assert!(
        said.contains("line 4:") && said.contains("is there twice"),
        "{said}"
    );
    let noted = app.database.lines(
        "SELECT (detail->>'firms') || ' ' || (detail->>'gone') AS line FROM audit \
         WHERE action = 'register.imported' ORDER BY id",
    );
    assert_eq!(noted, ["2 0", "2 1"]);
    let (done, said) = run(&app, &["doctor"]);
    assert!(
        done && said.contains("2 firms, loaded 0 days ago from extract.csv"),
        "{said}"
    );
}

#[tokio::test]
async fn the_made_up_register_can_be_imported() {
    let app = TestApp::start().await;
    let (done, csv) = run(&app, &["cvr", "make-up", "--firms", "10000"]);
    assert!(done);

    let (done, said) = import(&app, &csv);

    assert!(done, "{said}");
    assert!(
        said.contains("10000 firms loaded, 0 of before gone, 0 lines left out"),
        "{said}"
    );
    let whole = "SELECT count(*) AS count FROM register_firms WHERE size_class IS NOT NULL AND \
        sector_code IS NOT NULL AND municipality IS NOT NULL AND phone IS NOT NULL";
    assert_eq!(count(&app.database.url, whole), 10_000);
}
