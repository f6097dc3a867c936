//! A session that is used and rotated at many processes while it is ended in one of many ways.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use smv_cert_tests::{Caller, send, text};

use super::desks::Desks;

/// Of each session, beside one that rotates.
pub(super) const USERS: usize = 3;

pub(super) const WAYS: [&str; 6] = ["disable", "logout", "everywhere", "reuse", "delete", "role"];

/// A session while it is tried.
pub(super) struct Trial<'a> {
    desks: &'a Desks,
    /// Where the next request goes: each to another process.
    next: Mutex<usize>,
    pub(super) name: String,
    /// The first tokens; the refresh token among them is spent by the first rotation.
    first: Value,
    newest: Mutex<Value>,
    used: Mutex<usize>,
    rotated: Mutex<usize>,
    /// When the ending had returned.
    ended: Mutex<Option<Instant>>,
}

/// How long after the end a request began that was answered, if one was.
pub(super) type Window = Option<Duration>;

impl<'a> Trial<'a> {
    pub(super) async fn begin(desks: &'a Desks, lane: usize, trial: usize) -> Self {
        let name = format!("lane{lane}");
        let first = desks.login(lane + 5 * trial, &name).await;
        Self {
            desks,
            next: Mutex::new(25 * lane + trial),
            name,
            newest: Mutex::new(first.clone()),
            first,
            used: Mutex::new(0),
            rotated: Mutex::new(0),
            ended: Mutex::new(None),
        }
    }

    fn desk(&self) -> &Caller {
        let mut next = self.next.lock().unwrap();
        *next += 1;
        self.desks.caller(*next)
    }

    fn holder(&self) -> Caller {
        let token = text(&self.newest.lock().unwrap(), "access_token");
        self.desk().with(token)
    }

    /// Whether a request that begins now begins after the end, and how long after.
    fn late(&self) -> Window {
        self.ended.lock().unwrap().map(|ended| ended.elapsed())
    }

    /// Reads the queue until three requests that began after the end were refused.
    pub(super) async fn use_it(&self) -> Window {
        let (mut worst, mut refused) = (None, 0);
        while refused < 3 {
            let (late, caller) = (self.late(), self.holder());
            match caller.get("/api/v1/queue").await.status.as_u16() {
                200 => {
                    worst = worst.max(late);
                    *self.used.lock().unwrap() += 1;
                }
                401 | 403 => refused += u32::from(late.is_some()),
                other => panic!("{}: {other}", self.name),
            }
        }
        worst
    }

    /// Exchanges the refresh token until that is refused. Who lost only a role may go on.
    pub(super) async fn rotate(&self, way: &str) -> Window {
        let mut worst = None;
        loop {
            let late = self.late();
            if way == "role" && late.is_some() {
                return worst;
            }
            let body = json!({"refresh_token": self.newest.lock().unwrap()["refresh_token"]});
            let reply = self.desk().post("/api/v1/auth/refresh", &body).await;
            match reply.status.as_u16() {
                200 => {
                    worst = worst.max(late);
                    *self.newest.lock().unwrap() = reply.json;
                    *self.rotated.lock().unwrap() += 1;
                }
                401 => return worst,
                other => panic!("{}: {other}", self.name),
            }
        }
    }

    /// Ends the session when it has been used and rotated a few times.
    pub(super) async fn end(&self, way: &str) {
        while *self.used.lock().unwrap() < USERS || *self.rotated.lock().unwrap() < 2 {
            tokio::task::yield_now().await;
        }
        let holder = self.holder();
        let status = match way {
            "disable" => {
                tokio::task::block_in_place(|| self.desks.disable(&self.name));
                204
            }
            "role" => {
                tokio::task::block_in_place(|| self.desks.set_role(&self.name, "admin"));
                204
            }
            "logout" => holder
                .post_empty("/api/v1/auth/logout")
                .await
                .status
                .as_u16(),
            "everywhere" => {
                let path = "/api/v1/auth/logout-everywhere";
                holder.post_empty(path).await.status.as_u16()
            }
            "reuse" => {
                let body = json!({"refresh_token": self.first["refresh_token"]});
                let reply = self.desk().post("/api/v1/auth/refresh", &body).await;
                assert_eq!(reply.status, 401);
                204
            }
            _ => {
                let own = holder.get("/api/v1/auth/sessions").await.expect(200);
                let own = text(&own["data"][0], "id");
                let path = format!("/api/v1/auth/sessions/{own}");
                let request = self.holder().request(Method::DELETE, &path);
                send(request).await.status.as_u16()
            }
        };
        assert_eq!(status, 204, "{way}");
        *self.ended.lock().unwrap() = Some(Instant::now());
    }
}
