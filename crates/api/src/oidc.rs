//! Login of staff at the site's own identity provider: OpenID Connect, authorization code with PKCE.
//!
//! | file | does |
//! |---|---|
//! | `settings` | what the operator has set |
//! | `fetch`, `provider` | asks the provider: limits, its description, its keys |
//! | `begin`, `attempt` | sends a browser to the provider and remembers what must come back |
//! | `callback`, `redeem`, `claims` | takes what comes back, and checks it |
//! | `admit` | who that is here: people come and change as the provider says |
//! | `logout_token`, `backchannel` | the provider says that a session has ended |
//! | `end_session` | we say it to the provider |
//! | `page`, `refusal` | what the person sees |
//!
//! A mail address is no identity: people are known by issuer and subject.

mod admit;
mod attempt;
mod backchannel;
mod begin;
mod callback;
mod claims;
mod end_session;
mod fetch;
mod logout_token;
mod page;
mod provider;
mod redeem;
mod refusal;
mod settings;

use actix_web::web;
use url::Url;

use provider::Provider;

pub(crate) use end_session::end_session;
pub use provider::probe;
pub use settings::Settings;

/// Where a login begins.
const BEGIN: &str = "/console/login/oidc";
/// Where the provider sends the browser back to.
const CALLBACK: &str = "/console/login/oidc/callback";
/// Where a person is after logging out, and can log in again.
const OUTSIDE: &str = "/console/login";

/// What the handlers of this part are given.
pub(crate) struct Oidc {
    settings: Settings,
    provider: Provider,
    /// `https://host` of the console, without a slash at the end.
    console: String,
}

impl Oidc {
    /// Prepares everything; the provider is asked at the first login. None: no TLS on this machine.
    pub(crate) fn new(settings: Settings, console_url: &Url) -> Option<Self> {
        let console = console_url.as_str().trim_end_matches('/').to_owned();
        let provider = Provider::new(&settings)?;
        Some(Self {
            settings,
            provider,
            console,
        })
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.console)
    }
}

/// Registers the pages. Needs `web::Data<Oidc>` and the state of the staff role.
pub(crate) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(callback::callback)
        .service(backchannel::backchannel_logout)
        .service(begin::begin_again)
        .service(begin::begin);
}
