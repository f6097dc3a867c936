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

/// Those who save at once take turns; after so many turns the form goes on unsaved.
const TRIES: usize = 4;

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

/// Changes a draft; answers how it stands then. `next` makes the next content of content and version,
/// or none to leave it; it is asked again when somebody else was faster. None: the draft is gone.
///
/// # Errors
///
/// [`Error::Stale`] when others were faster every time.
pub fn change(
    tx: &mut Tx<'_>,
    door: &Door,
    next: impl Fn(&[u8], i32) -> Option<Vec<u8>>,
    now: DateTime<Utc>,
) -> Result<Option<Opened>, Error> {
    for _ in 0..TRIES {
        let Some(opened) = open(tx, door, now)? else {
            return Ok(None);
        };
        let Some(content) = next(&opened.content, opened.version) else {
            return Ok(Some(opened));
        };
        let version = opened.version.saturating_add(1);
        let written = StoredDraft {
            content: door.seal(&content, version),
            version,
            expires_at: now + LIFE,
        };
        // A writer who was faster has committed when this answers: the next look sees that version.
        if rows::write(tx, &door.hash, &written, now)? {
            return Ok(Some(Opened {
                content,
                version,
                expires_at: written.expires_at,
            }));
        }
    }
    Err(Error::Stale)
}

/// Forgets a draft that was sent.
pub fn forget(tx: &mut Tx<'_>, door: &Door) -> Result<(), Error> {
    rows::forget(tx, &door.hash)
}
