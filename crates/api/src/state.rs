//! What handlers are given: a pool of their role, the clock and the keys they need. Nothing else.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::access::Actor;
use domain::deadline::Deadlines;
use domain::now::Clock;
use i18n::Texts;
use store::Db;
use store::register::Extract;
use triage_queue::keyed::Keys;
use triage_queue::{Recipients, Safe, recipients};
use url::Url;
use vault::certificate::AuthorityKey;

use crate::attachments::{Intake, OutTray};
use crate::auth::passkey::Passkeys;
use crate::auth::tokens::Tokens;
use crate::auth::{Binding, LoginKey, SecondFactor};
use crate::error::ApiError;
use crate::flood::Guard;
use crate::machine::Used;
use crate::pages::{self, Site};
use crate::reports::lanes::Lanes;
use crate::reports::register;
use crate::served::PublicParts;

/// So long intake seals to the keys it has seen; a rotation reaches new reports within it.
const RECIPIENTS_LAST: Duration = Duration::from_secs(1);

/// For the public role: forms, reports API, follow pages.
pub(crate) struct PublicState {
    pub(crate) db: Db,
    pub(crate) keys: Keys,
    pub(crate) clock: Clock,
    pub(crate) public_url: Url,
    authority: AuthorityKey,
    recipients: Mutex<Option<(Instant, Recipients)>>,
    pub(crate) used: Used,
    /// The way into the database for new reports.
    pub(crate) lanes: Lanes,
    pub(crate) attachments: Intake,
    /// By which the duties of firms are counted.
    pub(crate) deadlines: Deadlines,
    /// Watches for floods.
    pub(crate) guard: Guard,
    /// The wave of reports there is, as far as is known, and since when that is known.
    pub(crate) wave: Mutex<Option<(chrono::DateTime<chrono::Utc>, Option<pages::Wave>)>>,
    /// The register as it was imported.
    pub(crate) register: Extract,
    /// Whether the live register is asked about firms that the imported one does not know.
    pub(crate) look_up: bool,
    /// Whether there is an imported one, as far as is known.
    pub(crate) register_known: Mutex<register::Known>,
}

/// For the staff role: console, staff and police API.
pub(crate) struct StaffState {
    pub(crate) db: Db,
    pub(crate) safe: Safe,
    pub(crate) clock: Clock,
    pub(crate) tokens: Tokens,
    pub(crate) signer: std::sync::Arc<referral::sign::Signer>,
    pub(crate) door: Door,
    /// What the console's pages show around their content.
    pub(crate) site: Site,
    /// Password hashing takes a core and 19 MiB: two at a time.
    pub(crate) hashing: tokio::sync::Semaphore,
    pub(crate) attachments: OutTray,
    /// What a wave of reports is counted in.
    pub(crate) surge_window: chrono::Duration,
}

/// What decides who gets in.
pub(crate) struct Door {
    /// Seals second factors, and makes keyed hashes.
    pub(crate) key: LoginKey,
    /// Who needs a second factor.
    pub(crate) second_factor: SecondFactor,
    /// Passkeys, where browsers make them.
    pub(crate) passkeys: Option<std::sync::Arc<Passkeys>>,
    /// What a cookie stays with.
    pub(crate) binding: Binding,
    /// Name of the site's identity provider, if it has one.
    pub(crate) provider: Option<String>,
}

impl Door {
    /// What the button says that leads to the identity provider, if there is one.
    pub(crate) fn provider_button(&self, texts: Texts) -> Option<String> {
        let provider = self.provider.as_ref()?;
        Some(texts.with("oidc-button", &[("provider", provider)]))
    }
}

impl PublicState {
    pub(crate) fn new(parts: PublicParts) -> Self {
        Self {
            register: Extract::new(parts.db.clone(), Actor::Reporter),
            look_up: parts.look_up,
            register_known: Mutex::default(),
            wave: Mutex::default(),
            db: parts.db,
            lanes: parts.lanes,
            guard: Guard::new(parts.flood, parts.keys.clone()),
            keys: parts.keys,
            clock: parts.clock,
            public_url: parts.public_url,
            authority: parts.authority,
            recipients: Mutex::new(None),
            used: Used::default(),
            attachments: Intake::new(parts.storage, parts.attachments),
            deadlines: parts.deadlines,
        }
    }

    /// To whom new reports are sealed now.
    pub(crate) async fn recipients(&self) -> Result<Recipients, ApiError> {
        let known = self
            .recipients
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some((since, recipients)) = known
            && since.elapsed() < RECIPIENTS_LAST
        {
            return Ok(recipients);
        }
        let authority = self.authority.clone();
        let asked = self
            .db
            .transact(&Actor::Reporter, move |tx| {
                recipients::for_intake(tx, &authority)
            })
            .await;
        let found = match asked {
            // No team, no key, or one that is not ours, is a fault of set-up, not of the caller.
            Err(triage_queue::Error::Store(store::Error::NotFound)) => {
                return Err(ApiError::Unavailable(
                    "no team with a sealing key takes new reports".into(),
                ));
            }
            Err(error @ triage_queue::Error::NotCertified(_)) => {
                return Err(ApiError::Unavailable(Box::new(error)));
            }
            found => found?,
        };
        *self
            .recipients
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), found.clone()));
        Ok(found)
    }
}
