//! Several processes of the staff role on one database.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use domain::access::Actor;
use serde_json::{Value, json};
use server::{Background, Config, Role, Roles, Running};
use smv_cert_tests::{Caller, PASSWORD, TestDatabase};
use store::{Db, DbRole, Settings, people};

static NEXT: AtomicU32 = AtomicU32::new(0);

pub(super) struct Desks {
    processes: Vec<Running>,
    /// A caller of each process; making one is dear.
    callers: Vec<Caller>,
    owner: Db,
    data_dir: PathBuf,
    // Dropped last.
    pub(super) database: TestDatabase,
}

impl Desks {
    pub(super) async fn start(count: usize) -> Self {
        let database = TestDatabase::new();
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("smv-cert-desks-{}-{number}", std::process::id());
        let data_dir = std::env::temp_dir().join(name);
        let mut processes = Vec::new();
        for _ in 0..count {
            let mut config = Config::for_tests(&database.url, &data_dir);
            // The issuer of tokens: behind one name, as behind a proxy.
            config.http.public_url = "http://localhost".parse().ok();
            config.http.workers = 1;
            config.database.staff_connections = 2;
            let clock = server::system_clock();
            let roles = Roles::Only(Role::Staff);
            let started = server::start(config, clock, roles, Background::OnDemand).await;
            processes.push(started.unwrap());
        }
        let settings = Settings {
            url: database.url.clone().into(),
            connections: 1,
            deadline: Duration::from_secs(10),
        };
        let callers = processes
            .iter()
            .map(|process| Caller::new(&process.staff_url));
        Self {
            callers: callers.collect(),
            processes,
            owner: Db::new(DbRole::Owner, &settings),
            data_dir,
            database,
        }
    }

    pub(super) fn base(&self, at: usize) -> &str {
        &self.processes[at % self.processes.len()].staff_url
    }

    /// Somebody at one of the processes.
    pub(super) fn caller(&self, at: usize) -> &Caller {
        &self.callers[at % self.callers.len()]
    }

    pub(super) async fn login(&self, at: usize, name: &str) -> Value {
        let body = json!({"email": format!("{name}@demo.example"), "password": PASSWORD});
        loop {
            let reply = self.caller(at).post("/api/v1/auth/login", &body).await;
            // The few threads for passwords are busy with those of others.
            if reply.status != 429 {
                return reply.expect(200);
            }
        }
    }

    pub(super) fn disable(&self, name: &str) {
        let (now, email) = (server::system_clock().now(), format!("{name}@demo.example"));
        self.owner
            .transact_blocking(&Actor::System, |tx| people::disable(tx, &email, now))
            .unwrap();
    }

    pub(super) fn set_role(&self, name: &str, role: &str) {
        let sql = format!("UPDATE people SET role = '{role}' WHERE email = '{name}@demo.example'");
        self.database.execute(&sql);
    }

    /// Analysts `lane0`, `lane1` and so on, with the password of the demo.
    pub(super) fn add_people(&self, count: usize) {
        for number in 0..count {
            let sql = format!(
                "INSERT INTO people (id, email, name, password_hash, role, created_at) \
                 SELECT gen_random_uuid(), 'lane{number}@demo.example', 'Lane', password_hash, role, \
                 now() FROM people WHERE email = 'analyst1@demo.example'"
            );
            self.database.execute(&sql);
        }
    }

    /// Gives an analyst back what a trial took.
    pub(super) fn restore(&self, name: &str) {
        let sql = "UPDATE people SET role = 'analyst', disabled_at = NULL";
        self.database
            .execute(&format!("{sql} WHERE email = '{name}@demo.example'"));
    }
}

impl Drop for Desks {
    fn drop(&mut self) {
        for running in &self.processes {
            running.stop_token().cancel();
        }
        let _ = std::fs::remove_dir_all(&self.data_dir);
    }
}
