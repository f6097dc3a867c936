//! Connections that a listener holds: so many in all, so many of one address, and none that does not
//! read.

use std::any::Any;
use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::dev::Extensions;
use actix_web::rt::net::TcpStream;
use rustix::net::Shutdown;

use crate::config::ConnectionCaps;

/// Who does not take an answer within this is cut off, in milliseconds.
#[cfg(target_os = "linux")]
const READER_LIMIT: u32 = 30_000;

type Counts = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// The connections of one listener.
#[derive(Clone)]
pub(crate) struct Connections {
    counts: Counts,
    caps: ConnectionCaps,
    proxies: api::Proxies,
}

/// One connection that is counted; it lives as long as the connection.
struct Held {
    counts: Counts,
    address: IpAddr,
}

impl Connections {
    pub(crate) fn new(caps: ConnectionCaps, proxies: api::Proxies) -> Self {
        Self {
            counts: Counts::default(),
            caps,
            proxies,
        }
    }

    /// What a new connection meets.
    pub(crate) fn meet(&self, stream: &dyn Any, data: &mut Extensions) {
        let Some(stream) = stream.downcast_ref::<TcpStream>() else {
            return;
        };
        // What is not acknowledged or not taken in that time ends the connection; actix waits for ever.
        #[cfg(target_os = "linux")]
        if !fault::broken("slow-readers-are-cut-off")
            && let Err(error) = rustix::net::sockopt::set_tcp_user_timeout(stream, READER_LIMIT)
        {
            tracing::warn!(%error, "a connection got no limit for slow readers");
        }
        if fault::broken("descriptors-are-given-back") {
            let _ = Box::leak(Box::new(rustix::io::dup(stream)));
        }
        let Ok(peer) = stream.peer_addr() else {
            return;
        };
        if self.proxies.is_trusted(peer.ip()) {
            return;
        }
        let address = client(peer.ip());
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(address).or_insert(0);
        if *count >= self.caps.per_address {
            tracing::debug!("one address holds all the connections it may");
            // The other side of the connection sees its end at once, and so does actix.
            let _ = rustix::net::shutdown(stream, Shutdown::Both);
            return;
        }
        *count += 1;
        data.insert(Held {
            counts: self.counts.clone(),
            address,
        });
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.address) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(&self.address);
            }
        }
    }
}

/// Who has one IPv6 address has the /64 around it.
fn client(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
        }
    }
}
