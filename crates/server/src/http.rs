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
/// Bytes that are on their way to a client at once; the kernel doubles it. By itself it takes up to 4 MB
/// for each client that does not read, and copying them takes the time of everybody else.
const SEND_BUFFER: u32 = 128 * 1024;

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
    // Connections have it from their listener.
    socket.set_send_buffer_size(SEND_BUFFER)?;
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::{SEND_BUFFER, bind};

    #[tokio::test]
    async fn a_client_that_does_not_read_holds_only_so_much_of_ours() {
        let bound = bind("http.listen", "127.0.0.1:0".parse().unwrap()).unwrap();
        let address = bound.address;
        let listener = bound.listen().unwrap();
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        let client = tokio::net::TcpStream::connect(address).await.unwrap();
        let (ours, _) = listener.accept().await.unwrap();

        let held = rustix::net::sockopt::socket_send_buffer_size(&ours).unwrap();
        assert_eq!(held, 2 * usize::try_from(SEND_BUFFER).unwrap());
        drop(client);
    }
}
