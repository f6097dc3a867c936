//! The stages on the follow page, as a browser without a script sees them.

use smv_cert_tests::{Browser, Reply, TestApp, text};

use super::{Filed, dairy, early_warning};

const ANSWERS: [(&str, &str); 6] = [
    ("update", "Serveren er lukket ned.\r\nVi læser backup ind."),
    ("suspected_malicious", "yes"),
    ("cross_border", "no"),
    ("severity", "high"),
    ("impact_assessment", "Ingen leverancer i to dage."),
    ("indicators", ""),
];

struct Reader {
    browser: Browser,
    number: String,
    code: String,
}

impl Reader {
    fn of(app: &TestApp, filed: &Filed) -> Self {
        Self {
            browser: Browser::new(&app.running.public_url, "phone"),
            number: text(&filed.receipt, "number"),
            code: text(&filed.receipt, "access_code"),
        }
    }

    async fn post(&mut self, path: &str, stage: &str, more: &[(&str, &str)]) -> Reply {
        let (number, code) = (self.number.clone(), self.code.clone());
        let mut form = vec![
            ("number", number.as_str()),
            ("access_code", code.as_str()),
            ("stage", stage),
        ];
        form.extend_from_slice(more);
        self.browser.post(path, &form).await
    }
}

#[tokio::test]
async fn a_stage_is_written_corrected_and_marked_without_a_script() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &dairy()).await;
    let _ = filed.add(&early_warning()).await;
    let mut reader = Reader::of(&app, &filed);

    let case = reader.post("/da/follow", "", &[]).await.text();
    assert!(case.contains("Jeres frister"));
    assert!(case.contains("I opfylder først pligten, når I selv sender den"));
    assert_eq!(case.matches("Fristen løber").count(), 3);

    let open = reader.post("/da/follow/stage", "notification", &[]).await;
    assert_eq!(
        (open.status.as_u16(), open.header("cache-control").as_str()),
        (200, "no-store")
    );
    let open = open.text();
    assert!(open.contains("value=\"Sverige\""), "prefilled: {open}");
    assert!(open.contains("(ikke udfyldt)"));

    let mut wrong = ANSWERS.to_vec();
    wrong[3].1 = "";
    let refused = reader
        .post("/da/follow/stage-save", "notification", &wrong)
        .await;
    assert_eq!(refused.status, 422);
    let refused = refused.text();
    assert!(
        refused.contains(
            "<a href=\"#severity\">»Hvor alvorlig er hændelsen?«: Svar på spørgsmålet</a>"
        ),
        "{refused}"
    );
    assert!(refused.contains("\nServeren er lukket ned.\nVi læser backup ind.</textarea>"));

    let saved = reader
        .post("/da/follow/stage-save", "notification", &ANSWERS)
        .await;
    assert_eq!(saved.status, 200);
    let saved = saved.text();
    assert!(saved.contains("Vi har gemt det. Det er ikke sendt til myndighederne."));
    assert!(saved.contains("1 udgave"));
    assert_eq!(
        filed.stage("notification").await["content"]["severity"],
        "high"
    );

    let sent = reader
        .post("/da/follow/stage-sent", "notification", &[("sent", "yes")])
        .await;
    assert!(sent.text().contains("Sendt til myndighederne"));
    let wrong_day = [("sent", "yes"), ("sent_on", "i går")];
    let day = reader
        .post("/da/follow/stage-sent", "final", &wrong_day)
        .await;
    assert_eq!(day.status, 422);
    assert!(day.text().contains("href=\"#sent_on\"") && day.text().contains("value=\"i går\""));
    let back = reader
        .post("/da/follow/stage-sent", "notification", &[("sent", "no")])
        .await;
    assert!(back.text().contains("Fristen løber igen"));
}

#[tokio::test]
async fn the_language_is_changed_with_what_was_typed_and_the_text_is_a_file() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &dairy()).await;
    let mut reader = Reader::of(&app, &filed);
    let mut typed = ANSWERS.to_vec();
    typed.push(("typed", "yes"));

    let page = reader
        .post("/en/follow/stage", "notification", &typed)
        .await
        .text();
    assert!(page.contains("How severe is the incident?"));
    assert!(page.contains("\nServeren er lukket ned.\nVi læser backup ind.</textarea>"));

    let file = reader
        .post("/en/follow/stage-text", "notification", &[])
        .await;
    let number = &reader.number;
    assert_eq!(
        file.header("content-disposition"),
        format!("attachment; filename=\"{number}-notification.txt\"")
    );
    assert_eq!(file.header("content-type"), "text/plain; charset=utf-8");
    assert!(
        file.text()
            .starts_with("Incident notification (NIS 2)\nThis text was written")
    );
}

#[tokio::test]
async fn a_wrong_code_leads_back_to_the_two_boxes_and_no_stage_has_an_address() {
    let app = TestApp::start().await;
    let filed = Filed::new(&app, &dairy()).await;
    let mut reader = Reader::of(&app, &filed);
    reader.code = "AAAA-BBBB".to_owned();

    for path in [
        "/da/follow/stage",
        "/da/follow/stage-text",
        "/da/follow/stage-sent",
    ] {
        let page = reader.post(path, "final", &[]).await;
        assert_eq!(page.status, 422, "{path}");
        assert!(page.text().contains("AAAA-BBBB") && !page.text().contains("Mejeriet"));
    }
    let save = reader
        .post("/da/follow/stage-save", "notification", &ANSWERS)
        .await;
    assert_eq!(save.status, 422);
    for path in ["/da/follow/stage", "/da/follow/stage-save"] {
        let page = reader.browser.get(path).await;
        assert_eq!(
            (page.status.as_u16(), page.header("location").as_str()),
            (303, "/da/follow")
        );
    }
    let unknown = reader.post("/da/follow/stage", "second", &[]).await;
    assert_eq!(unknown.status, 303);
}
