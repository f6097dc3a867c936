//! The data keys of cases, opened for one use case: reading what is sealed, and sealing events.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::content::Sealed;
use domain::event::{Audience, EventBody, EventName};
use domain::id::{CaseId, ReportId};
use serde::de::DeserializeOwned;
use store::events::{Event, NewEvent};
use store::seals::{self, Holder, KeyKind, KeySeal};
use store::{Tx, deletion, events};
use uuid::Uuid;
use vault::recipient::{SealError, SealedKey};
use vault::{Cell, DataKey, cell, place};

use crate::Error;
use crate::safe::{Safe, team_holder};

/// Opened data keys. Lives as long as a transaction.
pub struct CaseKeys {
    keys: HashMap<Uuid, DataKey>,
    /// Reports of each case, for copies to their reporters.
    reports: HashMap<CaseId, Vec<ReportId>>,
    /// Seals that did not open: told when their key is missed, so that a forged one beside a good one
    /// closes nothing.
    failed: HashMap<Uuid, SealError>,
}

/// An event before it is sealed.
#[derive(Debug, Clone)]
pub struct Line {
    /// The case.
    pub case: CaseId,
    /// Only for this report's reporter; none means the whole case.
    pub report: Option<ReportId>,
    /// What.
    pub name: EventName,
    /// Who may read it.
    pub audience: Audience,
    /// The body.
    pub body: EventBody,
}

impl CaseKeys {
    /// Opens the keys of a case. Fails with [`Error::Locked`] when no key of this process opens it,
    /// and with [`Error::ContentDeleted`] when there is none any more.
    pub fn of(tx: &mut Tx<'_>, safe: &Safe, case: CaseId) -> Result<Self, Error> {
        let keys = Self::of_all(tx, safe, &[case])?;
        if keys.case_key(case).is_err()
            && let Some(deleted) = deletion::of_case(tx, case)?
        {
            return Err(Error::ContentDeleted(deleted));
        }
        keys.case_key(case)?;
        Ok(keys)
    }

    /// No keys: for a case whose content was deleted.
    #[must_use]
    pub fn none() -> Self {
        Self {
            keys: HashMap::new(),
            reports: HashMap::new(),
            failed: HashMap::new(),
        }
    }

    /// Opens the keys of several cases; what no key of this process opens is left out.
    pub fn of_all(tx: &mut Tx<'_>, safe: &Safe, cases: &[CaseId]) -> Result<Self, Error> {
        let sealed = seals::of_cases(tx, cases)?;
        let ring = safe.ring_for(sealed.iter().filter_map(|seal| team_holder(seal.holder)));
        let (mut opener, mut keys) = (ring.opener(), HashMap::new());
        let mut failed = HashMap::new();
        for seal in &sealed {
            let Some(holder) = team_holder(seal.holder).filter(|id| ring.holds(*id)) else {
                continue;
            };
            match opener.open(holder, seal.key, &stored(seal)) {
                Ok(key) => {
                    keys.entry(seal.key).or_insert(key);
                }
                Err(error) => {
                    failed.insert(seal.key, error);
                }
            }
        }
        for seal in &sealed {
            let Holder::Report(report) = seal.holder else {
                continue;
            };
            if let Some(outer) = keys.get(&report.uuid()) {
                match stored(seal).open_under_key(outer, seal.key) {
                    Ok(key) => {
                        keys.insert(seal.key, key);
                    }
                    Err(error) => {
                        failed.insert(seal.key, error);
                    }
                }
            }
        }
        let mut reports: HashMap<CaseId, Vec<ReportId>> = HashMap::new();
        for seal in &sealed {
            let known = reports.entry(seal.case).or_default();
            let report = ReportId::from_uuid(seal.key);
            if seal.kind == KeyKind::Report && !known.contains(&report) {
                known.push(report);
            }
        }
        Ok(Self {
            keys,
            reports,
            failed,
        })
    }

    /// The key of what is internal to a case.
    pub fn case_key(&self, case: CaseId) -> Result<&DataKey, Error> {
        self.get(case.uuid(), case)
    }

    /// The key of what a report's reporter may see.
    pub fn report_key(&self, case: CaseId, report: ReportId) -> Result<&DataKey, Error> {
        self.get(report.uuid(), case)
    }

    fn get(&self, key: Uuid, case: CaseId) -> Result<&DataKey, Error> {
        match (self.keys.get(&key), self.failed.get(&key)) {
            (Some(key), _) => Ok(key),
            (None, Some(error)) => Err((*error).into()),
            (None, None) => Err(Error::Locked { case }),
        }
    }

    /// Opens bytes in their place, with the key that they name.
    pub fn open_bytes(
        &self,
        cell: &Cell,
        sealed: &Sealed,
    ) -> Result<impl std::ops::Deref<Target = Vec<u8>> + use<>, Error> {
        Ok(cell.open(self.key_of(cell, sealed)?, sealed)?)
    }

    /// Opens a value in its place, with the key that it names.
    pub fn open<T: DeserializeOwned>(&self, cell: &Cell, sealed: &Sealed) -> Result<T, Error> {
        Ok(cell.open_json(self.key_of(cell, sealed)?, sealed)?)
    }

    /// Opens the body of an event; one without content has an empty body.
    pub fn open_event(&self, event: &Event) -> Result<EventBody, Error> {
        match &event.content {
            Some(sealed) => self.open(&place::event(event.uid, event.content_version), sealed),
            None => Ok(EventBody::default()),
        }
    }

    /// The key that something was sealed with.
    pub(crate) fn key_of(&self, cell: &Cell, sealed: &Sealed) -> Result<&DataKey, Error> {
        let id = cell::key_of(sealed).ok_or_else(|| cell.no_key())?;
        match (self.keys.get(&id), self.failed.get(&id)) {
            (Some(key), _) => Ok(key),
            (None, Some(error)) => Err((*error).into()),
            (None, None) => Err(cell.no_key().into()),
        }
    }

    /// Seals events and writes them. What every reporter of the case may read is sealed for staff
    /// under the case key, and once more for each report under its own.
    pub fn append(
        &self,
        tx: &mut Tx<'_>,
        actor: &Actor,
        now: DateTime<Utc>,
        lines: &[Line],
    ) -> Result<(), Error> {
        let new = lines
            .iter()
            .map(|line| self.sealed(line, now))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(events::append(tx, actor, now, &new)?)
    }

    fn sealed(&self, line: &Line, now: DateTime<Utc>) -> Result<NewEvent, Error> {
        let uid = store::new_id(now);
        let own = match line.report {
            Some(report) if line.audience == Audience::Reporter => {
                self.report_key(line.case, report)?
            }
            _ => self.case_key(line.case)?,
        };
        let mut copies = Vec::new();
        if line.audience == Audience::Reporter && line.report.is_none() {
            for report in self.reports.get(&line.case).into_iter().flatten() {
                let key = self.report_key(line.case, *report)?;
                let copy = place::event_copy(uid, 1).seal_json(key, &line.body);
                copies.push((*report, copy));
            }
        }
        Ok(NewEvent {
            uid,
            case: line.case,
            report: line.report,
            name: line.name,
            audience: line.audience,
            content: place::event(uid, 1).seal_json(own, &line.body),
            copies,
        })
    }
}

fn stored(seal: &KeySeal) -> SealedKey {
    SealedKey::from_stored(seal.sealed.as_stored().to_vec())
}

impl std::fmt::Debug for CaseKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CaseKeys({} keys)", self.keys.len())
    }
}
