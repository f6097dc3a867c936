//! Listeners and the public address.

use std::net::{Ipv4Addr, SocketAddr};

use url::Url;

use super::fields::Fields;

/// The section `http`.
#[derive(Debug, Clone)]
pub struct Http {
    /// The public role, and staff too unless `staff_listen` is set.
    pub listen: SocketAddr,
    /// A listener of its own for staff and police.
    pub staff_listen: Option<SocketAddr>,
    /// The address in links, if it is not the listener's.
    pub public_url: Option<Url>,
    /// Where browsers find the console, if it is not the public address.
    pub console_url: Option<Url>,
    /// Threads of each listener.
    pub workers: usize,
}

impl Http {
    pub(super) fn from_fields(fields: &mut Fields<'_>) -> Self {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let workers = fields.number("http.workers", 1, 64);
        Self {
            listen: fields.listen("http.listen").unwrap_or(anywhere),
            staff_listen: fields.listen("http.staff_listen"),
            public_url: fields.site("http.public_url"),
            console_url: fields.site("http.console_url"),
            workers: usize::try_from(workers).unwrap_or(1),
        }
    }

    /// The address in links, when the public listener is bound to `bound`.
    pub fn public_url_at(&self, bound: SocketAddr) -> anyhow::Result<Url> {
        match &self.public_url {
            Some(url) => Ok(url.clone()),
            None => Ok(Url::parse(&format!("http://{bound}"))?),
        }
    }
}
