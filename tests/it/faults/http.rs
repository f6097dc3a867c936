//! A client that costs little, so that the machine's time is the server's: one connection, whole answers.

use std::io;
use std::net::SocketAddr;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpSocket, TcpStream};

/// A connection that is used again and again.
pub(super) struct Connection(BufReader<TcpStream>);

/// A whole answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Seconds of `Retry-After`.
    pub(super) retry_after: Option<u32>,
    /// Whether the server closes after it.
    pub(super) closes: bool,
    pub(super) body: Vec<u8>,
}

impl Connection {
    pub(super) async fn to(server: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(server).await?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// From an address of its own within 127.0.0.0/8.
    pub(super) async fn from_own_address(server: SocketAddr, who: usize) -> io::Result<Self> {
        let stream = from_own_address(server, who, None).await?;
        stream.set_nodelay(true)?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Sends a request and reads the whole answer.
    pub(super) async fn ask(&mut self, request: &[u8]) -> io::Result<Answer> {
        self.0.write_all(request).await?;
        let mut answer = Answer {
            status: 0,
            retry_after: None,
            closes: false,
            body: Vec::new(),
        };
        let (mut length, mut line) = (0, String::new());
        loop {
            line.clear();
            if self.0.read_line(&mut line).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            let text = line.trim_end();
            if text.is_empty() {
                break;
            }
            if let Some(status) = text.strip_prefix("HTTP/1.1 ") {
                let code = status.split(' ').next().unwrap_or_default();
                answer.status = code.parse().map_err(|_| io::ErrorKind::InvalidData)?;
            }
            let (name, value) = text.split_once(": ").unwrap_or_default();
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap_or(0),
                "retry-after" => answer.retry_after = value.parse().ok(),
                "connection" => answer.closes = value.eq_ignore_ascii_case("close"),
                _ => {}
            }
        }
        answer.body = vec![0; length];
        self.0.read_exact(&mut answer.body).await?;
        Ok(answer)
    }
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

/// A request with a body of JSON.
pub(super) fn post(path: &str, key: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: x\r\nIdempotency-Key: {key}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A request without a body.
pub(super) fn get(path: &str, bearer: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bearer}\r\n\r\n").into_bytes()
}

/// A connection from an address of its own within 127.0.0.0/8, with a small buffer if it will not read.
pub(super) async fn from_own_address(
    server: SocketAddr,
    who: usize,
    buffer: Option<u32>,
) -> io::Result<TcpStream> {
    let [high, low] = u16::try_from(who).unwrap().to_be_bytes();
    let socket = TcpSocket::new_v4()?;
    if let Some(bytes) = buffer {
        socket.set_recv_buffer_size(bytes)?;
    }
    socket.bind(SocketAddr::from(([127, 77, high, low], 0)))?;
    socket.connect(server).await
}

/// The value below which 99 of 100 lie, in milliseconds.
pub(super) fn p99(mut times: Vec<std::time::Duration>) -> f64 {
    times.sort();
    let at = times.len().saturating_sub(1) * 99 / 100;
    times
        .get(at)
        .map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}
