//! A caller of the API and what it is answered.

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;

/// Somebody who calls: with a token, an access code, or nothing.
#[derive(Clone)]
pub struct Caller {
    http: reqwest::Client,
    base: String,
    bearer: Option<String>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// HTTP status.
    pub status: StatusCode,
    /// Headers.
    pub headers: reqwest::header::HeaderMap,
    /// The body as bytes.
    pub bytes: Vec<u8>,
    /// The body as JSON; null when it is none.
    pub json: Value,
}

/// Leaves a connection before the server does: one that is closed while a request is on its way fails.
#[expect(clippy::expect_used, reason = "a test without a client cannot go on")]
fn client() -> reqwest::Client {
    let idle = std::time::Duration::from_secs(3);
    let client = reqwest::Client::builder().pool_idle_timeout(idle);
    client.build().expect("a client can be made")
}

impl Caller {
    /// A caller without anything.
    #[must_use]
    pub fn new(base: &str) -> Self {
        Self {
            http: client(),
            base: base.to_owned(),
            bearer: None,
        }
    }

    /// The same with a secret after `Bearer`.
    #[must_use]
    pub fn with(&self, bearer: impl Into<String>) -> Self {
        Self {
            bearer: Some(bearer.into()),
            ..self.clone()
        }
    }

    /// A request to be completed.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.bearer {
            Some(bearer) => request.bearer_auth(bearer),
            None => request,
        }
    }

    /// GET.
    pub async fn get(&self, path: &str) -> Reply {
        send(self.request(Method::GET, path)).await
    }

    /// POST with JSON.
    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        send(self.request(Method::POST, path).json(body)).await
    }

    /// POST without a body.
    pub async fn post_empty(&self, path: &str) -> Reply {
        send(self.request(Method::POST, path)).await
    }

    /// POST with an `Idempotency-Key`.
    pub async fn post_once(&self, path: &str, key: &str, body: &Value) -> Reply {
        send(
            self.request(Method::POST, path)
                .header("Idempotency-Key", key)
                .json(body),
        )
        .await
    }

    /// PUT with `If-Match`.
    pub async fn put(&self, path: &str, version: &str, body: &Value) -> Reply {
        send(
            self.request(Method::PUT, path)
                .header("If-Match", version)
                .json(body),
        )
        .await
    }
}

/// Sends a request and reads the whole answer.
#[expect(clippy::expect_used, reason = "a test without an answer cannot go on")]
pub async fn send(request: RequestBuilder) -> Reply {
    let response = request.send().await.expect("the server answers");
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response
        .bytes()
        .await
        .expect("the answer arrives whole")
        .to_vec();
    let json = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Reply {
        status,
        headers,
        bytes,
        json,
    }
}

impl Reply {
    /// The JSON, when the status is the expected one.
    ///
    /// # Panics
    /// When it is another.
    #[must_use]
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(
            self.status.as_u16(),
            status,
            "{}",
            String::from_utf8_lossy(&self.bytes)
        );
        self.json
    }

    /// The problem's code, when the status is the expected one.
    ///
    /// # Panics
    /// When it is another, or the body is no problem.
    #[must_use]
    #[track_caller]
    pub fn problem(self, status: u16) -> String {
        let kind = self.header("content-type");
        let json = self.expect(status);
        assert_eq!(kind, "application/problem+json");
        json.get("code")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    }

    /// A header, empty when it is missing.
    #[must_use]
    pub fn header(&self, name: &str) -> String {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_owned()
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}
