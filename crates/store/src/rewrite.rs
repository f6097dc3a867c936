//! Content that is sealed again in its place with a person's words blanked. As the schema's owner:
//! no role of the running system may change what was written.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::content::Sealed;
use domain::id::{CaseId, EventUid, HoldId, ReferralId, ReportId};

use crate::events::EventCopy;
use crate::schema::{cases, event_copies, events, legal_holds, referrals, reports};
use crate::{Error, Tx};

fn one(changed: usize) -> Result<(), Error> {
    if changed == 1 {
        Ok(())
    } else {
        Err(Error::Stale)
    }
}

/// A report, if its content still has the version before.
pub fn report(tx: &mut Tx<'_>, id: ReportId, content: &Sealed, version: i32) -> Result<(), Error> {
    one(diesel::update(
        reports::table
            .find(id.uuid())
            .filter(reports::content_version.eq(version - 1)),
    )
    .set((
        reports::content.eq(content.as_stored()),
        reports::content_version.eq(version),
        // It joins reports of ten minutes, and is a hash of the words that are gone.
        reports::fingerprint.eq(None::<Vec<u8>>),
    ))
    .execute(tx.conn)?)
}

/// An event.
pub fn event(tx: &mut Tx<'_>, uid: EventUid, content: &Sealed, version: i32) -> Result<(), Error> {
    one(diesel::update(
        events::table
            .filter(events::uid.eq(uid.uuid()))
            .filter(events::content_version.eq(version - 1)),
    )
    .set((
        events::content.eq(content.as_stored()),
        events::content_version.eq(version),
    ))
    .execute(tx.conn)?)
}

/// A copy of an event.
pub fn copy(tx: &mut Tx<'_>, new: &EventCopy) -> Result<(), Error> {
    one(diesel::update(
        event_copies::table
            .find((new.uid.uuid(), new.report.uuid()))
            .filter(event_copies::content_version.eq(new.content_version - 1)),
    )
    .set((
        event_copies::content.eq(new.content.as_stored()),
        event_copies::content_version.eq(new.content_version),
    ))
    .execute(tx.conn)?)
}

/// What is sealed in a referral, all of one version.
#[derive(Debug, Clone)]
pub struct Referral {
    /// Which.
    pub id: ReferralId,
    /// Why the case went to the police.
    pub basis: Sealed,
    /// The package, unless it is destroyed or there is none.
    pub package: Option<Sealed>,
    /// The police's own number.
    pub police_case_number: Option<Sealed>,
    /// When the package was destroyed, if it was.
    pub package_erased_at: Option<DateTime<Utc>>,
    /// Version of all of it.
    pub version: i32,
}

/// A referral. Its state, its hash and its signature stay.
pub fn referral(tx: &mut Tx<'_>, new: &Referral) -> Result<(), Error> {
    one(diesel::update(
        referrals::table
            .find(new.id.uuid())
            .filter(referrals::seal_version.eq(new.version - 1)),
    )
    .set((
        referrals::basis.eq(new.basis.as_stored()),
        referrals::package.eq(new.package.as_ref().map(Sealed::as_stored)),
        referrals::police_case_number.eq(new.police_case_number.as_ref().map(Sealed::as_stored)),
        referrals::package_erased_at.eq(new.package_erased_at),
        referrals::seal_version.eq(new.version),
    ))
    .execute(tx.conn)?)
}

/// The reason of a hold.
pub fn hold(tx: &mut Tx<'_>, id: HoldId, reason: &Sealed, version: i32) -> Result<(), Error> {
    one(diesel::update(
        legal_holds::table
            .find(id.uuid())
            .filter(legal_holds::reason_version.eq(version - 1)),
    )
    .set((
        legal_holds::reason.eq(reason.as_stored()),
        legal_holds::reason_version.eq(version),
    ))
    .execute(tx.conn)?)
}

/// Counts a change of what a case holds; its last change, which starts periods, stays. Answers the
/// version now.
pub fn count(tx: &mut Tx<'_>, case: CaseId) -> Result<i32, Error> {
    Ok(diesel::update(cases::table.find(case.uuid()))
        .set(cases::version.eq(cases::version + 1))
        .returning(cases::version)
        .get_result(tx.conn)?)
}
