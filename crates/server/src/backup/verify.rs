//! Opening every case with the keys, as staff would: nothing is shown, an error names the place.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow, bail};
use aws_lc_rs::digest::{SHA256, digest};
use domain::access::Actor;
use domain::consent::ReferralBasis;
use domain::event::EventBody;
use domain::id::CaseId;
use store::referrals::Referral;
use store::{Db, Tx, backup, events, referrals};
use triage_queue::{CaseKeys, Safe, page};
use vault::place;

use crate::demo::Progress;
use crate::keys::KeyFolder;

/// Cases in one transaction.
const BATCH: usize = 50;
/// Events in one query.
const PAGE: i64 = 1_000;

/// What was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Opened {
    /// Cases.
    pub cases: u32,
    /// Their reports, with consents and persons.
    pub reports: u32,
    /// Their events, and the copies for reporters.
    pub events: u32,
    /// Their referrals, with packages that have their hash.
    pub referrals: u32,
    /// How long it took.
    pub took: Duration,
}

#[derive(Default)]
struct Count {
    cases: AtomicU32,
    reports: AtomicU32,
    events: AtomicU32,
    referrals: AtomicU32,
}

/// Opens the newest cases, or all of them, with the staff keys of a folder. The first place that does
/// not open ends it, with an error that names it.
pub fn open_cases(db: &Db, keys: &KeyFolder, most: Option<u32>) -> anyhow::Result<Opened> {
    let begun = Instant::now();
    let safe = keys.safe()?;
    let ids = db.transact_blocking(&Actor::System, |tx| backup::case_ids(tx, most))?;
    let progress = Progress::of("cases opened", u32::try_from(ids.len())?);
    let (count, failed) = (Count::default(), AtomicBool::new(false));
    let batches = Mutex::new(ids.chunks(BATCH));
    let next = || {
        batches
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .next()
    };
    let work = || -> anyhow::Result<()> {
        while let Some(batch) = next().filter(|_| !failed.load(Ordering::Relaxed)) {
            let opened = db.transact_blocking(&Actor::System, |tx| open(tx, &safe, batch, &count));
            if opened.is_err() {
                failed.store(true, Ordering::Relaxed);
            }
            opened?;
            let new = u32::try_from(batch.len())?;
            progress.at(count.cases.fetch_add(new, Ordering::Relaxed) + new);
        }
        Ok(())
    };
    std::thread::scope(|scope| {
        let other = scope.spawn(work);
        let here = work();
        let there = other
            .join()
            .map_err(|_| anyhow!("the other half panicked"))?;
        here.and(there)
    })?;
    Ok(Opened {
        cases: count.cases.into_inner(),
        reports: count.reports.into_inner(),
        events: count.events.into_inner(),
        referrals: count.referrals.into_inner(),
        took: begun.elapsed(),
    })
}

fn open(tx: &mut Tx<'_>, safe: &Safe, batch: &[CaseId], count: &Count) -> anyhow::Result<()> {
    let keys = CaseKeys::of_all(tx, safe, batch)?;
    for case in batch {
        let in_case = || format!("case {case} does not open");
        keys.case_key(*case).with_context(in_case)?;
        let reports = page::read_reports(tx, &keys, *case).with_context(in_case)?;
        add(&count.reports, reports.len());
        add(
            &count.events,
            open_events(tx, &keys, *case).with_context(in_case)?,
        );
        let found = referrals::of_case(tx, *case)?;
        for referral in &found {
            open_referral(tx, &keys, referral).with_context(in_case)?;
        }
        add(&count.referrals, found.len());
    }
    Ok(())
}

fn open_events(tx: &mut Tx<'_>, keys: &CaseKeys, case: CaseId) -> anyhow::Result<usize> {
    let (mut after, mut opened) = (0, 0);
    loop {
        let found = events::of_case(tx, case, after, PAGE)?;
        for event in &found {
            keys.open_event(event)?;
            after = event.id;
        }
        opened += found.len();
        if i64::try_from(found.len())? < PAGE {
            break;
        }
    }
    let copies = events::copies_of_case(tx, case)?;
    for copy in &copies {
        let place = place::event_copy(copy.uid, copy.content_version);
        keys.open::<EventBody>(&place, &copy.content)?;
    }
    Ok(opened + copies.len())
}

fn open_referral(tx: &mut Tx<'_>, keys: &CaseKeys, referral: &Referral) -> anyhow::Result<()> {
    let (id, version) = (referral.id, referral.seal_version);
    keys.open::<ReferralBasis>(&place::referral_basis(id, version), &referral.basis)?;
    page::police_case_number(keys, referral)?;
    let Some(sealed) = referrals::package(tx, id)? else {
        return Ok(());
    };
    let package = keys.open_bytes(&place::referral_package(id, version), &sealed)?;
    let hash = digest(&SHA256, &package);
    if referral.package_sha256.as_deref() != Some(hash.as_ref()) {
        bail!("table referrals, column package, row {id}: opened, but has another SHA-256");
    }
    Ok(())
}

fn add(to: &AtomicU32, new: usize) {
    to.fetch_add(u32::try_from(new).unwrap_or(0), Ordering::Relaxed);
}
