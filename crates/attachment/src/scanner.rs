//! Asking ClamAV, by `INSTREAM` of clamd's protocol (clamd(8)).
//!
//! Clean is what says `stream: OK`, the whole of it and nothing else, after all of the file was sent.
//! Everything else is no verdict: an error, another word, half an answer, silence, a broken connection.
//!
//! clamd says OK of what exceeds its own limits, unless `AlertExceedsMax` is set: a longer file is not
//! shown to it, and what it says of limits is no verdict either. For limits within an archive that setting
//! is the only way to know (docs/operations.md, "Files").

use std::io::{self, Read};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;

use crate::settings::ScannerAddress;

const CHUNK: usize = 64 * 1024;
/// Longest answer that is read.
const LONGEST: u64 = 4096;
/// For a connection, and for the answer to a ping.
const PATIENCE: Duration = Duration::from_secs(5);
/// What it "finds" when it could not look at all of a file.
const NOT_LOOKED_THROUGH: [&str; 2] = ["Heuristics.Limits.Exceeded", "Heuristics.Encrypted"];

/// What a scan came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scan {
    /// Nothing known against it.
    Clean,
    /// The name of the signature that matched.
    Infected(String),
    /// The scanner will not look at it, however often it is asked.
    Refused(String),
    /// No verdict this time.
    Failed(String),
    /// Nobody listens: the file was not shown.
    Away(String),
}

/// A scanner.
#[derive(Debug, Clone)]
pub struct Scanner {
    /// Where it listens.
    pub address: ScannerAddress,
    /// Longest time for a file, once connected.
    pub limit: Duration,
    /// Longest file that it looks through.
    pub most: u64,
}

trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

impl Scanner {
    /// Shows it a file of so many bytes, which is read on a thread that may wait.
    pub async fn scan<R: Read + Send + 'static>(&self, file: R, size: u64) -> Scan {
        if size > self.most {
            return Scan::Refused(format!("longer than {} bytes", self.most));
        }
        let stream = match self.connect().await {
            Ok(stream) => stream,
            Err(error) => return Scan::Away(short(&format!("no scanner: {error}"))),
        };
        match timeout(self.limit, talk(stream, file)).await {
            Ok(Ok(answer)) => verdict(&answer),
            Ok(Err(error)) => Scan::Failed(error.to_string()),
            Err(_) => Scan::Failed("no answer in time".to_owned()),
        }
    }

    /// Whether it answers; with its version.
    pub async fn ping(&self) -> io::Result<String> {
        let asked = async {
            let mut stream = self.connect().await?;
            stream.write_all(b"zVERSION\0").await?;
            answer(&mut stream).await
        };
        let answer = timeout(PATIENCE, asked)
            .await
            .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "no answer"))??;
        let version = String::from_utf8_lossy(&answer);
        let version = version.trim_end_matches('\0').trim();
        if version.starts_with("ClamAV") {
            Ok(version.chars().take(100).collect())
        } else {
            Err(io::Error::new(
                io::ErrorKind::InvalidData,
                "not the answer of ClamAV",
            ))
        }
    }

    async fn connect(&self) -> io::Result<Box<dyn Duplex>> {
        let connecting = async {
            Ok::<Box<dyn Duplex>, io::Error>(match &self.address {
                ScannerAddress::Unix(path) => Box::new(UnixStream::connect(path).await?),
                ScannerAddress::Tcp(address) => Box::new(TcpStream::connect(address).await?),
            })
        };
        timeout(PATIENCE, connecting)
            .await
            .map_err(|_| io::Error::new(io::ErrorKind::TimedOut, "no connection"))?
    }
}

async fn talk<R: Read + Send + 'static>(
    mut stream: Box<dyn Duplex>,
    file: R,
) -> io::Result<Vec<u8>> {
    match send(&mut stream, file).await {
        Ok(()) => answer(&mut stream).await,
        // It closes when a file is longer than it takes, and says so first.
        Err(Sending::Stream(error)) => match answer(&mut stream).await {
            Ok(said) if !said.is_empty() && verdict(&said) != Scan::Clean => Ok(said),
            _ => Err(error),
        },
        // Half a file must not look like a whole one.
        Err(Sending::File(error)) => Err(error),
    }
}

