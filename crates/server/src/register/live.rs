//! The live register: one firm by its number, over HTTPS.
//!
//! The answer is a document of the register's distribution (`Vrvirksomhed`, Erhvervsstyrelsen,
//! "System-til-system-adgang til CVR-data", index `cvr-permanent`), alone, as `_source`, or as the first
//! of `hits.hits`; or a flat object with the names that `smv-cert cvr import` knows. Only the number
//! leaves: no name, no case, nothing that tells why.

mod addresses;

use std::sync::Arc;
use std::time::Duration;

use domain::cvr::Cvr;
use domain::register::{Register, RegisteredFirm};
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use reqwest::redirect::Policy;
use reqwest::{Client, StatusCode};
use secrecy::ExposeSecret as _;
use serde_json::Value;
use url::Host;

use self::addresses::{Resolver, may_connect};
use super::json_lines;
use crate::config::LiveRegister;

/// From the first packet to the last byte.
const TIME_LIMIT: Duration = Duration::from_secs(2);
/// A firm's newest data are a few KiB; with all its history some are longer (docs/operations.md).
const SIZE_LIMIT: usize = 64 * 1024;

/// The live register. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Live {
    http: Client,
    settings: Arc<LiveRegister>,
}

/// Why there is no answer. Said without the address, which holds the number.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Its address is none that we go to.
    #[error("the address is not a public one")]
    NotPublic,
    /// Nobody answers in time.
    #[error("no answer")]
    NoAnswer(#[source] reqwest::Error),
    /// It sends us elsewhere. Nobody goes there.
    #[error("it redirects")]
    Redirects,
    /// It refuses, or has a fault.
    #[error("it answers {0}")]
    Status(StatusCode),
    /// Longer than a firm is.
    #[error("the answer is longer than {SIZE_LIMIT} bytes")]
    TooLong,
    /// Not JSON, or not of this firm.
    #[error("the answer is not this firm: {0}")]
    NotThisFirm(String),
}

impl Failure {
    /// A class for the operator: short, and nothing of the answer.
    pub(crate) fn class(&self) -> String {
        match self {
            Self::NotPublic => "not-a-public-address".to_owned(),
            Self::NoAnswer(error) if error.is_timeout() => "timeout".to_owned(),
            Self::NoAnswer(_) => "no-answer".to_owned(),
            Self::Redirects => "redirect".to_owned(),
            Self::Status(status) => format!("status-{}", status.as_u16()),
            Self::TooLong => "too-long".to_owned(),
            Self::NotThisFirm(_) => "not-this-firm".to_owned(),
        }
    }
}

impl From<reqwest::Error> for Failure {
    fn from(error: reqwest::Error) -> Self {
        Self::NoAnswer(error.without_url())
    }
}

impl Live {
    /// Fails when this machine has no TLS.
    pub(crate) fn new(settings: LiveRegister) -> anyhow::Result<Self> {
        let http = Client::builder()
            .redirect(Policy::none())
            // No proxy of the environment: it would see every number, and go where it likes.
            .no_proxy()
            .dns_resolver(Arc::new(Resolver {
                private: settings.private_addresses,
            }))
            .timeout(TIME_LIMIT)
            .user_agent("smv-cert")
            .referer(false)
            .build()?;
        Ok(Self {
            http,
            settings: Arc::new(settings),
        })
    }

    /// Who is asked.
    pub(crate) fn host(&self) -> &str {
        &self.settings.host
    }

