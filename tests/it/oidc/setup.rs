//! A provider, our system, and browsers between them.

use std::process::Command;

use domain::federation::GroupMap;
use reqwest::Method;
use serde_json::{Value, json};
use server::OidcSettings;
use smv_cert_tests::TestApp;
use url::Url;

use super::browser::{Browser, Page};
use crate::outside::{Program, in_project};

/// Our secret at the provider.
pub(super) const SECRET: &str = "a secret of the tests, long enough for HS256";

/// A provider in its own process.
pub(super) struct Provider {
    pub(super) issuer: Url,
    http: reqwest::Client,
    _program: Program,
}

impl Provider {
    pub(super) async fn start(script: &str) -> Self {
        assert!(
            in_project("tests/oidc/node_modules/oidc-provider").exists(),
            "the identity provider of the tests is missing, which `make test` installs"
        );
        let mut program =
            Program::start(Command::new("node").arg(in_project("tests/oidc").join(script)));
        let issuer = program
            .line(|line| {
                let said: Value = serde_json::from_str(line).ok()?;
                Some(said["issuer"].as_str()?.to_owned())
            })
            .await;
        Self {
            issuer: Url::parse(&issuer).unwrap(),
            http: reqwest::Client::new(),
            _program: program,
        }
    }

    /// Tells the provider what to do; what it has seen.
    pub(super) async fn control(&self, path: &str, body: Value) -> Value {
        let url = self.issuer.join(path).unwrap();
        let sent = self
            .http
            .request(Method::POST, url)
            .json(&body)
            .send()
            .await;
        sent.unwrap().json().await.unwrap()
    }

    /// Somebody at the provider.
    pub(super) async fn account(&self, id: &str, claims: Value) {
        self.control("/control/account", json!({"id": id, "claims": claims}))
            .await;
    }
}

/// Our system, with people of a provider.
pub(super) struct Site {
    pub(super) provider: Provider,
    pub(super) app: TestApp,
}

/// What the tests' provider is here.
pub(super) fn settings(issuer: &Url) -> OidcSettings {
    OidcSettings {
        provider: api::OidcSettings {
            issuer: issuer.as_str().trim_end_matches('/').to_owned(),
            client_id: "smv-cert".to_owned(),
            client_secret: Some(api::OidcSettings::secret(SECRET)),
            scopes: vec!["profile".to_owned(), "email".to_owned()],
            groups_claim: "groups".to_owned(),
            group_roles: GroupMap::parse(
                "leads -> duty_lead; analysts -> analyst; audit -> auditor",
            )
            .unwrap(),
            label: "Stedets login".to_owned(),
            clock_skew_seconds: 5,
            prompt: None,
            acr_values: None,
            email_claim: "email".to_owned(),
            name_claim: "name".to_owned(),
            extra_parameters: vec![("x_of_the_site".to_owned(), "æ&b".to_owned())],
            acr_claim: "acr".to_owned(),
            required_acr: Vec::new(),
            required_amr: Vec::new(),
            link_by_verified_email: false,
            plain_http_on_loopback: true,
        },
        trusts_provider_factors: true,
    }
}

impl Site {
    /// With the certified provider.
    pub(super) async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    pub(super) async fn start_with(change: impl FnOnce(&mut OidcSettings)) -> Self {
        let provider = Provider::start("provider.mjs").await;
        let site = Self::at(provider, change).await;
        site.register("RS256").await;
        let anna = json!({"email": "anna@sted.example", "email_verified": true,
            "name": "Anna Andersen", "groups": ["leads"]});
        site.provider.account("anna", anna).await;
        site
    }

    /// With a provider that lies as it is told.
    pub(super) async fn hostile() -> Self {
        Self::at(Provider::start("hostile.mjs").await, |_| ()).await
    }

    async fn at(provider: Provider, change: impl FnOnce(&mut OidcSettings)) -> Self {
        let mut oidc = settings(&provider.issuer);
        change(&mut oidc);
        let app = TestApp::start_with(|config| config.oidc = Some(oidc)).await;
        Self { provider, app }
    }

    /// Makes us a client of the provider, with tokens signed in this way.
    pub(super) async fn register(&self, alg: &str) {
        let client = json!({
            "redirect_uri": self.url("/console/login/oidc/callback"),
            "post_logout_redirect_uri": self.url("/console/login"),
            "backchannel_logout_uri": self.url("/console/login/oidc/backchannel-logout"),
            "alg": alg,
        });
        self.provider.control("/control/client", client).await;
    }

    pub(super) fn url(&self, path: &str) -> Url {
        Url::parse(&self.app.running.staff_url)
            .unwrap()
            .join(path)
            .unwrap()
    }

    /// Goes to the provider and logs in there; stops before coming back when told so.
    pub(super) async fn at_provider(
        &self,
        browser: &mut Browser,
        login: &str,
        begin: &str,
        stop: impl Fn(&Url) -> bool + Copy,
    ) -> Page {
        let mut page = browser.go_until(&self.url(begin), stop).await;
        // Login and consent; a provider that knows the browser asks for neither.
        for _ in 0..2 {
            if page.url.path().starts_with("/interaction/") && page.location.is_none() {
                let fields = [("login", login), ("password", "x")];
                page = browser.submit(&page, &fields, stop).await;
            }
        }
        page
    }

    /// Logs somebody in, all the way.
    pub(super) async fn log_in(&self, browser: &mut Browser, login: &str) -> Page {
        self.at_provider(browser, login, "/console/login/oidc", |_| false)
            .await
    }

    /// Goes to the provider and stops with the answer in hand.
    pub(super) async fn answer(&self, browser: &mut Browser, login: &str) -> Url {
        let is_answer = |url: &Url| url.path().ends_with("/oidc/callback");
        let page = self
            .at_provider(browser, login, "/console/login/oidc", is_answer)
            .await;
        page.location.expect("the provider sends the browser back")
    }

    /// What the API says to the browser's session.
    pub(super) async fn status(&self, browser: &mut Browser, path: &str) -> u16 {
        browser.hop(Method::GET, &self.url(path), &[]).await.status
    }

    /// What the browser's cookie says.
    pub(super) fn session(&self, browser: &Browser) -> Option<String> {
        let cookie = browser.cookie(&self.url("/"), "__Host-smv-session");
        cookie.map(str::to_owned)
    }

    /// Whether the browser's session may work on cases.
    pub(super) async fn may_work(&self, browser: &mut Browser) -> bool {
        self.status(browser, "/api/v1/queue").await == 200
    }
}