enum Sending {
    File(io::Error),
    Stream(io::Error),
}

async fn send<R: Read + Send + 'static>(
    stream: &mut Box<dyn Duplex>,
    mut file: R,
) -> Result<(), Sending> {
    stream
        .write_all(b"zINSTREAM\0")
        .await
        .map_err(Sending::Stream)?;
    loop {
        let (back, chunk) = tokio::task::spawn_blocking(move || {
            let mut chunk = zeroize::Zeroizing::new(vec![0; CHUNK]);
            let read = file.read(&mut chunk);
            (file, read.map(|read| (read, chunk)))
        })
        .await
        .map_err(|_| Sending::File(io::Error::other("reading the file panicked")))?;
        file = back;
        let (read, chunk) = chunk.map_err(Sending::File)?;
        let length = u32::try_from(read).unwrap_or(0).to_be_bytes();
        let bytes = chunk.get(..read).unwrap_or_default();
        stream.write_all(&length).await.map_err(Sending::Stream)?;
        stream.write_all(bytes).await.map_err(Sending::Stream)?;
        if read == 0 {
            return stream.flush().await.map_err(Sending::Stream);
        }
    }
}

async fn answer(stream: &mut Box<dyn Duplex>) -> io::Result<Vec<u8>> {
    let mut said = Vec::new();
    stream.take(LONGEST).read_to_end(&mut said).await?;
    Ok(said)
}

/// What an answer means: by its whole text, ended as the protocol ends it.
fn verdict(answer: &[u8]) -> Scan {
    let Some(said) = answer.strip_suffix(b"\0") else {
        return Scan::Failed("half an answer".to_owned());
    };
    let said = String::from_utf8_lossy(said);
    if said == "stream: OK" {
        return Scan::Clean;
    }
    let found = said
        .strip_prefix("stream: ")
        .and_then(|rest| rest.strip_suffix(" FOUND"));
    match found {
        Some(name) if NOT_LOOKED_THROUGH.iter().any(|no| name.starts_with(no)) => {
            Scan::Refused(short(name))
        }
        Some(name) if !name.is_empty() && !name.contains('\0') => Scan::Infected(short(name)),
        _ if said.contains("size limit exceeded") => Scan::Refused(short(&said)),
        _ => Scan::Failed(short(&said)),
    }
}

/// Not longer than a line.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::{Scan, verdict};

    #[test]
    fn only_the_whole_word_of_the_scanner_is_clean() {
        assert_eq!(verdict(b"stream: OK\0"), Scan::Clean);
        for other in [
            &b""[..],
            b"\0",
            b"stream: OK",
            b"stream: O\0",
            b"stream: OK\0\0",
            b"stream: OK \0",
            b" stream: OK\0",
            b"stream: OK\0stream: OK\0",
            b"OK\0",
            b"stream: ok\0",
            b"stream:  FOUND\0",
            b"INSTREAM size limit exceeded. ERROR\0",
            b"stream: Can't allocate memory ERROR\0",
            b"\xff\xfe\0",
            b"HTTP/1.1 200 OK\r\n\r\n\0",
        ] {
            assert!(
                matches!(verdict(other), Scan::Failed(_) | Scan::Refused(_)),
                "{other:?}"
            );
        }
        assert_eq!(
            verdict(b"stream: Eicar-Signature FOUND\0"),
            Scan::Infected("Eicar-Signature".to_owned())
        );
    }

    #[test]
    fn what_it_could_not_look_through_is_neither_clean_nor_infected() {
        for said in [
            "stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
            "stream: Heuristics.Limits.Exceeded FOUND\0",
            "stream: Heuristics.Encrypted.Zip FOUND\0",
        ] {
            let verdict = verdict(said.as_bytes());
            assert!(matches!(verdict, Scan::Refused(_)), "{said} {verdict:?}");
        }
    }
}
