//! The rights of the persons in our cases, for the operator: what the commands `privacy` and
//! `retention` do. Rules stand in `domain::privacy`, use cases in `triage_queue::privacy`; here they
//! get transactions, files and the hash of what goes out.

mod export;
mod file;
mod readme;
mod retention;

use anyhow::{Context as _, bail};
use chrono::{DateTime, NaiveDate, Utc};
use domain::access::Actor;
use domain::audit::{Act, Record};
use domain::id::CaseId;
use domain::number::ReportNumber;
use domain::privacy::Subject;
use domain::privacy::retention::Decision;
use store::{Db, archive, cases};
use triage_queue::privacy::erase::{self, Erased, Stop};
use triage_queue::privacy::find::{self, Found};
use triage_queue::privacy::{Order, hold};
use triage_queue::{Error, Safe, audit};

pub(crate) use export::places_of;
pub use export::{Exported, Given};
pub use retention::{Kept, Retention};

/// Whether something is done, or only tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Tried, and taken back.
    DryRun,
    /// Done.
    ForReal,
}

/// Where the operator's orders are carried out.
pub struct Office<'a> {
    /// The database, as the schema's owner.
    pub db: &'a Db,
    /// The keys of staff.
    pub safe: &'a Safe,
    /// The moment.
    pub now: DateTime<Utc>,
}

/// What became of an erasure, by the numbers of the cases.
#[derive(Debug, Default)]
pub struct Erasure {
    /// Erased from these.
    pub done: Vec<(String, Erased)>,
    /// Not erased from these.
    pub stopped: Vec<(String, Stop)>,
    /// Perhaps somebody else with the same name or number: not touched.
    pub doubtful: Vec<String>,
    /// No key here opens these; nobody knows what is in them.
    pub locked: Vec<CaseId>,
}

impl Erasure {
    /// Whether the person is gone from every case that is certainly about them.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.stopped.is_empty() && self.locked.is_empty()
    }
}

impl Office<'_> {
    /// The cases that hold something about somebody.
    pub fn find(&self, asked: &Subject) -> anyhow::Result<Found> {
        if asked.is_nobody() {
            bail!("say who is meant: --email, --phone, --name or --cvr");
        }
        let found = self.db.transact_blocking(&Actor::System, |tx| {
            let found = find::find(tx, self.safe, asked)?;
            let line = Record::done(Act::PrivacySearched)
                .with("cases", found.hits.len())
                .with("locked", found.locked.len());
            audit::record(tx, &Actor::System, line, self.now)?;
            let lines: Vec<Record> = found
                .hits
                .keys()
                .map(|case| Record::done(Act::PrivacySearched).case(*case))
                .collect();
            audit::record_all(tx, &Actor::System, &lines, self.now)?;
            Ok::<_, Error>(found)
        })?;
        Ok(found)
    }

    /// The same, when one person is meant.
    fn find_one(&self, asked: &Subject) -> anyhow::Result<Found> {
        let found = self.find(asked)?;
        if found.is_ambiguous {
            let numbers: Vec<&str> = found.hits.values().map(|hit| hit.number.as_str()).collect();
            bail!(
                "people with different names share this ({}): say who is meant with --email, or with \
                 --name beside it",
                numbers.join(", ")
            );
        }
        Ok(found)
    }

    /// Erases a person from every case, each in a transaction of its own: one that is stopped keeps
    /// no other from being erased.
    pub fn erase(&self, asked: &Subject, order: &Order, mode: Mode) -> anyhow::Result<Erasure> {
        let found = self.find_one(asked)?;
        let mut erasure = Erasure {
            locked: found.locked.clone(),
            ..Erasure::default()
        };
        for (id, hit) in &found.hits {
            let number = hit.number.clone();
            if hit.doubtful {
                erasure.doubtful.push(number);
                continue;
            }
            match self.erase_from(&found, *id, order, mode)? {
                Ok(erased) => erasure.done.push((number, erased)),
                Err(stop) => erasure.stopped.push((number, stop)),
            }
        }
        Ok(erasure)
    }

    fn erase_from(
        &self,
        found: &Found,
        case: CaseId,
        order: &Order,
        mode: Mode,
    ) -> Result<Result<Erased, Stop>, Error> {
        let tried = self.db.transact_blocking(&Actor::System, |tx| {
            let outcome = erase::case(tx, self.safe, found, case, order, self.now)?;
            match mode {
                Mode::ForReal => Ok(outcome),
                // An error rolls back: a dry run does everything and leaves nothing.
                Mode::DryRun => Err(Tried::Enough(outcome)),
            }
        });
        match tried {
            Ok(outcome) | Err(Tried::Enough(outcome)) => Ok(outcome),
            Err(Tried::Failed(error)) => Err(error),
        }
    }

    /// Puts a case on hold.
    pub fn hold(
        &self,
        number: &ReportNumber,
        review_on: NaiveDate,
        order: &Order,
    ) -> anyhow::Result<()> {
        self.db
            .transact_blocking(&Actor::System, |tx| {
                hold::add(tx, self.safe, number, review_on, order, self.now)
            })
            .map_err(|error| named(error, number))
    }

    /// Ends the holds of a case.
    pub fn release(&self, number: &ReportNumber, order: &Order) -> anyhow::Result<()> {
        let released = self
            .db
            .transact_blocking(&Actor::System, |tx| {
                hold::release(tx, self.safe, number, order, self.now)
            })
            .map_err(|error| named(error, number))?;
        if released == 0 {
            bail!("{number} is not on hold");
        }
        Ok(())
    }

    /// All holds that stand.
    pub fn holds(&self) -> anyhow::Result<Vec<hold::Shown>> {
        Ok(self.db.transact_blocking(&Actor::System, |tx| {
            let held = hold::list(tx, self.safe, self.now)?;
            let line = Record::done(Act::HoldsListed).with("returned", held.len());
            audit::record(tx, &Actor::System, line, self.now)?;
            Ok::<_, Error>(held)
        })?)
    }

    /// Records a decision of the archives.
    pub fn decide(&self, decision: &Decision) -> anyhow::Result<()> {
        let id = store::new_id::<()>(self.now).uuid();
        let kept = self.db.transact_blocking(&Actor::System, |tx| {
            archive::insert(tx, id, decision, self.now)?;
            let line = Record::done(Act::RetentionDecided).with("decision", id.to_string());
            audit::record(tx, &Actor::System, line, self.now)
        });
        match kept {
            Err(Error::Store(store::Error::Duplicate { .. })) => {
                bail!("the decision {} is recorded already", decision.reference)
            }
            kept => Ok(kept?),
        }
    }

    /// The decisions of the archives.
    pub fn decisions(&self) -> anyhow::Result<Vec<Decision>> {
        Ok(self.db.transact_blocking(&Actor::System, archive::list)?)
    }

    fn case_of(&self, number: &ReportNumber) -> anyhow::Result<CaseId> {
        let found = self
            .db
            .transact_blocking(&Actor::System, |tx| cases::by_number(tx, number));
        match found {
            Err(store::Error::NotFound) => bail!("there is no case {number}"),
            found => Ok(found.context("the case cannot be read")?.id),
        }
    }
}

fn named(error: Error, number: &ReportNumber) -> anyhow::Error {
    if matches!(error, Error::Store(store::Error::NotFound)) {
        return anyhow::anyhow!("there is no case {number}");
    }
    error.into()
}

/// How a try ended.
enum Tried {
    Enough(Result<Erased, Stop>),
    Failed(Error),
}

impl From<Error> for Tried {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<store::Error> for Tried {
    fn from(error: store::Error) -> Self {
        Self::Failed(error.into())
    }
}
