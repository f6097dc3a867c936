//! The form as a browser without a script fills it in.

use serde_json::{Value, json};
use smv_cert_tests::{Browser, Reply, TestApp, count, text};

/// Somebody at the form: the last page, and what it would send of itself.
pub(crate) struct Reader {
    browser: Browser,
    pub(crate) page: Reply,
}

/// What each step asks of a firm that has been hit by ransomware.
pub(crate) const STEPS: [&[(&str, &str)]; 4] = [
    &[("kind", "ransomware"), ("ongoing", "yes")],
    &[
        ("impact", "all_down"),
        ("when", "today"),
        ("description", "Alle filer på serveren er låst."),
        ("backup_unaffected", "unknown"),
        ("need", "advice"),
    ],
    &[
        ("organisation", "Bageriet Solsikken ApS"),
        ("name", "Karen Holm"),
        ("phone", "20 30 40 50"),
        ("email", "karen@solsikken.example"),
        ("behalf", "yes"),
        ("supplier", "Acme IT"),
        ("mandate", "contract"),
        ("firm_name", "Ole Lund"),
        ("firm_phone", "20304051"),
    ],
    &[("police", "call_first"), ("share", "no")],
];

impl Reader {
    /// At the first step.
    pub(crate) async fn begin(app: &TestApp, language: &str) -> Self {
        let mut browser = Browser::new(&app.running.public_url, "phone");
        let page = browser.get(&format!("/{language}/report")).await;
        Self { browser, page }
    }

    /// Another device, at the code of a draft.
    pub(crate) async fn resume(app: &TestApp, language: &str, code: &str) -> Self {
        let mut browser = Browser::new(&app.running.public_url, "tablet");
        let path = format!("/{language}/report/resume");
        let page = browser.post(&path, &[("draft_code", code)]).await;
        Self { browser, page }
    }

    /// The same page in a second tab.
    pub(crate) fn tab(&self) -> Self {
        Self {
            browser: self.browser.clone(),
            page: self.page.clone(),
        }
    }

    /// Sends what the page holds together with these answers.
    pub(crate) async fn go(&mut self, path: &str, answers: &[(&str, &str)]) -> &Reply {
        let hidden = self.hidden();
        let known = hidden
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        let form: Vec<(&str, &str)> = known.chain(answers.iter().copied()).collect();
        self.page = self.browser.post(path, &form).await;
        &self.page
    }

    /// All steps, up to the list of answers.
    pub(crate) async fn fill(&mut self) {
        for (step, answers) in (1..).zip(STEPS) {
            let page = self.go(&format!("/da/report/{step}"), answers).await;
            assert_eq!(page.status, 200, "{}", page.text());
        }
    }

    pub(crate) fn hidden(&self) -> Vec<(String, String)> {
        let html = self.page.text();
        let main = html.split_once("<main").unwrap().1;
        main.split("<input type=\"hidden\" name=\"")
            .skip(1)
            .map(|field| {
                let (name, rest) = field.split_once("\" value=\"").unwrap();
                let value = rest.split_once("\">").unwrap().0;
                (name.to_owned(), plain(value))
            })
            .collect()
    }

    /// What stands in elements of this class, one after the other.
    pub(crate) fn of_class(&self, class: &str) -> String {
        let html = self.page.text();
        html.split(&format!("class=\"{class}\">"))
            .skip(1)
            .map(|rest| rest.split_once('<').unwrap().0)
            .collect()
    }

    pub(crate) fn holds(&self, words: &str) -> bool {
        plain(&self.page.text()).contains(words)
    }
}

