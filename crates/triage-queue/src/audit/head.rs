//! Where the chain ended at a moment: what is kept elsewhere, so that a chain that was cut is found.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use store::audit::Link;

/// The end of the chain at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Number of the newest row.
    pub seq: i64,
    /// Its hash, hex.
    pub hash: String,
    /// When it was sealed.
    pub sealed_at: DateTime<Utc>,
}

impl Head {
    /// The head that a row is.
    #[must_use]
    pub fn of(link: &Link) -> Self {
        Self {
            seq: link.seq,
            hash: encode(&link.hash),
            sealed_at: link.sealed_at,
        }
    }

    /// The heads in a text: one a line, after whatever a log puts before it. A line without one is
    /// skipped; one with something that is no head is an error and names the line.
    pub fn read_all(text: &str) -> Result<Vec<Self>, NotAHead> {
        let mut heads = Vec::new();
        for (at, line) in text.lines().enumerate() {
            let Some((_, json)) = line.split_once('{') else {
                continue;
            };
            let json = format!("{{{json}");
            let head = serde_json::Deserializer::from_str(&json)
                .into_iter()
                .next()
                .and_then(Result::ok)
                .ok_or(NotAHead { line: at + 1 })?;
            heads.push(head);
        }
        Ok(heads)
    }
}

/// A line that holds something else than a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("line {line} holds no head of an audit chain")]
pub struct NotAHead {
    /// From 1.
    pub line: usize,
}

fn encode(bytes: &[u8]) -> String {
    hex::encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::{Head, NotAHead};
    use chrono::DateTime;

    #[test]
    fn heads_are_read_from_json_lines_and_from_a_log() {
        let head = Head {
            seq: 7,
            hash: "00ff".to_owned(),
            sealed_at: DateTime::UNIX_EPOCH,
        };
        let json = serde_json::to_string(&head).unwrap();
        let text = format!("{json}\n\n<109>1 - host smv-cert - audit-head - {json}\r\nsomething\n");

        assert_eq!(Head::read_all(&text), Ok(vec![head.clone(), head]));
        assert_eq!(Head::read_all("\n{\"seq\": 1}"), Err(NotAHead { line: 2 }));
    }
}
