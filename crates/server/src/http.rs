//! Listeners and the servers behind them.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::HttpServer;
use actix_web::dev::Server;
use anyhow::Context as _;
use tokio::net::TcpSocket;
use tokio_util::sync::CancellationToken;

use crate::config::Http;
use crate::connections::Connections;

/// A client that has not sent its request's head by then is cut off.
const REQUEST_HEAD_LIMIT: Duration = Duration::from_secs(5);
/// Requests in hand may take so long when we stop.
const REQUESTS_GRACE: Duration = Duration::from_secs(18);
/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1024;

/// An address that is ours, and where nobody is let in yet.
pub(crate) struct Bound {
    socket: TcpSocket,
    pub(crate) address: SocketAddr,
}

/// Takes the address, so that a taken one is told before anything else is done.
pub(crate) fn bind(key: &str, address: SocketAddr) -> anyhow::Result<Bound> {
    let taken = || {
        format!("{key}: {address} cannot be used; is another smv-cert running? Choose another port")
    };
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    socket.set_reuseaddr(true)?;
    socket.bind(address).with_context(taken)?;
    let address = socket.local_addr()?;
    Ok(Bound { socket, address })
}

impl Bound {
    /// Lets clients in.
    pub(crate) fn listen(self) -> anyhow::Result<std::net::TcpListener> {
        let listener = self
            .socket
            .listen(BACKLOG)
            .with_context(|| format!("nobody can be let in at {}", self.address))?;
        Ok(listener.into_std()?)
    }
}

/// The server of some roles.
pub(crate) fn server(bound: Bound, what: api::Served, config: &Http) -> anyhow::Result<Server> {
    let connections = Connections::new(config.connections, config.proxies.clone());
    // Zero is no limit.
    let patient = fault::broken("slow-heads-are-cut-off");
    let head_limit = if patient {
        Duration::ZERO
    } else {
        REQUEST_HEAD_LIMIT
    };
    let server = HttpServer::new(move || api::app(&what))
        .workers(config.workers)
        .max_connections((config.connections.whole / config.workers).max(1))
        .on_connect(move |stream, data| connections.meet(stream, data))
        .client_request_timeout(head_limit)
        .shutdown_timeout(REQUESTS_GRACE.as_secs())
        .disable_signals()
        .listen(bound.listen()?)?
        .run();
    Ok(server)
}

/// Serves until told to stop, then finishes the requests in hand.
pub(crate) async fn run(mut server: Server, stop: CancellationToken) -> anyhow::Result<()> {
    let handle = server.handle();
    tokio::select! {
        ended = &mut server => return Ok(ended?),
        () = stop.cancelled() => {}
    }
    // The server does its part of stopping only while it is polled.
    let (ended, ()) = tokio::join!(server, handle.stop(true));
    Ok(ended?)
}
