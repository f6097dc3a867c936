//! A browser without a script: it keeps its cookies, posts forms, and follows nothing by itself.

use std::collections::BTreeMap;

use reqwest::Method;
use reqwest::header::{COOKIE, SET_COOKIE, USER_AGENT};
use serde_json::Value;

use crate::{Reply, send};

/// A browser.
#[derive(Clone)]
pub struct Browser {
    http: reqwest::Client,
    base: String,
    agent: String,
    /// What it keeps, by name.
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    /// One that calls itself so.
    #[must_use]
    #[expect(clippy::expect_used, reason = "a test without a client cannot go on")]
    pub fn new(base: &str, agent: &str) -> Self {
        Self {
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .build()
                .expect("a client is made"),
            base: base.to_owned(),
            agent: agent.to_owned(),
            cookies: BTreeMap::new(),
        }
    }

    /// Another browser that has come by the cookies of this one.
    #[must_use]
    pub fn stolen_by(&self, agent: &str) -> Self {
        Self {
            agent: agent.to_owned(),
            ..self.clone()
        }
    }

    /// The cookie of the session.
    #[must_use]
    pub fn session(&self) -> Option<&String> {
        self.cookies.get("__Host-smv-session")
    }

    /// Looks at a page.
    pub async fn get(&mut self, path: &str) -> Reply {
        let request = self.request(Method::GET, path);
        self.kept(send(request).await)
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, form: &[(&str, &str)]) -> Reply {
        let request = self.request(Method::POST, path).form(form);
        self.kept(send(request).await)
    }

    /// Asks the API from a page, with the cookie.
    pub async fn call(&mut self, path: &str, body: &Value) -> Reply {
        let request = self.request(Method::POST, path).json(body);
        self.kept(send(request).await)
    }

    /// A request to be completed, as this browser sends it.
    pub fn request(&self, method: Method, path: &str) -> reqwest::RequestBuilder {
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        self.http
            .request(method, format!("{}{path}", self.base))
            .header(USER_AGENT, &self.agent)
            .header("Sec-Fetch-Site", "same-origin")
            .header("Accept-Language", "en")
            .header(COOKIE, cookies.join("; "))
    }

    fn kept(&mut self, reply: Reply) -> Reply {
        for cookie in reply.headers.get_all(SET_COOKIE) {
            let text = cookie.to_str().unwrap_or_default();
            let pair = text.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                if text.contains("Max-Age=0") {
                    self.cookies.remove(name);
                } else {
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        reply
    }
}
