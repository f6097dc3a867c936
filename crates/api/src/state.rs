//! What handlers are given: a pool of their role, the clock and the keys they need. Nothing else.

use domain::access::Actor;
use domain::id::TeamId;
use domain::now::Clock;
use store::Db;
use tokio::sync::OnceCell;
use triage_queue::keyed::Keys;
use url::Url;

use crate::auth::tokens::Tokens;
use crate::error::ApiError;

/// For the public role: forms, reports API, follow pages.
pub(crate) struct PublicState {
    pub(crate) db: Db,
    pub(crate) keys: Keys,
    pub(crate) clock: Clock,
    pub(crate) public_url: Url,
    intake_team: OnceCell<TeamId>,
}

/// For the staff role: console, staff and police API.
pub(crate) struct StaffState {
    pub(crate) db: Db,
    pub(crate) keys: Keys,
    pub(crate) clock: Clock,
    pub(crate) tokens: Tokens,
    pub(crate) signer: std::sync::Arc<referral::sign::Signer>,
    /// Password hashing takes a core and 19 MiB: two at a time.
    pub(crate) hashing: tokio::sync::Semaphore,
}

impl PublicState {
    pub(crate) fn new(db: Db, keys: Keys, clock: Clock, public_url: Url) -> Self {
        Self {
            db,
            keys,
            clock,
            public_url,
            intake_team: OnceCell::new(),
        }
    }

    /// The team that takes new reports; asked once.
    pub(crate) async fn intake_team(&self) -> Result<TeamId, ApiError> {
        let ask = || self.db.transact(&Actor::Reporter, store::teams::intake);
        match self.intake_team.get_or_try_init(ask).await {
            Ok(team) => Ok(*team),
            // No team is a fault of set-up, not of the caller.
            Err(store::Error::NotFound) => {
                Err(ApiError::Unavailable("no team takes new reports".into()))
            }
            Err(error) => Err(error.into()),
        }
    }
}
