//! To which addresses the look-up connects. A name that leads inside is how a request is turned against
//! its own house (server-side request forgery): metadata services, databases, other listeners.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Resolves names to addresses that may be connected to; the others are left out.
pub(super) struct Resolver {
    /// Whether networks of our own are allowed.
    pub(super) private: bool,
}

/// A name leads to no address that may be connected to.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to no public address")]
struct NowhereToGo;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let private = self.private;
        Box::pin(async move {
            // The port is set by the caller.
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let allowed: Vec<SocketAddr> = found
                .filter(|address| may_connect(address.ip(), private))
                .collect();
            if allowed.is_empty() {
                return Err(NowhereToGo.into());
            }
            let allowed: Addrs = Box::new(allowed.into_iter());
            Ok(allowed)
        })
    }
}

/// Whether to connect to an address: a public one, or one of our own networks where that is set. Link-local
/// addresses, where clouds tell their secrets, never.
pub(super) fn may_connect(address: IpAddr, private: bool) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address) || (private && is_own_v4(address)),
        IpAddr::V6(address) => match embedded_v4(address) {
            Some(inner) => may_connect(IpAddr::V4(inner), private),
            None => is_public_v6(address) || (private && is_own_v6(address)),
        },
    }
}

const fn is_own_v4(address: Ipv4Addr) -> bool {
    address.is_private() || address.is_loopback()
}

const fn is_own_v6(address: Ipv6Addr) -> bool {
    address.is_unique_local() || address.is_loopback()
}

/// Not in the IANA registry of special-purpose addresses (RFC 6890).
const fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || a >= 224
        || (a == 100 && b >= 64 && b < 128)
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (b == 18 || b == 19)))
}

/// Global unicast (`2000::/3`) without what is set aside in it.
const fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let special = a == 0x2001 && (b < 0x200 || b == 0xdb8);
    a & 0xe000 == 0x2000 && !special && a != 0x3fff
}

/// The IPv4 address that an IPv6 one stands for: mapped, NAT64 (RFC 6052), 6to4 (RFC 3056).
fn embedded_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    const NAT64: [u8; 12] = [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0];
    const SIX_TO_FOUR: [u8; 2] = [0x20, 0x02];
    let bytes = address.octets();
    let inner = if bytes.starts_with(&SIX_TO_FOUR) {
        bytes.get(2..6)
    } else if bytes.starts_with(&NAT64) {
        bytes.get(12..)
    } else {
        return address.to_ipv4_mapped();
    };
    let inner: [u8; 4] = inner?.try_into().ok()?;
    Some(Ipv4Addr::from(inner))
}

#[cfg(test)]
mod tests {
    use super::may_connect;

    #[test]
    fn only_public_addresses_unless_told_and_link_local_never() {
        let may = |text: &str, private| may_connect(text.parse().unwrap(), private);
        for public in ["93.184.216.34", "2a00:1450::1", "64:ff9b::5db8:d822"] {
            assert!(may(public, false) && may(public, true), "{public}");
        }
        for own in [
            "127.0.0.1",
            "10.1.2.3",
            "192.168.0.1",
            "172.16.0.1",
            "::1",
            "fd00::1",
        ] {
            assert!(!may(own, false) && may(own, true), "{own}");
        }
        for never in [
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "fe80::1",
            "ff02::1",
            "2001:db8::1",
            "::ffff:169.254.169.254",
            "64:ff9b::a9fe:a9fe",
            "2002:a9fe:a9fe::1",
        ] {
            assert!(!may(never, false) && !may(never, true), "{never}");
        }
    }
}
