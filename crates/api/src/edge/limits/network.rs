//! Addresses as limits see them: who has one IPv6 address has 2⁶⁴.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network with the length of its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Network {
    V4(Ipv4Addr),
    V6(Ipv6Addr, u8),
}

impl Network {
    /// What counts as one client: an IPv4 address, a /64 of IPv6.
    pub(crate) fn narrow(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => Self::V4(address),
            IpAddr::V6(address) => Self::cut(address, 64),
        }
    }

    /// What one customer of a network may get: a /48 of IPv6.
    pub(super) fn wide(address: IpAddr) -> Option<Self> {
        match address.to_canonical() {
            IpAddr::V4(_) => None,
            IpAddr::V6(address) => Some(Self::cut(address, 48)),
        }
    }

    fn cut(address: Ipv6Addr, length: u8) -> Self {
        let mask = u128::MAX << (128 - u32::from(length));
        Self::V6(Ipv6Addr::from_bits(address.to_bits() & mask), length)
    }
}