    async fn ask(&self, cvr: &Cvr) -> Result<Option<RegisteredFirm>, Failure> {
        let mut request = self
            .http
            .get(self.settings.address_of(cvr))
            .header(ACCEPT, "application/json");
        if let (Some(user), Some(password)) = (&self.settings.user, &self.settings.password) {
            request = request.basic_auth(user, Some(password.expose_secret()));
        }
        let request = request.build()?;
        // What is no name is not resolved, so the resolver does not see it.
        let literal = match request.url().host() {
            Some(Host::Ipv4(address)) => Some(address.into()),
            Some(Host::Ipv6(address)) => Some(address.into()),
            Some(Host::Domain(_)) | None => None,
        };
        if literal.is_some_and(|address| !may_connect(address, self.settings.private_addresses)) {
            return Err(Failure::NotPublic);
        }
        let mut answer = self.http.execute(request).await?;
        let status = answer.status();
        let is_json = answer
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .is_some_and(|kind| kind.starts_with("application/json"));
        // A wrong path says 404 too, but seldom in JSON.
        if status == StatusCode::NOT_FOUND && is_json {
            return Ok(None);
        }
        if status.is_redirection() {
            return Err(Failure::Redirects);
        }
        if status != StatusCode::OK {
            return Err(Failure::Status(status));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > SIZE_LIMIT {
                return Err(Failure::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        firm_of(&body, cvr)
    }
}

impl Register for Live {
    type Error = Failure;

    async fn firm(&self, cvr: &Cvr) -> Result<Option<RegisteredFirm>, Failure> {
        self.ask(cvr).await
    }
}

/// Reads an answer. One that names another firm is none.
fn firm_of(body: &[u8], cvr: &Cvr) -> Result<Option<RegisteredFirm>, Failure> {
    let value: Value = serde_json::from_slice(body)
        .map_err(|_| Failure::NotThisFirm("it is not JSON".to_owned()))?;
    let document = match value.pointer("/hits/hits").and_then(Value::as_array) {
        Some(hits) => match hits.first() {
            Some(first) => first,
            None => return Ok(None),
        },
        None => &value,
    };
    let firm = json_lines::texts(document)
        .firm()
        .map_err(|_| Failure::NotThisFirm("it has no number and name".to_owned()))?;
    if firm.cvr == *cvr {
        Ok(Some(firm))
    } else {
        Err(Failure::NotThisFirm("it has another number".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use domain::cvr::Cvr;
    use domain::organisation::SizeClass;
    use serde_json::{Value, json};

    use super::firm_of;

    fn read(value: &Value) -> Option<domain::register::RegisteredFirm> {
        let cvr = Cvr::parse("13748136").unwrap();
        firm_of(value.to_string().as_bytes(), &cvr).unwrap()
    }

    #[test]
    fn the_first_hit_of_a_search_is_the_firm_and_no_hit_is_none() {
        let firm = json!({"Vrvirksomhed": {"cvrNummer": 13_748_136, "virksomhedMetadata": {
            "nyesteNavn": {"navn": "BAGERIET SOLSIKKEN ApS"},
            "nyesteHovedbranche": {"branchekode": "107110"},
            "nyesteAarsbeskaeftigelse": {"intervalKodeAntalAnsatte": "ANTAL_5_9"},
            "nyesteBeliggenhedsadresse": {"kommune": {"kommuneKode": 751}}}}});

        let found = read(&json!({"hits": {"total": 1, "hits": [{"_source": firm}]}})).unwrap();

        assert_eq!(found.name, "BAGERIET SOLSIKKEN ApS");
        assert_eq!(found.size_class, Some(SizeClass::S5To9));
        assert_eq!(found.municipality.unwrap().name(), "Aarhus");
        assert!(read(&json!({"hits": {"total": 0, "hits": []}})).is_none());
        assert_eq!(read(&firm).unwrap().name, "BAGERIET SOLSIKKEN ApS");
    }

    #[test]
    fn another_firm_or_none_at_all_is_no_answer() {
        let cvr = Cvr::parse("13748136").unwrap();
        for body in [
            r#"{"cvr": "24256790", "name": "Smedjen"}"#,
            r#"{"error": "quota"}"#,
            "[]",
            "<html>",
            "",
        ] {
            assert!(firm_of(body.as_bytes(), &cvr).is_err(), "{body}");
        }
    }
}
