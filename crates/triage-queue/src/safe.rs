//! What staff open and seal with: the private keys of their teams, and what finds sealed text.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use domain::id::TeamId;
use store::sealing_keys::{self, KeyFor};
use store::{Tx, seals::Holder};
use uuid::Uuid;
use vault::Keyring;
use vault::certificate::AuthorityKey;
use vault::index::IndexKey;
use vault::recipient::PublicKey;

use crate::Error;
use crate::keyed::Keys;
use crate::recipients::checked;

/// After looking for new keys in vain, so long nobody looks again.
const PAUSE: Duration = Duration::from_millis(200);

/// The keys of the staff role. Cheap to clone.
#[derive(Clone)]
pub struct Safe {
    /// Makes and compares keyed hashes.
    pub keys: Keys,
    /// Finds sealed text.
    pub index: IndexKey,
    /// Says to which public keys may be sealed.
    pub authority: AuthorityKey,
    ring: Arc<Ring>,
}

type Reload = Box<dyn Fn() -> Option<Keyring> + Send + Sync>;

/// Private keys, read again when one is missing: rotation brings new ones while we run.
struct Ring {
    now: RwLock<Arc<Keyring>>,
    reload: Reload,
    looked: Mutex<Option<Instant>>,
}

impl Safe {
    /// `reload` reads the private keys of this process; none when they cannot be read.
    pub fn new(
        keys: Keys,
        index: IndexKey,
        authority: AuthorityKey,
        reload: impl Fn() -> Option<Keyring> + Send + Sync + 'static,
    ) -> Self {
        let now = RwLock::new(Arc::new(reload().unwrap_or_default()));
        Self {
            keys,
            index,
            authority,
            ring: Arc::new(Ring {
                now,
                reload: Box::new(reload),
                looked: Mutex::new(None),
            }),
        }
    }

    /// The private keys at hand.
    #[must_use]
    pub fn ring(&self) -> Arc<Keyring> {
        self.ring
            .now
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The private keys, read again if none of these holders is at hand.
    pub(crate) fn ring_for(&self, holders: impl IntoIterator<Item = Uuid>) -> Arc<Keyring> {
        let ring = self.ring();
        if holders.into_iter().any(|id| ring.holds(id)) || !self.may_look() {
            return ring;
        }
        if let Some(found) = (self.ring.reload)() {
            *self
                .ring
                .now
                .write()
                .unwrap_or_else(PoisonError::into_inner) = Arc::new(found);
        }
        self.ring()
    }

    /// The private keys as they stand in the files now; they are read a few times a second at most.
    pub(crate) fn fresh_ring(&self) -> Arc<Keyring> {
        self.ring_for([])
    }

    fn may_look(&self) -> bool {
        let mut looked = self
            .ring
            .looked
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let may = looked.is_none_or(|at| at.elapsed() > PAUSE);
        if may {
            *looked = Some(Instant::now());
        }
        may
    }

    /// The worker's key in use.
    pub fn worker_key(&self, tx: &mut Tx<'_>) -> Result<PublicKey, Error> {
        Ok(checked(
            &self.authority,
            &sealing_keys::in_use(tx, KeyFor::Worker)?,
        )?)
    }

    /// A team's key in use.
    pub fn team_key(&self, tx: &mut Tx<'_>, team: TeamId) -> Result<PublicKey, Error> {
        Ok(checked(
            &self.authority,
            &sealing_keys::in_use(tx, KeyFor::Team(team))?,
        )?)
    }
}

/// The sealing key of a holder that is a team.
pub(crate) const fn team_holder(holder: Holder) -> Option<Uuid> {
    match holder {
        Holder::Team(id) => Some(id),
        Holder::Code(_) | Holder::Report(_) => None,
    }
}

impl fmt::Debug for Safe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Safe(…)")
    }
}
