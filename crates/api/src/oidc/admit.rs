//! Who somebody from the provider is here: people come, change and go as it says.

use chrono::{DateTime, Duration, Utc};
use domain::access::Actor;
use domain::audit::{Act, Record};
use domain::federation::Grant;
use domain::id::{PersonId, SessionId, TeamId};
use domain::session::{End, Method, Scope};
use store::oidc::people::{self as described, Described};
use store::oidc::{identities, sessions};
use store::people::{self, PersonRow};
use store::sessions::end_all;
use store::{Error, Tx, audit, teams};
use vault::{DataKey, place};

use super::Oidc;
use super::attempt::Again;
use super::redeem::Said;
use super::refusal::Refusal;
use super::settings::Settings;
use crate::auth::session::{self, Entry};
use crate::pages::console;
use crate::state::StaffState;

/// Lets the person in, or not; the cookie of the new session.
pub(super) async fn admit(
    oidc: &Oidc,
    state: &StaffState,
    said: Said,
    browser: Browser,
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
        settings: oidc.settings.clone(),
        sealing: state.door.key.sealing().clone(),
        browser,
        grant,
        said,
        now,
    };
    state
        .db
        .transact(&Actor::System, move |tx| door.admit(tx))
        .await?
}

/// Notes that the person of a session has proven again who they are; the new cookie of the session.
pub(super) async fn again(
    oidc: &Oidc,
    state: &StaffState,
    said: Said,
    again: Again,
    now: DateTime<Utc>,
) -> Result<String, Refusal> {
    if !said.claims.factors_suffice(&oidc.settings) {
        return Err(Refusal::SecondFactor);
    }
    let skew = Duration::seconds(i64::from(oidc.settings.clock_skew_seconds));
    if said
        .claims
        .proven_at()
        .is_none_or(|at| at + skew < again.since)
    {
        return Err(Refusal::NotAgain);
    }
    state
        .db
        .transact(&Actor::System, move |tx| {
            let Some(live) = store::sessions::live(tx, again.session, now)? else {
                return Ok(Err(Refusal::Stale));
            };
            let known = identities::find(tx, &said.identity)?;
            if known.is_none_or(|known| known.disabled || known.person != live.person) {
                return Ok(Err(Refusal::NotAgain));
            }
            let secret = session::new_secret();
            let hash = session::cookie_hash(&secret);
            store::sessions::reauthenticated(tx, live.id, Some(&hash), now)?;
            Ok::<_, Error>(Ok(secret))
        })
        .await?
}

/// The browser that comes in.
pub(super) struct Browser {
    /// What ties a session to it.
    pub(super) hash: Vec<u8>,
    /// Of the cookie that it had before.
    pub(super) before: Option<Vec<u8>>,
}

struct Door {
    said: Said,
    grant: Option<Grant>,
    settings: Settings,
    sealing: DataKey,
    browser: Browser,
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
                let ended = end_all(tx, known.person, None, End::Provider, self.now)?;
                tracing::info!(person = %known.person, ended, "in no group any more");
            }
            return Ok(Err(Refusal::NoGroup));
        };
        let Some(email) = self.said.claims.email(&self.settings) else {
            return Ok(Err(Refusal::NoMail));
        };
        let described = Described {
            name: self
                .said
                .claims
                .name(&self.settings)
                .unwrap_or_else(|| email.clone()),
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
        let changed = described::describe(tx, person, &described)?;
        let role = Record::done(Act::RoleChanged).with("role", described.role.code());
        let teams = Record::done(Act::TeamsChanged).with("teams", described.teams.len());
        for (line, holds) in [(role, changed.role), (teams, changed.teams)] {
            if holds {
                self.note(tx, line.person(person))?;
            }
        }
        identities::seen(tx, &self.said.identity, self.now)?;
        let entry = Entry {
            person,
            method: Method::Oidc,
            scope: Scope::Full,
            now: self.now,
        };
        console::replace(tx, self.browser.before.as_deref(), &entry)?;
        let opened = session::open_console(tx, &entry, &self.browser.hash)?;
        self.tie(tx, opened.id)?;
        Ok(Ok(opened.secret))
    }

    /// Somebody who was never here by this provider.
    fn newcomer(
        &self,
        tx: &mut Tx<'_>,
        described: &Described,
    ) -> Result<Result<PersonId, Refusal>, Error> {
        let person = match described::holder_of(tx, &described.email)? {
            None => self.make(tx, described)?,
            Some(holder) => {
                let proven =
                    self.settings.link_by_verified_email && self.said.claims.email_is_verified();
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
        self.note(tx, Record::done(Act::IdentityLinked).person(person))?;
        Ok(Ok(person))
    }

    /// A line of the audit trail: it is the provider's word that changes people here.
    fn note(&self, tx: &mut Tx<'_>, line: Record) -> Result<(), Error> {
        let line = line.with("by", "identity_provider");
        audit::append(tx, &Actor::System, &[line], self.now)
    }

    fn make(&self, tx: &mut Tx<'_>, described: &Described) -> Result<PersonId, Error> {
        let row = PersonRow {
            id: store::new_id(self.now),
            email: described.email.clone(),
            name: described.name.clone(),
            role: described.role,
            password_hash: None,
        };
        people::insert(tx, &row, &described.teams, self.now)?;
        let line = Record::done(Act::PersonAdded).person(row.id);
        self.note(tx, line.with("role", row.role.code()))?;
        Ok(row.id)
    }

    fn tie(&self, tx: &mut Tx<'_>, session: SessionId) -> Result<(), Error> {
        let token = self.said.id_token.as_bytes();
        let sealed = place::id_token(session, 1).seal(&self.sealing, token);
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
                tracing::warn!(
                    team = name,
                    "oidc.group_roles names a team that is not there"
                );
            }
            Err(error) => return Err(error),
        }
    }
    Ok(found)
}
