//! What can be set.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

/// How files are taken, kept and scanned.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where they lie.
    pub place: Where,
    /// Nobody named the place: it is in the data directory, which each role may have to itself.
    pub is_usual_place: bool,
    /// Most files of one posted form.
    pub form_files: usize,
    /// Most bytes of a file from the form.
    pub form_bytes: u64,
    /// Most bytes of a file by the API.
    pub file_bytes: u64,
    /// Most files of a report.
    pub per_report: i32,
    /// Most files that come in at the same time: each holds a piece in memory.
    pub at_once: usize,
    /// Of them, most from one sender: an IPv4 address, or a /64 of IPv6.
    pub at_once_per_sender: usize,
    /// Below this share of free disk no file is taken; text goes on.
    pub least_free_percent: u64,
    /// Longest time that one request may take.
    pub request: Duration,
    /// A file that was begun and not finished is forgotten after this.
    pub unfinished: Duration,
    /// Stored pieces that no row knows are kept for so long: the database may be an older one.
    pub unknown: Duration,
    /// Who scans; none: nobody, and files stay `received`.
    pub scanner: Option<ScannerAddress>,
    /// Longest file that the scanner looks through, as its own settings say.
    pub scanner_bytes: u64,
    /// Longest time for an answer of the scanner.
    pub scan: Duration,
    /// Opens zips that are handed out. No secret: it keeps other programs from opening them by accident.
    pub zip_password: String,
}

/// Where sealed files lie.
#[derive(Debug, Clone)]
pub enum Where {
    /// Below this folder.
    Folder(PathBuf),
    /// In a bucket.
    S3(Bucket),
}

/// A bucket of an object store that speaks S3.
#[derive(Debug, Clone)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Folder within it, without slashes at its ends; may be empty.
    pub prefix: String,
    /// Address of the service; none: Amazon's of the region.
    pub endpoint: Option<String>,
    /// The region.
    pub region: String,
    /// Id of the access key.
    pub access_key: Option<SecretString>,
    /// The secret of the access key.
    pub secret_key: Option<SecretString>,
}

/// Where `clamd` listens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScannerAddress {
    /// A socket of the machine.
    Unix(PathBuf),
    /// Host and port. What is scanned travels in plain: a network of one's own only.
    Tcp(String),
}

impl ScannerAddress {
    /// Reads `unix:/PATH` and `tcp:HOST:PORT`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix("unix:") {
            let path = PathBuf::from(path);
            return path.is_absolute().then_some(Self::Unix(path));
        }
        let address = text.strip_prefix("tcp:")?;
        let (host, port) = address.rsplit_once(':')?;
        let usable = !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0);
        usable.then(|| Self::Tcp(address.to_owned()))
    }
}
