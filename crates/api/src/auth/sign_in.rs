//! Signing in with a password, and a code beside it: one path for everybody, known or not.
//!
//! Three steps, and each takes as long whoever it is: look whether the account or the network must
//! wait, and count the try; hash; look at the second factor. What is wrong is never told.

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::contact::Email;
use domain::id::PersonId;
use domain::softlock::Subject;
use store::people::PersonRow;
use store::{Tx, login_locks, people};
use uuid::Uuid;

use super::client::Client;
use super::factor::Beside;
use super::record::{Concerned, Refusal};
use super::session::Entry;
use super::{LoginKey, factor, password, record};
use crate::error::ApiError;
use crate::state::StaffState;

/// What somebody types.
pub(crate) struct Credentials {
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) totp: Option<String>,
}

/// Whose try it is, and from where: the names under which tries are counted.
struct Tries {
    account: Vec<u8>,
    network: Vec<u8>,
}

/// What the first step finds.
enum Door {
    /// So long nothing is looked at.
    Wait(chrono::Duration),
    /// The person, if there is one who may sign in.
    Open(Option<PersonRow>),
}

/// Shows who somebody is, and does `open` in the transaction that says yes: opening a session, or
/// noting that the person of a session has shown it again.
pub(crate) async fn sign_in<T, F>(
    state: &StaffState,
    client: &Client,
    credentials: Credentials,
    open: F,
) -> Result<(Entry, T), ApiError>
where
    T: Send + 'static,
    F: FnOnce(&mut Tx<'_>, &Entry) -> Result<T, ApiError> + Send + 'static,
{
    let now = state.clock.now();
    let (key, needed) = (state.door.key.clone(), state.door.second_factor);
    let email = address(&credentials.email);
    let tries = Tries::new(&key, client, &email);
    let found = match state
        .db
        .transact(&Actor::System, move |tx| tries.knock(tx, &email, now))
        .await?
    {
        Door::Open(found) => found,
        Door::Wait(wait) => {
            record::failed_login(state, Refusal::Locked, Concerned::default()).await?;
            return Err(ApiError::TooManyRequests(whole_seconds(wait)));
        }
    };
    let hash = found
        .as_ref()
        .and_then(|person| person.password_hash.clone());
    let matches = password::matches(&state.hashing, hash, credentials.password).await?;
    let concerned = Concerned {
        person: found.as_ref().map(|person| person.id),
        session: None,
    };
    let tries = Tries::new(&key, client, &address(&credentials.email));
    // Nobody has the nil id: who is unknown takes the same way.
    let person = found.map_or(PersonId::from_uuid(Uuid::nil()), |person| person.id);
    let code = credentials.totp;
    let opened = state
        .db
        .transact(&Actor::System, move |tx| {
            let shown = Beside {
                password_is_right: matches,
                code: code.as_deref(),
            };
            let beside = factor::beside_password(tx, &key, needed, person, shown, now)?;
            let Some((method, scope)) = beside else {
                return Ok(None);
            };
            tries.were_right(tx, now)?;
            let entry = Entry {
                person,
                method,
                scope,
                now,
            };
            Ok::<_, ApiError>(Some((entry, open(tx, &entry)?)))
        })
        .await?;
    if opened.is_none() {
        record::failed_login(state, Refusal::Wrong, concerned).await?;
    }
    opened.ok_or(ApiError::Unauthenticated)
}

impl Tries {
    fn new(key: &LoginKey, client: &Client, email: &str) -> Self {
        Self {
            account: key.hash("account", &[email.as_bytes()]),
            network: client.network_hash(key),
        }
    }

    fn subjects(&self) -> [&[u8]; 2] {
        [&self.account, &self.network]
    }

    /// Counts the try, unless account or network must wait.
    fn knock(
        &self,
        tx: &mut Tx<'_>,
        email: &str,
        now: DateTime<Utc>,
    ) -> Result<Door, store::Error> {
        // Whoever must wait is told so without holding up the others.
        for subject in self.subjects() {
            let lock = login_locks::look(tx, subject)?;
            if let Some(wait) = lock.and_then(|lock| lock.wait(now)) {
                return Ok(Door::Wait(wait));
            }
        }
        let [account, network] = login_locks::hold(tx, self.subjects(), now)?;
        if let Some(wait) = account.wait(now).max(network.wait(now)) {
            return Ok(Door::Wait(wait));
        }
        login_locks::keep(tx, &self.account, &account.tried(Subject::Account, now))?;
        login_locks::keep(tx, &self.network, &network.tried(Subject::Network, now))?;
        Ok(Door::Open(people::by_email(tx, email)?))
    }

    /// Takes the try back.
    fn were_right(&self, tx: &mut Tx<'_>, now: DateTime<Utc>) -> Result<(), store::Error> {
        let [account, network] = login_locks::hold(tx, self.subjects(), now)?;
        login_locks::keep(tx, &self.account, &account.was_right(Subject::Account, now))?;
        login_locks::keep(tx, &self.network, &network.was_right(Subject::Network, now))
    }
}

/// An address has no case; what is none is nobody's.
fn address(text: &str) -> String {
    Email::parse(text).map_or_else(
        || text.trim().to_lowercase(),
        |email| email.as_str().to_lowercase(),
    )
}

/// The wait in whole seconds, never too short.
pub(crate) fn whole_seconds(wait: chrono::Duration) -> std::time::Duration {
    let wait = wait.to_std().unwrap_or_default();
    std::time::Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
}
