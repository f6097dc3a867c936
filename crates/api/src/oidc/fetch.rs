//! Asking the provider over HTTP: no redirects, a limit of time and size, TLS.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use openidconnect::http;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use reqwest::redirect::Policy;
use url::{Host, Url};

/// A whole request may take so long.
const TIME_LIMIT: Duration = Duration::from_secs(10);
/// Descriptions, key sets and tokens are a few KiB.
const SIZE_LIMIT: usize = 512 * 1024;

/// The client.
pub(super) struct Fetcher {
    http: reqwest::Client,
    plain_http_on_loopback: bool,
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum FetchError {
    /// Not `https`.
    #[error("{0} is no https address")]
    NotHttps(String),
    /// The address cannot be used, or nobody answers in time.
    // An address may hold a token: the error is told without it.
    #[error("no answer")]
    NoAnswer(#[source] reqwest::Error),
    /// The answer is too long.
    #[error("the answer is longer than {SIZE_LIMIT} bytes")]
    TooLong,
    /// The answer cannot be passed on.
    #[error("no HTTP answer")]
    NoHttp(#[from] http::Error),
}

impl From<reqwest::Error> for FetchError {
    fn from(error: reqwest::Error) -> Self {
        Self::NoAnswer(error.without_url())
    }
}

impl Fetcher {
    /// None: this machine has no TLS.
    pub(super) fn new(plain_http_on_loopback: bool) -> Option<Self> {
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .timeout(TIME_LIMIT)
            .connect_timeout(TIME_LIMIT / 2)
            .user_agent("smv-cert")
            .referer(false)
            .build();
        match http {
            Ok(http) => Some(Self {
                http,
                plain_http_on_loopback,
            }),
            Err(error) => {
                tracing::error!(%error, "no HTTP client for the identity provider");
                None
            }
        }
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, FetchError> {
        let address = request.uri().to_string();
        if !self.may_ask(&address) {
            return Err(FetchError::NotHttps(without_query(&address)));
        }
        let mut answer = self.http.execute(request.try_into()?).await?;
        let mut response = http::Response::builder().status(answer.status());
        if let Some(headers) = response.headers_mut() {
            headers.clone_from(answer.headers());
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await? {
            if body.len() + chunk.len() > SIZE_LIMIT {
                return Err(FetchError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(response.body(body)?)
    }

    /// Whether an address that the provider names is one we go to.
    pub(super) fn may_ask(&self, address: &str) -> bool {
        Url::parse(address).is_ok_and(|url| {
            url.scheme() == "https"
                || (self.plain_http_on_loopback && url.scheme() == "http" && is_loopback(&url))
        })
    }
}

/// Whether an address is this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn without_query(address: &str) -> String {
    address.split('?').next().unwrap_or_default().to_owned()
}

impl<'c> AsyncHttpClient<'c> for Fetcher {
    type Error = FetchError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, FetchError>> + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

#[cfg(test)]
mod tests {
    use super::Fetcher;

    #[test]
    fn plain_http_is_for_this_machine_and_only_in_demonstrations() {
        let (demo, real) = (Fetcher::new(true).unwrap(), Fetcher::new(false).unwrap());

        for address in ["http://127.0.0.1:1/x", "http://localhost/", "http://[::1]/"] {
            assert!(demo.may_ask(address) && !real.may_ask(address), "{address}");
        }
        for address in [
            "http://10.0.0.1/",
            "http://localhost.evil.example/",
            "ftp://localhost/",
            "file:///etc/passwd",
            "x",
        ] {
            assert!(
                !demo.may_ask(address) && !real.may_ask(address),
                "{address}"
            );
        }
        assert!(real.may_ask("https://login.example/"));
    }
}
