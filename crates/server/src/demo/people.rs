//! The demo people, as the contract names them.

use chrono::{DateTime, Utc};
use domain::access::{Actor, Role};
use store::people::{self, PersonRow};
use store::{Db, Error, Tx, teams};

use super::dice::Dice;

/// Their mail domain.
pub(crate) const DOMAIN: &str = "demo.example";
/// The team that new reports come to.
pub(crate) const TEAM: &str = "National desk";

/// Mailbox, name and role of each.
pub(crate) const PEOPLE: [(&str, &str, Role); 8] = [
    ("lead", "Lene Vanggaard", Role::DutyLead),
    ("analyst1", "Nina Holmsgaard", Role::Analyst),
    ("analyst2", "Omar Sabry", Role::Analyst),
    ("analyst3", "Freja Lindebjerg", Role::Analyst),
    ("analyst4", "Jonas Beckmann", Role::Analyst),
    ("police", "Poul Krarup", Role::PoliceLiaison),
    ("auditor", "Rita Skovgaard", Role::Auditor),
    ("admin", "Adam Juhler", Role::Admin),
];

/// Those who work on demo cases.
pub(super) struct Cast {
    pub(super) analysts: Vec<Actor>,
    pub(super) lead: Actor,
    pub(super) police: Actor,
}

/// Makes sure that the team and the people are there, all with this password.
pub(crate) fn ensure(db: &Db, now: DateTime<Utc>, password_hash: &str) -> Result<(), Error> {
    let system = Actor::System;
    let team = db.transact_blocking(&system, |tx| {
        teams::ensure_intake(tx, store::new_id(now), TEAM)
    })?;
    for (mailbox, name, role) in PEOPLE {
        let person = PersonRow {
            id: store::new_id(now),
            email: email(mailbox),
            name: name.to_owned(),
            role,
            password_hash: Some(password_hash.to_owned()),
        };
        let teams = if matches!(role, Role::Analyst | Role::DutyLead) {
            vec![team]
        } else {
            Vec::new()
        };
        let inserted: Result<(), Error> = db.transact_blocking(&system, |tx| {
            if people::by_email(tx, &person.email)?.is_none() {
                people::insert(tx, &person, &teams, now)?;
            }
            Ok(())
        });
        match inserted {
            // Somebody has disabled this person, and it stays so.
            Ok(()) | Err(Error::Duplicate { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    db.transact_blocking(&system, |tx| {
        people::set_passwords(tx, DOMAIN, password_hash).map(drop)
    })
}

/// The demo people who may log in here.
pub(crate) fn present(db: &Db) -> Result<Vec<String>, Error> {
    db.transact_blocking(&Actor::System, |tx| {
        let mut found = Vec::new();
        for (mailbox, _, _) in PEOPLE {
            let address = email(mailbox);
            if people::by_email(tx, &address)?.is_some() {
                found.push(address);
            }
        }
        Ok(found)
    })
}

/// The address of a mailbox.
pub(crate) fn email(mailbox: &str) -> String {
    format!("{mailbox}@{DOMAIN}")
}

impl Cast {
    /// Finds them.
    pub(super) fn gather(tx: &mut Tx<'_>) -> anyhow::Result<Self> {
        let mut actor = |mailbox: &str| -> anyhow::Result<Actor> {
            let missing = || anyhow::anyhow!("{} is missing or disabled", email(mailbox));
            let person = people::by_email(tx, &email(mailbox))?.ok_or_else(missing)?;
            people::actor(tx, person.id)?.ok_or_else(missing)
        };
        Ok(Self {
            analysts: vec![
                actor("analyst1")?,
                actor("analyst2")?,
                actor("analyst3")?,
                actor("analyst4")?,
            ],
            lead: actor("lead")?,
            police: actor("police")?,
        })
    }

    /// Who takes a case.
    pub(super) fn analyst(&self, dice: &mut Dice) -> anyhow::Result<&Actor> {
        dice.pick(&self.analysts)
            .ok_or_else(|| anyhow::anyhow!("there is no analyst"))
    }
}
