//! Sending a head to where it is safe: a file that only grows, or a log (RFC 5424).

use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _, UdpSocket};
use std::os::unix::net::UnixDatagram;
use std::time::Duration;

use triage_queue::audit::Head;

use crate::config::Export;

/// A log server that does not answer is not waited for longer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Facility "log audit", severity "notice".
const PRIORITY: u8 = 13 * 8 + 5;

/// Sends a head everywhere; answers what went wrong.
pub(super) fn all(exports: &[Export], head: &Head) -> Vec<String> {
    let sent = exports.iter().map(|to| (to, one(to, head)));
    sent.filter_map(|(to, sent)| Some(format!("{to:?}: {}", sent.err()?)))
        .collect()
}

fn one(to: &Export, head: &Head) -> io::Result<()> {
    let json = serde_json::to_string(head)?;
    match to {
        Export::File(path) => {
            let mut file = OpenOptions::new().append(true).create(true).open(path)?;
            // In one call: two workers may write at once.
            file.write_all(format!("{json}\n").as_bytes())?;
            file.sync_data()
        }
        Export::Local(socket) => UnixDatagram::unbound()?
            .send_to(message(head, &json).as_bytes(), socket)
            .map(drop),
        Export::Udp(address) => {
            let to = resolve(address)?;
            let from = if to.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
            UdpSocket::bind(from)?
                .send_to(message(head, &json).as_bytes(), to)
                .map(drop)
        }
        Export::Tcp(address) => {
            let mut stream = TcpStream::connect_timeout(&resolve(address)?, PATIENCE)?;
            stream.set_write_timeout(Some(PATIENCE))?;
            let message = message(head, &json);
            // The length first (RFC 6587, section 3.4.1).
            stream.write_all(format!("{} {message}", message.len()).as_bytes())
        }
    }
}

fn resolve(address: &str) -> io::Result<std::net::SocketAddr> {
    let mut found = address.to_socket_addrs()?;
    found
        .next()
        .ok_or_else(|| io::Error::other("the name has no address"))
}

fn message(head: &Head, json: &str) -> String {
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let host = match host.trim() {
        "" => "-",
        name => name,
    };
    let at = head
        .sealed_at
        .to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
    let process = std::process::id();
    format!("<{PRIORITY}>1 {at} {host} smv-cert {process} audit-head - {json}")
}

#[cfg(test)]
mod tests {
    use super::{Export, all};
    use chrono::DateTime;
    use std::io::Read as _;
    use std::net::{TcpListener, UdpSocket};
    use std::os::unix::net::UnixDatagram;
    use triage_queue::audit::Head;

    fn head(seq: i64) -> Head {
        Head {
            seq,
            hash: "00ff".to_owned(),
            sealed_at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_head_reaches_a_file_a_socket_and_log_servers_and_is_read_from_each() {
        let folder = std::env::temp_dir().join(format!("smv-cert-heads-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let (file, socket) = (folder.join("heads.jsonl"), folder.join("log"));
        let local = UnixDatagram::bind(&socket).unwrap();
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let exports = [
            Export::File(file.clone()),
            Export::Local(socket),
            Export::Udp(udp.local_addr().unwrap().to_string()),
            Export::Tcp(tcp.local_addr().unwrap().to_string()),
        ];

        assert_eq!(all(&exports, &head(1)), Vec::<String>::new());
        assert_eq!(all(&exports[..1], &head(2)), Vec::<String>::new());

        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(Head::read_all(&text), Ok(vec![head(1), head(2)]));
        let mut buffer = [0; 1000];
        for length in [local.recv(&mut buffer), udp.recv(&mut buffer)] {
            let text = String::from_utf8_lossy(&buffer[..length.unwrap()]).into_owned();
            assert!(
                text.starts_with("<109>1 1970-01-01T00:00:00.000000Z "),
                "{text}"
            );
            assert_eq!(Head::read_all(&text), Ok(vec![head(1)]));
        }
        let mut text = String::new();
        tcp.accept().unwrap().0.read_to_string(&mut text).unwrap();
        let (length, message) = text.split_once(' ').unwrap();
        assert_eq!(length.parse(), Ok(message.len()));
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_place_that_takes_nothing_is_named_and_the_others_get_the_head() {
        let nowhere = Export::File("/nowhere/heads.jsonl".into());
        let problems = all(&[nowhere], &head(1));

        assert_eq!(problems.len(), 1);
        assert!(problems[0].contains("/nowhere/heads.jsonl"), "{problems:?}");
    }
}
