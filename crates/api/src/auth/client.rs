//! Who calls, as far as the network and the browser say.

use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv6Addr};

use actix_web::dev::Payload;
use actix_web::http::header::USER_AGENT;
use actix_web::{FromRequest, HttpRequest};

use super::LoginKey;
use crate::edge::client_address;
use crate::error::ApiError;

/// Whether a session of the console stays with the network of the client too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// With the browser only: people move between networks.
    Browser,
    /// With the network too.
    BrowserAndNetwork,
}

/// What is known of a caller without asking.
#[derive(Debug, Clone)]
pub(crate) struct Client {
    network: String,
    user_agent: String,
}

impl Client {
    /// The caller of this request.
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let user_agent = request
            .headers()
            .get(USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        Self {
            network: network(client_address(request)),
            user_agent: user_agent.chars().take(400).collect(),
        }
    }

    /// The keyed hash under which wrong tries from this network are counted.
    pub(crate) fn network_hash(&self, key: &LoginKey) -> Vec<u8> {
        key.hash("network", &[self.network.as_bytes()])
    }

    /// The keyed hash that ties a cookie to this browser.
    pub(crate) fn browser_hash(&self, key: &LoginKey, binding: Binding) -> Vec<u8> {
        let network = match binding {
            Binding::Browser => "",
            Binding::BrowserAndNetwork => &self.network,
        };
        key.hash("browser", &[self.user_agent.as_bytes(), network.as_bytes()])
    }
}

impl FromRequest for Client {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::of(request)))
    }
}

/// What one customer of a provider has: an IPv4 address, or 64 bits of IPv6.
fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).to_string()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::network;

    #[test]
    fn one_network_is_one_address_or_64_bits() {
        let of = |text: &str| network(text.parse().unwrap());

        assert_eq!(of("192.0.2.7"), of("::ffff:192.0.2.7"));
        assert_ne!(of("192.0.2.7"), of("192.0.2.8"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