fn plain(text: &str) -> String {
    [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&#38;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[tokio::test]
async fn the_same_answers_by_form_and_by_api_are_the_same_report() {
    let app = TestApp::start().await;
    let mut reader = Reader::begin(&app, "da").await;
    reader.fill().await;
    let receipt = reader.go("/da/report/send", &[]).await;
    assert_eq!(receipt.status, 200);
    let by_form = json!({
        "number": reader.of_class("code-display number-display"),
        "access_code": reader.of_class("code-group"),
    });

    let by_api = app
        .file(&json!({
            "language": "da", "kind": "ransomware", "ongoing": "yes", "impact": "all_down",
            "aware_at": app.now(), "aware_precision": "hour",
            "description": "Alle filer på serveren er låst.",
            "organisation": {"name": "Bageriet Solsikken ApS"},
            "reporter": {"name": "Karen Holm", "phone": "20304050", "email": "karen@solsikken.example"},
            "on_behalf": {"supplier": "Acme IT", "mandate": "contract", "supplier_suspected": false,
                "firm_contact": {"name": "Ole Lund", "phone": "+45 20304051"}},
            "details": {"backup_unaffected": "unknown", "need": "advice"},
            "consents": {"police_referral": "call_first", "share_anonymised": false},
        }))
        .await;

    let stored = |receipt: Value| {
        let reporter = app.reporter(&receipt);
        let path = format!("/api/v1/reports/{}", text(&receipt, "number"));
        async move {
            let mut report = reporter.get(&path).await.expect(200)["report"].clone();
            // The form notes the second, the machine's clock has parts of it.
            let at = text(&report, "aware_at")
                .chars()
                .take(16)
                .collect::<String>();
            report["aware_at"] = json!(at);
            report
        }
    };
    let (form, api) = (stored(by_form).await, stored(by_api).await);
    assert_eq!(form, api);
    assert_eq!(form["on_behalf"]["firm_contact"]["phone"], "+4520304051");
    assert_eq!(
        count(&app.database.url, "SELECT count(*) AS count FROM cases"),
        1
    );
}

#[tokio::test]
async fn who_gives_no_name_follows_the_case_by_its_code_alone() {
    let app = TestApp::start().await;
    let mut reader = Reader::begin(&app, "en").await;
    // Somebody gave name and contact, and then thought better of it.
    let who = [
        ("anonymous", "yes"),
        ("name", "Karen Holm"),
        ("phone", "20304050"),
        ("email", "karen@solsikken.example"),
    ];
    for (step, answers) in (1..).zip([STEPS[0], STEPS[1], &who, STEPS[3]]) {
        let page = reader.go(&format!("/en/report/{step}"), answers).await;
        assert_eq!(page.status, 200, "{}", page.text());
    }
    let list = reader.page.text();
    let list = list.split_once("<dl class=\"answers\">").unwrap().1;
    for (_, typed) in &who[1..] {
        assert!(!list.contains(&format!("<dd>{typed}")), "{list}");
    }

    let _ = reader.go("/en/report/send", &[]).await;

    assert!(reader.holds("You did not say how we can reach you."));
    let receipt = json!({
        "number": reader.of_class("code-display number-display"),
        "access_code": reader.of_class("code-group"),
    });
    let path = format!("/api/v1/reports/{}", text(&receipt, "number"));
    let own = app.reporter(&receipt).get(&path).await.expect(200);
    assert_eq!(
        own["report"]["reporter"],
        json!({"anonymous": true, "name": null, "phone": null, "email": null})
    );
    assert!(app.mails().await.is_empty());
    // The case opens from the receipt, once the code is saved.
    let again = reader.go("/en/report/saved", &[]).await;
    assert_eq!(again.status, 422);
    let on = reader.go("/en/report/saved", &[("saved", "yes")]).await;
    assert_eq!(
        (on.status.as_u16(), &on.headers["location"]),
        (307, &"/en/follow".parse().unwrap())
    );
}

#[tokio::test]
async fn what_a_program_seems_to_have_sent_is_taken_and_marked_for_staff_alone() {
    let app = TestApp::start().await;
    let analyst = app.person("analyst1").await;
    let mut person = Reader::begin(&app, "da").await;
    app.advance(chrono::Duration::minutes(4));
    person.fill().await;
    assert_eq!(person.go("/da/report/send", &[]).await.status, 200);
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let path = format!("/api/v1/cases/{}/events", text(&case, "id"));
    let events = analyst.get(&path).await.expect(200).to_string();
    assert!(!events.contains("suspected_flood"), "{events}");

    let mut program = Reader::begin(&app, "da").await;
    for (step, answers) in (1..).zip(STEPS) {
        let words = [
            ("description", "<script>alert(1)</script>; DROP TABLE"),
            ("homepage", "x"),
        ];
        let _ = program
            .go(&format!("/da/report/{step}"), &[answers, &words].concat())
            .await;
    }
    let receipt = program.go("/da/report/send", &[]).await;

    assert_eq!(receipt.status, 200, "{}", receipt.text());
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    let path = format!("/api/v1/cases/{}/events", text(&case, "id"));
    let events = analyst.get(&path).await.expect(200);
    let marked: Vec<&Value> = events["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|event| event["name"] == "report.suspected_flood")
        .collect();
    assert_eq!(marked[0]["facts"]["why"], "trap too_fast");
    let receipt = json!({
        "number": program.of_class("code-display number-display"),
        "access_code": program.of_class("code-group"),
    });
    let own = format!("/api/v1/reports/{}", text(&receipt, "number"));
    let own = app
        .reporter(&receipt)
        .get(&own)
        .await
        .expect(200)
        .to_string();
    assert!(!own.contains("suspected_flood"), "{own}");
}
