//! Where the heads of the audit chain are exported to.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::fields::Fields;

/// Where the worker keeps the newest head.
const NEWEST: &str = "audit.head";
/// Where heads are exported to when nobody names a file.
const EXPORTED: &str = "audit-heads.jsonl";

/// The section `audit`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditSettings {
    /// The newest head, beside the data of the worker.
    pub newest: PathBuf,
    /// Where heads go.
    pub exports: Vec<Export>,
    /// How often.
    pub every: Duration,
}

/// A place where heads are safe from who can change the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Export {
    /// A file that only grows, a line each.
    File(PathBuf),
    /// The system's log, at this socket.
    Local(PathBuf),
    /// A log server (RFC 5424 in a datagram, RFC 5426).
    Udp(String),
    /// A log server (RFC 5424 in a stream, RFC 6587).
    Tcp(String),
}

impl AuditSettings {
    pub(super) fn from_fields(fields: &mut Fields<'_>, data_dir: &Path) -> Self {
        let expected = "a list with commas of file:, file:/PATH, syslog:, syslog:/SOCKET, \
                        syslog+udp://HOST:PORT and syslog+tcp://HOST:PORT";
        let exports = fields.parsed("audit.export", expected, |text| {
            text.split(',')
                .map(|one| Export::parse(one.trim(), data_dir))
                .collect()
        });
        let minutes = fields.number("audit.export_minutes", 1, 24 * 60);
        Self {
            newest: data_dir.join(NEWEST),
            exports: exports.unwrap_or_default(),
            every: Duration::from_mins(u64::from(minutes)),
        }
    }
}

impl Export {
    fn parse(text: &str, data_dir: &Path) -> Option<Self> {
        if let Some(address) = text.strip_prefix("syslog+udp://") {
            return has_port(address).then(|| Self::Udp(address.to_owned()));
        }
        if let Some(address) = text.strip_prefix("syslog+tcp://") {
            return has_port(address).then(|| Self::Tcp(address.to_owned()));
        }
        let path = |text: &str, usual: PathBuf| {
            if text.is_empty() {
                return Some(usual);
            }
            Some(PathBuf::from(text)).filter(|path| path.is_absolute())
        };
        if let Some(socket) = text.strip_prefix("syslog:") {
            return path(socket, PathBuf::from("/dev/log")).map(Self::Local);
        }
        path(text.strip_prefix("file:")?, data_dir.join(EXPORTED)).map(Self::File)
    }
}

fn has_port(address: &str) -> bool {
    let parts = address.rsplit_once(':');
    parts.is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok_and(|p| p > 0))
}

#[cfg(test)]
mod tests {
    use super::Export;
    use std::path::{Path, PathBuf};

    #[test]
    fn an_export_is_a_file_a_socket_or_a_log_server() {
        let of = |text| Export::parse(text, Path::new("/data"));

        let usual = PathBuf::from("/data/audit-heads.jsonl");
        assert_eq!(of("file:"), Some(Export::File(usual)));
        assert_eq!(of("file:/log/h"), Some(Export::File("/log/h".into())));
        assert_eq!(of("syslog:"), Some(Export::Local("/dev/log".into())));
        assert_eq!(
            of("syslog+udp://log.cert.example:514"),
            Some(Export::Udp("log.cert.example:514".to_owned()))
        );
        assert_eq!(
            of("syslog+tcp://[::1]:601"),
            Some(Export::Tcp("[::1]:601".to_owned()))
        );
        for wrong in [
            "",
            "file",
            "file:relative",
            "syslog+udp://host",
            "syslog+tcp://:1",
            "https://x",
        ] {
            assert_eq!(of(wrong), None, "{wrong}");
        }
    }
}
