//! Passkeys (WebAuthn): each a device that asks its owner first, so it counts as both factors.
//!
//! What a browser was asked is kept, sealed, for minutes and taken once. The person is found by the
//! passkey, never by an address: a stranger learns of nobody whether they have one.

use chrono::{DateTime, Duration, Utc};
use domain::id::{CeremonyId, PersonId};
use domain::session::Method;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::passkeys::{self, PasskeyRow};
use store::people::PersonRow;
use store::sessions::Live;
use store::{Tx, people};
use url::{Host, Url};
use vault::place;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

use super::LoginKey;
use super::own_factors::has_enrolled;
use crate::error::ApiError;

/// How long a browser may take to answer.
const ANSWER_WITHIN: Duration = Duration::minutes(5);
/// Most passkeys of one person.
const MOST: usize = 20;

/// The side of the server.
pub(crate) struct Passkeys(Webauthn);

/// What a browser is asked, and under which id it answers.
#[derive(Debug, Serialize)]
pub(crate) struct Question {
    id: CeremonyId,
    options: Value,
}

/// What a browser answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reply {
    id: CeremonyId,
    credential: Value,
    /// What the owner calls a new passkey.
    #[serde(default)]
    name: String,
    /// Where to go afterwards.
    #[serde(default)]
    pub(crate) next: String,
}

impl Passkeys {
    /// For a console at this address; none where browsers make no passkeys: at a bare IP address.
    /// A demonstration on this machine has them under the name `localhost`.
    pub(crate) fn at(console: &Url) -> Option<Self> {
        let mut origin = console.clone();
        let loopback = match console.host()? {
            Host::Domain(_) => false,
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        };
        if loopback {
            origin.set_host(Some("localhost")).ok()?;
        }
        let domain = origin.domain()?.to_owned();
        let built = WebauthnBuilder::new(&domain, &origin)
            .map(|builder| builder.rp_name("SMV-CERT").allow_any_port(loopback))
            .and_then(WebauthnBuilder::build);
        built.ok().map(Self)
    }

    /// Asks for a new passkey.
    pub(crate) fn ask_for_new(
        &self,
        tx: &mut Tx<'_>,
        key: &LoginKey,
        person: &PersonRow,
        now: DateTime<Utc>,
    ) -> Result<Question, ApiError> {
        let rows = passkeys::of_person(tx, person.id)?;
        if rows.len() >= MOST {
            return Err(ApiError::NotFound);
        }
        let mut known = Vec::new();
        for row in &rows {
            known.push(opened(key, row)?.cred_id().clone());
        }
        let (options, state) = self
            .0
            .start_passkey_registration(person.id.uuid(), &person.email, &person.name, Some(known))
            .map_err(|error| ApiError::Internal(Box::new(error)))?;
        let mut options = json!(options);
        // Found by itself at the login, so nobody has to type who they are.
        if let Some(selection) = options.pointer_mut("/publicKey/authenticatorSelection") {
            *selection = json!({
                "residentKey": "required",
                "requireResidentKey": true,
                "userVerification": "required",
            });
        }
        ask(tx, key, Some(person.id), &state, options, now)
    }

    /// Takes a new passkey; the session then reaches as far as the role.
    pub(crate) fn take_new(
        &self,
        tx: &mut Tx<'_>,
        key: &LoginKey,
        live: &Live,
        reply: Reply,
        now: DateTime<Utc>,
    ) -> Result<(), ApiError> {
        let state: PasskeyRegistration = answered(tx, key, &reply, Some(live.person), now)?;
        let credential: RegisterPublicKeyCredential = read(reply.credential)?;
        let passkey = self
            .0
            .finish_passkey_registration(&credential, &state)
            .map_err(|error| refused(&error))?;
        let id = store::new_id(now);
        let name: String = reply.name.trim().chars().take(60).collect();
        let row = PasskeyRow {
            id,
            person: live.person,
            name: if name.is_empty() {
                format!("Passkey {}", now.format("%Y-%m-%d"))
            } else {
                name
            },
            credential: place::passkey(id, 1).seal_json(key.sealing(), &passkey),
            version: 1,
            created_at: now,
            last_used_at: None,
        };
        passkeys::insert(tx, &row, &credential_hash(key, passkey.cred_id()))?;
        has_enrolled(tx, live, Method::Passkey, now)?;
        Ok(())
    }

