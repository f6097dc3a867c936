//! Drafts of reports: kept for their writer, who alone can open them.
//!
//! A draft is sealed under a key derived from its code (130 random bits), and found by a keyed hash of
//! it. Whoever reads the database, or this process when no request with the code is in it, reads nothing.

use chrono::{DateTime, Duration, Utc};
use domain::access_code::AccessCode;
use domain::content::Sealed;
use store::drafts::{self as rows, StoredDraft};
use store::{Error, Tx};
use vault::place::{self, AnswerId};
use vault::{DataKey, OpenError};

use crate::keyed::Keys;

/// How long a draft is kept after it was last saved.
pub const LIFE: Duration = Duration::hours(72);

/// What opens one draft. Lives as long as a request.
#[derive(Debug, Clone)]
pub struct Door {
    hash: Vec<u8>,
    key: DataKey,
}

/// A draft as its writer left it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// What was kept.
    pub content: Vec<u8>,
    /// Counts what was saved; the next to save names the next.
    pub version: i32,
    /// When it is forgotten.
    pub expires_at: DateTime<Utc>,
}

/// A new code.
#[must_use]
pub fn new_code() -> AccessCode {
    AccessCode::from_mac(&store::random())
}

impl Door {
    /// The door that a code opens.
    #[must_use]
    pub fn of(keys: &Keys, code: &AccessCode) -> Self {
        Self {
            hash: keys.draft_hash(code),
            key: DataKey::derived(code.symbols().as_bytes(), "draft"),
        }
    }

    fn seal(&self, content: &[u8], version: i32) -> Sealed {
        place::draft(AnswerId::of(&self.hash), version).seal(&self.key, content)
    }
}

/// Keeps a new draft; answers until when.
pub fn keep(
    tx: &mut Tx<'_>,
    door: &Door,
    content: &[u8],
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, Error> {
    let expires_at = now + LIFE;
    rows::insert(tx, &door.hash, &door.seal(content, 1), expires_at)?;
    Ok(expires_at)
}

/// The draft, if it is still there. One that does not open was changed by somebody else: as good as
/// none, and told to the log.
pub fn open(tx: &mut Tx<'_>, door: &Door, now: DateTime<Utc>) -> Result<Option<Opened>, Error> {
    let Some(stored) = rows::open(tx, &door.hash, now)? else {
        return Ok(None);
    };
    let cell = place::draft(AnswerId::of(&door.hash), stored.version);
    let opened: Result<_, OpenError> = cell.open(&door.key, &stored.content);
    Ok(opened
        .inspect_err(|error| tracing::error!(%error, "a draft does not open"))
        .ok()
        .map(|content| Opened {
            content: content.to_vec(),
            version: stored.version,
            expires_at: stored.expires_at,
        }))
}

/// Writes version `version`, the one after the last; answers until when it is kept. None: somebody was
/// faster, or the draft is gone.
pub fn write(
    tx: &mut Tx<'_>,
    door: &Door,
    version: i32,
    content: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, Error> {
    let expires_at = now + LIFE;
    let next = StoredDraft {
        content: door.seal(content, version),
        version,
        expires_at,
    };
    Ok(rows::write(tx, &door.hash, &next, now)?.then_some(expires_at))
}

/// Forgets a draft that was sent.
pub fn forget(tx: &mut Tx<'_>, door: &Door) -> Result<(), Error> {
    rows::forget(tx, &door.hash)
}
