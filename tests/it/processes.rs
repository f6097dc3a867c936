//! One role a process, as in production: public, staff and worker on one database and one folder.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::Method;
use serde_json::json;
use server::{Background, Config, Role, Roles, Running};
use smv_cert_tests::{Caller, PASSWORD, TestDatabase, report, send, text};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// The three processes.
struct Site {
    public: Running,
    staff: Running,
    worker: Running,
    data_dir: PathBuf,
    // Dropped last.
    _database: TestDatabase,
}

impl Site {
    async fn start() -> Self {
        let database = TestDatabase::new();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("smv-cert-site-{}-{number}", std::process::id());
        let data_dir = std::env::temp_dir().join(name);
        let start = async |role| {
            let config = Config::for_tests(&database.url, &data_dir);
            let roles = Roles::Only(role);
            server::start(config, server::system_clock(), roles, Background::OnDemand)
                .await
                .unwrap()
        };
        let staff = start(Role::Staff).await;
        publish_keys(&staff, &data_dir).await;
        Self {
            staff,
            public: start(Role::Public).await,
            worker: start(Role::Worker).await,
            data_dir,
            _database: database,
        }
    }

    fn anyone(&self) -> Caller {
        Caller::new(&self.public.public_url)
    }

    fn desk(&self) -> Caller {
        Caller::new(&self.staff.staff_url)
    }

    async fn person(&self, name: &str) -> Caller {
        let login = json!({"email": format!("{name}@demo.example"), "password": PASSWORD});
        let tokens = self
            .desk()
            .post("/api/v1/auth/login", &login)
            .await
            .expect(200);
        self.desk().with(text(&tokens, "access_token"))
    }

    fn mails(&self) -> usize {
        std::fs::read_dir(self.data_dir.join("mail")).map_or(0, Iterator::count)
    }
}

/// Lays the public keys of staff beside the public process, as the runbook says.
async fn publish_keys(staff: &Running, data_dir: &Path) {
    let jwks = Caller::new(&staff.staff_url)
        .get("/.well-known/jwks.json")
        .await;
    for key in jwks.expect(200)["keys"].as_array().unwrap() {
        let file = format!("keys/{}.jwk", text(key, "kid"));
        std::fs::write(data_dir.join(file), key.to_string()).unwrap();
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        for running in [&self.public, &self.staff, &self.worker] {
            running.stop_token().cancel();
        }
        let _ = std::fs::remove_dir_all(&self.data_dir);
    }
}

#[tokio::test]
async fn three_processes_together_do_what_one_does() {
    let site = Site::start().await;

    let (anyone, report) = (site.anyone(), report::bakery());
    let filed = anyone
        .post_once("/api/v1/reports", "three-processes-1", &report)
        .await;
    let receipt = filed.expect(201);
    let analyst = site.person("analyst1").await;
    let case = analyst.post_empty("/api/v1/queue/claim").await.expect(200);
    assert_eq!(case["number"], receipt["number"]);
    let path = format!("/api/v1/cases/{}/messages", text(&case, "id"));
    let _ = analyst
        .post(&path, &json!({"text": "Vi er på vej."}))
        .await
        .expect(201);
    assert_eq!(site.mails(), 0, "only the worker writes mails");
    let round = site.worker.run_outbox_once().await;

    assert!(round.is_ok());
    assert_eq!(site.mails(), 2);
    let karen = site.anyone().with(text(&receipt, "access_code"));
    let own = karen
        .get(&format!("/api/v1/reports/{}", text(&receipt, "number")))
        .await;
    assert_eq!(own.expect(200)["messages"][0]["text"], "Vi er på vej.");
    assert!(
        site.public.run_outbox_once().await.is_err(),
        "public is no worker"
    );
}

#[tokio::test]
async fn a_process_does_not_answer_what_another_one_is_there_for() {
    let site = Site::start().await;
    let analyst = site.person("analyst1").await;
    let same_person = site.anyone().with("a.b.c");
    let id = "0198f2c0-0000-7000-8000-000000000000";

    for (method, path) in [
        (Method::POST, "/api/v1/auth/login".to_owned()),
        (Method::GET, "/api/v1/queue".to_owned()),
        (Method::POST, "/api/v1/queue/claim".to_owned()),
        (Method::GET, format!("/api/v1/cases/{id}")),
        (Method::PUT, format!("/api/v1/cases/{id}/owner")),
        (Method::DELETE, format!("/api/v1/cases/{id}/owner")),
        (Method::GET, format!("/api/v1/referrals/{id}")),
    ] {
        let reply = send(same_person.request(method.clone(), &path).json(&json!({}))).await;
        assert_eq!(reply.header("allow"), "", "{method} {path}");
        assert_eq!(reply.problem(404), "not-found", "{method} {path}");
    }
    let reports = analyst
        .post_once("/api/v1/reports", "at-the-staff-door", &report::bakery())
        .await;
    assert_eq!(reports.problem(404), "not-found");
    for path in [
        "/api/v1/reports/SMV-0000-0000",
        "/api/v1/first-aid/ddos",
        "/da",
        "/da/report",
    ] {
        assert_eq!(analyst.get(path).await.status, 404, "{path}");
    }
    let wrong_method = send(analyst.request(Method::PUT, "/api/v1/queue")).await;
    assert_eq!(
        wrong_method.header("allow"),
        "GET, HEAD",
        "its own paths it knows"
    );
    assert_eq!(wrong_method.problem(405), "method-not-allowed");
}

#[tokio::test]
async fn every_process_is_asked_how_it_is_and_publishes_the_same_keys() {
    let site = Site::start().await;
    let mut published = Vec::new();

    for caller in [site.anyone(), site.desk()] {
        for path in [
            "/healthz",
            "/readyz",
            "/openapi.yaml",
            "/.well-known/security.txt",
        ] {
            assert_eq!(caller.get(path).await.status, 200, "{path}");
        }
        let jwks = caller.get("/.well-known/jwks.json").await.expect(200);
        let mut kids: Vec<String> = jwks["keys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| text(key, "kid"))
            .collect();
        kids.sort();
        published.push(kids);
    }
    assert_eq!(published[0].len(), 2);
    assert_eq!(published[0], published[1]);
    assert_eq!(site.worker.public_url, "", "the worker serves nothing");
}
