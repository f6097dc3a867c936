//! Who somebody from the provider is here: people come, change and go as it says.

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::federation::Grant;
use domain::id::{PersonId, SessionId, TeamId};
use store::oidc::{identities, sessions};
use store::people::{self, Described, PersonRow};
use store::{Error, Tx, teams};
use vault::{DataKey, place};

use super::redeem::Said;
use super::refusal::Refusal;
use super::{Oidc, session};
use crate::auth::password;
use crate::state::StaffState;

/// Lets the person in, or not; the cookie of the new session.
pub(super) async fn admit(
    oidc: &Oidc,
    state: &StaffState,
    said: Said,
    now: DateTime<Utc>,
) -> Result<String, Refusal> {
    if !said.claims.factors_suffice(&oidc.settings) {
        return Err(Refusal::SecondFactor);
    }
    let grant = oidc
        .settings
        .group_roles
        .grant(&said.claims.groups(&oidc.settings));
    let door = Door {
        link_by_verified_email: oidc.settings.link_by_verified_email,
        // Nobody knows the password that fits it.
        no_password: password::hash(&super::attempt::random()).map_err(|error| {
            tracing::error!(%error, "no password can be hashed");
            Refusal::Away
        })?,
        grant,
        said,
        now,
    };
    state
        .db
        .transact(&Actor::System, move |tx| door.admit(tx))
        .await?
}

/// The sealing of an ID token: it opens with the session's cookie.
pub(super) fn key(cookie: &str) -> DataKey {
    DataKey::derived(cookie.as_bytes(), "smv-cert id token")
}

struct Door {
    said: Said,
    grant: Option<Grant>,
    link_by_verified_email: bool,
    no_password: String,
    now: DateTime<Utc>,
}

impl Door {
    /// A refusal is an answer too: what it changes is committed.
    fn admit(&self, tx: &mut Tx<'_>) -> Result<Result<String, Refusal>, Error> {
        let known = identities::find(tx, &self.said.identity)?;
        if known.is_some_and(|known| known.disabled) {
            return Ok(Err(Refusal::Disabled));
        }
        let Some(grant) = &self.grant else {
            if let Some(known) = known {
                let ended = sessions::end_all_of(tx, known.person, self.now)?;
                tracing::info!(person = %known.person, ended, "in no group any more");
            }
            return Ok(Err(Refusal::NoGroup));
        };
        let Some(email) = self.said.claims.email() else {
            return Ok(Err(Refusal::NoMail));
        };
        let described = Described {
            name: self.said.claims.name().unwrap_or_else(|| email.clone()),
            role: grant.role,
            teams: team_ids(tx, grant)?,
            email,
        };
        let person = match known {
            Some(known) => known.person,
            None => match self.newcomer(tx, &described)? {
                Ok(person) => person,
                Err(refusal) => return Ok(Err(refusal)),
            },
        };
        people::describe(tx, person, &described)?;
        identities::seen(tx, &self.said.identity, self.now)?;
        let (id, cookie) = session::open(tx, person, self.now)?;
        self.tie(tx, id, &cookie)?;
        Ok(Ok(cookie))
    }

    /// Somebody who was never here by this provider.
    fn newcomer(
        &self,
        tx: &mut Tx<'_>,
        described: &Described,
    ) -> Result<Result<PersonId, Refusal>, Error> {
        let person = match people::holder_of(tx, &described.email)? {
            None => self.make(tx, described)?,
            Some(holder) => {
                let proven = self.link_by_verified_email && self.said.claims.email_is_verified();
                let issuer = &self.said.identity.issuer;
                if !proven || identities::of_person(tx, holder.person, issuer)?.is_some() {
                    tracing::warn!(
                        person = %holder.person,
                        subject = self.said.identity.subject,
                        "somebody of the identity provider has the address of a person here: \
                         `smv-cert user link` ties them together"
                    );
                    return Ok(Err(Refusal::MailTaken));
                }
                if holder.disabled {
                    return Ok(Err(Refusal::Disabled));
                }
                holder.person
            }
        };
        identities::link(tx, &self.said.identity, person, self.now)?;
        Ok(Ok(person))
    }

    fn make(&self, tx: &mut Tx<'_>, described: &Described) -> Result<PersonId, Error> {
        let row = PersonRow {
            id: store::new_id(self.now),
            email: described.email.clone(),
            name: described.name.clone(),
            role: described.role,
            password_hash: self.no_password.clone(),
        };
        people::insert(tx, &row, &described.teams, self.now)?;
        Ok(row.id)
    }

    fn tie(&self, tx: &mut Tx<'_>, session: SessionId, cookie: &str) -> Result<(), Error> {
        let sealed =
            place::id_token(session, 1).seal(&key(cookie), self.said.id_token.as_bytes());
        let sid = self.said.sid.as_deref();
        sessions::tie(tx, session, &self.said.identity, sid, &sealed)
    }
}

/// The teams of a grant. A role that works on cases and names none is in the team that takes
/// reports; a name that is no team gives nothing.
fn team_ids(tx: &mut Tx<'_>, grant: &Grant) -> Result<Vec<TeamId>, Error> {
    use domain::access::Role;
    if grant.teams.is_empty() {
        return match grant.role {
            Role::Analyst | Role::DutyLead => Ok(vec![teams::takes_intake(tx)?]),
            Role::PoliceLiaison | Role::Auditor | Role::Admin => Ok(Vec::new()),
        };
    }
    let mut found = Vec::new();
    for name in &grant.teams {
        match teams::by_name(tx, name) {
            Ok(id) => found.push(id),
            Err(Error::NotFound) => {
                tracing::warn!(team = name, "oidc.group_roles names a team that is not there");
            }
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}
