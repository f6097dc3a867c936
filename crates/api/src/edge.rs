//! What every request meets first: who calls from where, whether from our own pages, how often and how
//! fast; and the headers of every answer.

mod address;
mod guard;
mod headers;
mod limits;
mod origin;
mod pace;
mod refusal;
mod unread;

use actix_web::HttpRequest;
use actix_web::web::Data;
use url::Url;

pub use address::{ForwardedHeader, Proxies};
pub use limits::{LimitSettings, PerMinute};
pub use pace::Pace;

pub(crate) use address::client_address;
pub(crate) use guard::{guard, take};
pub(crate) use headers::secure;
pub(crate) use limits::{Class, Limits, Network};
pub(crate) use pace::{BodyError, read};
pub(crate) use refusal::{path, refused};
pub(crate) use unread::hold_unread;

/// How strangers are met. Cheap to clone.
#[derive(Debug, Clone)]
pub struct EdgeSettings {
    /// The address of the public part.
    pub public_url: Url,
    /// Whose word on a client's address is believed.
    pub proxies: Proxies,
    /// How often.
    pub limits: LimitSettings,
    /// How fast a body must come.
    pub pace: Pace,
}

/// The edge of one listener: limits are its own.
pub(crate) struct Edge {
    pub(crate) settings: EdgeSettings,
    pub(crate) limits: Limits,
}

impl Edge {
    pub(crate) fn new(settings: EdgeSettings) -> Self {
        Self {
            limits: Limits::new(settings.limits),
            settings,
        }
    }

    /// The edge in front of a request; none in an app that was put together without one.
    pub(crate) fn of(request: &HttpRequest) -> Option<&Self> {
        request.app_data::<Data<Self>>().map(|edge| edge.as_ref())
    }

    /// Whether browsers reach us by https, through the proxy in front.
    pub(crate) fn is_https(&self) -> bool {
        self.settings.public_url.scheme() == "https"
    }
}
