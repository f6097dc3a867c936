//! Who somebody at the provider is here.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::id::{Id, PersonId};
use uuid::Uuid;

use crate::schema::{oidc_identities, people};
use crate::{Error, Tx};

/// What a provider calls a person: it never changes, and no other person ever gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The provider.
    pub issuer: String,
    /// The person there.
    pub subject: String,
}

/// A person here, as far as a login needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub person: PersonId,
    /// Whether the person was disabled here.
    pub disabled: bool,
}

/// The person of an identity. Two logins of one person wait for each other.
pub fn find(tx: &mut Tx<'_>, identity: &Identity) -> Result<Option<Known>, Error> {
    let row: Option<(Uuid, Option<DateTime<Utc>>)> = people::table
        .inner_join(oidc_identities::table.on(oidc_identities::person_id.eq(people::id)))
        .filter(oidc_identities::issuer.eq(&identity.issuer))
        .filter(oidc_identities::subject.eq(&identity.subject))
        .select((people::id, people::disabled_at))
        .for_update()
        .first(tx.conn)
        .optional()?;
    Ok(row.map(|(id, disabled_at)| Known {
        person: Id::from_uuid(id),
        disabled: disabled_at.is_some(),
    }))
}

/// What the provider calls a person.
pub fn of_person(
    tx: &mut Tx<'_>,
    person: PersonId,
    issuer: &str,
) -> Result<Option<Identity>, Error> {
    let subject: Option<String> = oidc_identities::table
        .filter(oidc_identities::person_id.eq(person.uuid()))
        .filter(oidc_identities::issuer.eq(issuer))
        .select(oidc_identities::subject)
        .first(tx.conn)
        .optional()?;
    Ok(subject.map(|subject| Identity {
        issuer: issuer.to_owned(),
        subject,
    }))
}

/// Ties a person to an identity. Fails with [`Error::Duplicate`] when either is tied already.
pub fn link(
    tx: &mut Tx<'_>,
    identity: &Identity,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(oidc_identities::table)
        .values((
            oidc_identities::issuer.eq(&identity.issuer),
            oidc_identities::subject.eq(&identity.subject),
            oidc_identities::person_id.eq(person.uuid()),
            oidc_identities::created_at.eq(now),
        ))
        .execute(tx.conn)?;
    Ok(())
}

/// Notes that the person came in.
pub fn seen(tx: &mut Tx<'_>, identity: &Identity, now: DateTime<Utc>) -> Result<(), Error> {
    diesel::update(oidc_identities::table.find((&identity.issuer, &identity.subject)))
        .set(oidc_identities::last_login_at.eq(now))
        .execute(tx.conn)?;
    Ok(())
}
