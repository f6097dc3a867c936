//! Whose request it is: the address of the connection, or what a listed proxy says of it.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use actix_web::HttpRequest;
use actix_web::http::header::HeaderName;
use ipnet::IpNet;

use super::Edge;

/// More hops than this are no chain of proxies.
const HOPS_MAX: usize = 32;

/// The header in which a proxy names its client. Only one is looked at: a proxy that sets one passes
/// on whatever a client wrote into the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForwardedHeader {
    /// `X-Forwarded-For`.
    XForwardedFor,
    /// `Forwarded` (RFC 7239).
    Forwarded,
}

/// Whose word on a client's address is believed.
#[derive(Debug, Clone)]
pub struct Proxies {
    /// The proxies; nobody else is believed.
    pub trusted: Vec<IpNet>,
    /// Where they say it.
    pub header: ForwardedHeader,
}

/// The address of whoever sent the request. The one answer to this question: limits, keys and the
/// audit trail all ask here.
pub(crate) fn client_address(request: &HttpRequest) -> IpAddr {
    let peer = request
        .peer_addr()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let Some(edge) = Edge::of(request) else {
        return peer.to_canonical();
    };
    let proxies = &edge.settings.proxies;
    let lines: Vec<&str> = request
        .headers()
        .get_all(proxies.header.name())
        .map(|line| line.to_str().unwrap_or_default())
        .collect();
    proxies.client(peer, &lines)
}

impl ForwardedHeader {
    const fn name(self) -> HeaderName {
        match self {
            Self::XForwardedFor => HeaderName::from_static("x-forwarded-for"),
            Self::Forwarded => HeaderName::from_static("forwarded"),
        }
    }

    fn parse(self, hop: &str) -> Option<IpAddr> {
        match self {
            Self::XForwardedFor => address(hop.trim()),
            Self::Forwarded => {
                let node = hop.split(';').find_map(|pair| {
                    let (name, node) = pair.split_once('=')?;
                    name.trim().eq_ignore_ascii_case("for").then_some(node)
                })?;
                address(node.trim().trim_matches('"'))
            }
        }
    }
}

impl Proxies {
    /// Whether this is one of our proxies.
    pub fn is_trusted(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.trusted
            .iter()
            .any(|network| network.contains(&address))
    }

    /// From the connection backwards along the chain, to the first hop that is no proxy of ours.
    /// What that one said of others is not looked at.
    fn client(&self, peer: IpAddr, lines: &[&str]) -> IpAddr {
        let mut client = peer.to_canonical();
        let hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
        for hop in hops.take(HOPS_MAX) {
            if !self.is_trusted(client) {
                break;
            }
            match self.header.parse(hop) {
                Some(before) => client = before.to_canonical(),
                None => break,
            }
        }
        client
    }
}

/// An address as proxies write it: with a port or without, IPv6 in brackets or without.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(text);
    bare.parse()
        .ok()
        .or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::{ForwardedHeader, Proxies};

    fn client(header: ForwardedHeader, peer: &str, lines: &[&str]) -> String {
        let proxies = Proxies {
            trusted: ["10.0.0.0/8", "2001:db8:1::/48"]
                .map(|n| n.parse().unwrap())
                .to_vec(),
            header,
        };
        proxies.client(peer.parse().unwrap(), lines).to_string()
    }

    #[test]
    fn only_a_listed_proxy_is_believed_and_the_last_hop_outside_counts() {
        let of = |peer, lines: &[&str]| client(ForwardedHeader::XForwardedFor, peer, lines);

        for (peer, lines, expected) in [
            ("192.0.2.7", &[][..], "192.0.2.7"),
            ("192.0.2.7", &["198.51.100.1"], "192.0.2.7"),
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            // What the client wrote itself stands to the left.
            ("10.0.0.1", &["127.0.0.1, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["127.0.0.1", "198.51.100.1"], "198.51.100.1"),
            (
                "10.0.0.1",
                &["10.9.9.9, 198.51.100.1, 10.0.0.2"],
                "198.51.100.1",
            ),
            ("10.0.0.1", &["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("2001:db8:1::1", &["2001:db8:ff::9"], "2001:db8:ff::9"),
            ("10.0.0.1", &["[2001:db8:ff::9]:443"], "2001:db8:ff::9"),
            ("10.0.0.1", &["198.51.100.1:8080"], "198.51.100.1"),
            ("::ffff:10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
            // Who does not say it properly says nothing.
            ("10.0.0.1", &["198.51.100.1, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1, "], "10.0.0.1"),
            ("10.0.0.1", &["_hidden"], "10.0.0.1"),
            ("10.0.0.1", &["for=198.51.100.1"], "10.0.0.1"),
        ] {
            assert_eq!(of(peer, lines), expected, "{peer} {lines:?}");
        }
    }

    #[test]
    fn the_standard_header_is_read_when_it_is_the_chosen_one() {
        let of = |lines: &[&str]| client(ForwardedHeader::Forwarded, "10.0.0.1", lines);

        for (line, expected) in [
            ("for=198.51.100.1", "198.51.100.1"),
            (
                "for=1.1.1.1, For=\"198.51.100.1:80\";proto=https",
                "198.51.100.1",
            ),
            ("proto=https;for=\"[2001:db8:ff::9]:443\"", "2001:db8:ff::9"),
            ("for=unknown", "10.0.0.1"),
            ("198.51.100.1", "10.0.0.1"),
        ] {
            assert_eq!(of(&[line]), expected, "{line}");
        }
    }
}
