//! Ring files: private sealing keys, a line each, newest first.
//!
//! `<id> <64 hex digits> <for whom and since when>`. An old key stays until nothing is sealed to it.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context as _;
use uuid::Uuid;
use vault::recipient::PrivateKey;
use zeroize::Zeroizing;

/// A key with what it is for.
#[derive(Debug, Clone)]
pub struct RingLine {
    /// The key.
    pub key: PrivateKey,
    /// For whom and since when, for people.
    pub note: String,
}

pub(super) fn read(path: &Path) -> anyhow::Result<Vec<RingLine>> {
    let text = Zeroizing::new(
        std::fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read", path.display()))?,
    );
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .enumerate()
        .map(|(at, line)| {
            parse(line).with_context(|| {
                format!(
                    "{}, line {}: not `ID 64-HEX-DIGITS NOTE`",
                    path.display(),
                    at + 1
                )
            })
        })
        .collect()
}

fn parse(line: &str) -> Option<RingLine> {
    let mut words = line.splitn(3, ' ');
    let id: Uuid = words.next()?.parse().ok()?;
    let mut secret = Zeroizing::new([0; 32]);
    hex::decode_to_slice(words.next()?, secret.as_mut_slice()).ok()?;
    Some(RingLine {
        key: PrivateKey::from_bytes(id, secret.as_slice())?,
        note: words.next().unwrap_or_default().to_owned(),
    })
}

pub(super) fn text(lines: &[RingLine]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::new());
    for line in lines {
        let secret = Zeroizing::new(hex::encode(line.key.to_bytes().as_slice()));
        let _ = writeln!(text, "{} {} {}", line.key.id(), secret.as_str(), line.note);
    }
    text
}