    /// Asks for a passkey, whosever it is.
    pub(crate) fn ask_who(
        &self,
        tx: &mut Tx<'_>,
        key: &LoginKey,
        now: DateTime<Utc>,
    ) -> Result<Question, ApiError> {
        let (mut options, state) = self
            .0
            .start_discoverable_authentication()
            .map_err(|error| ApiError::Internal(Box::new(error)))?;
        // A button asks, not the box for the address.
        options.mediation = None;
        ask(tx, key, None, &state, json!(options), now)
    }

    /// Who has answered; the counter of the passkey goes on, and one that goes back is refused.
    pub(crate) fn who(
        &self,
        tx: &mut Tx<'_>,
        key: &LoginKey,
        reply: Reply,
        now: DateTime<Utc>,
    ) -> Result<PersonId, ApiError> {
        let state: DiscoverableAuthentication = answered(tx, key, &reply, None, now)?;
        let credential: PublicKeyCredential = read(reply.credential)?;
        let (user, credential_id) = self
            .0
            .identify_discoverable_authentication(&credential)
            .map_err(|error| refused(&error))?;
        let row = passkeys::named(tx, &credential_hash(key, credential_id))?
            .filter(|row| row.person.uuid() == user)
            .ok_or(ApiError::Unauthenticated)?;
        let mut passkey = opened(key, &row)?;
        let shown = self
            .0
            .finish_discoverable_authentication_v2(
                &credential,
                state,
                DiscoverableKey::from(&passkey),
            )
            .map_err(|error| refused(&error))?;
        if !shown.user_verified() {
            return Err(ApiError::Unauthenticated);
        }
        passkey.update_credential(&shown);
        let version = row.version + 1;
        let sealed = place::passkey(row.id, version).seal_json(key.sealing(), &passkey);
        passkeys::used(tx, row.id, &sealed, version, now)?;
        let person = people::by_id(tx, row.person)?;
        Ok(person.ok_or(ApiError::Unauthenticated)?.id)
    }
}

fn ask(
    tx: &mut Tx<'_>,
    key: &LoginKey,
    person: Option<PersonId>,
    state: &impl Serialize,
    options: Value,
    now: DateTime<Utc>,
) -> Result<Question, ApiError> {
    let id = store::new_id(now);
    let sealed = place::ceremony(id, 1).seal_json(key.sealing(), state);
    passkeys::ask(tx, id, person, &sealed, now + ANSWER_WITHIN)?;
    Ok(Question { id, options })
}

fn answered<T: DeserializeOwned>(
    tx: &mut Tx<'_>,
    key: &LoginKey,
    reply: &Reply,
    person: Option<PersonId>,
    now: DateTime<Utc>,
) -> Result<T, ApiError> {
    let state = passkeys::answered(tx, reply.id, person, now)?;
    place::ceremony(reply.id, 1)
        .open_json(key.sealing(), &state.ok_or(ApiError::Unauthenticated)?)
        .map_err(|error| ApiError::Internal(Box::new(error)))
}

fn opened(key: &LoginKey, row: &PasskeyRow) -> Result<Passkey, ApiError> {
    place::passkey(row.id, row.version)
        .open_json(key.sealing(), &row.credential)
        .map_err(|error| ApiError::Internal(Box::new(error)))
}

fn credential_hash(key: &LoginKey, credential_id: &[u8]) -> Vec<u8> {
    key.hash("passkey", &[credential_id])
}

fn read<T: DeserializeOwned>(value: Value) -> Result<T, ApiError> {
    serde_json::from_value(value).map_err(|_| ApiError::Unauthenticated)
}

/// What exactly does not fit is for the log.
fn refused(error: &webauthn_rs::prelude::WebauthnError) -> ApiError {
    tracing::debug!(%error, "a passkey was refused");
    ApiError::Unauthenticated
}

#[cfg(test)]
mod tests {
    use super::Passkeys;
    use url::Url;

    #[test]
    fn passkeys_need_a_name_and_this_machine_has_one() {
        for (address, works) in [
            ("https://console.cert.example", true),
            ("http://127.0.0.1:8080", true),
            ("http://localhost:8080", true),
            ("https://192.0.2.7", false),
        ] {
            let at = Passkeys::at(&Url::parse(address).unwrap());
            assert_eq!(at.is_some(), works, "{address}");
        }
    }
}
