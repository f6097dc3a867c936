//! Listeners, the public address, and the proxies in front.

use std::net::{Ipv4Addr, SocketAddr};

use api::{ForwardedHeader, Proxies};
use ipnet::IpNet;
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
    /// Whose word on a client's address is believed.
    pub proxies: Proxies,
    /// Connections of each listener.
    pub connections: ConnectionCaps,
}

/// Most connections that are held at a time.
#[derive(Debug, Clone, Copy)]
pub struct ConnectionCaps {
    /// By a listener.
    pub whole: usize,
    /// By one address, a /64 of IPv6 being one; a listed proxy has no limit of its own.
    pub per_address: usize,
}

impl Http {
    pub(super) fn from_fields(fields: &mut Fields<'_>) -> Self {
        let anywhere = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let workers = fields.number("http.workers", 1, 64);
        let count = |number: u32| usize::try_from(number).unwrap_or(1);
        let http = Self {
            listen: fields.listen("http.listen").unwrap_or(anywhere),
            staff_listen: fields.listen("http.staff_listen"),
            public_url: fields.site("http.public_url"),
            console_url: fields.site("http.console_url"),
            workers: count(workers),
            proxies: proxies(fields),
            connections: ConnectionCaps {
                whole: count(fields.number("http.connections", 16, 100_000)),
                per_address: count(fields.number("http.connections_per_address", 1, 100_000)),
            },
        };
        if http
            .staff_listen
            .is_some_and(|staff| overlap(staff, http.listen))
        {
            fields.problem(
                "http.staff_listen",
                "must not be the address of http.listen; leave it out for one listener",
            );
        }
        http
    }

    /// The address in links, when the public listener is bound to `bound`.
    pub fn public_url_at(&self, bound: SocketAddr) -> anyhow::Result<Url> {
        match &self.public_url {
            Some(url) => Ok(url.clone()),
            None => Ok(Url::parse(&format!("http://{bound}"))?),
        }
    }

    /// Whether one of the listeners is at this address.
    pub(super) fn listens_at(&self, address: SocketAddr) -> bool {
        let staff = self
            .staff_listen
            .is_some_and(|staff| overlap(staff, address));
        staff || overlap(self.listen, address)
    }
}

/// Whether two listeners would want the same address.
fn overlap(one: SocketAddr, other: SocketAddr) -> bool {
    let same = one.ip() == other.ip() || one.ip().is_unspecified() || other.ip().is_unspecified();
    one.port() != 0 && one.port() == other.port() && same
}

fn proxies(fields: &mut Fields<'_>) -> Proxies {
    let expected = "networks with commas between them, as in 10.1.0.0/16, 2001:db8:1::/48; \
                    not everybody";
    let trusted = fields.parsed("http.trusted_proxies", expected, |text| {
        let networks: Option<Vec<IpNet>> = text.split(',').map(|one| network(one.trim())).collect();
        networks.filter(|networks| networks.iter().all(|network| network.prefix_len() > 0))
    });
    let expected = "\"x-forwarded-for\" or \"forwarded\"";
    let header = fields.parsed("http.forwarded_header", expected, |text| match text {
        "x-forwarded-for" => Some(ForwardedHeader::XForwardedFor),
        "forwarded" => Some(ForwardedHeader::Forwarded),
        _ => None,
    });
    Proxies {
        trusted: trusted.unwrap_or_default(),
        header: header.unwrap_or(ForwardedHeader::XForwardedFor),
    }
}

/// A network, or a single address.
pub(crate) fn network(text: &str) -> Option<IpNet> {
    text.parse::<IpNet>()
        .ok()
        .or_else(|| text.parse::<std::net::IpAddr>().ok().map(IpNet::from))
}
