//! Owing the reporters of a case a mail.

use chrono::{DateTime, Utc};
use domain::id::CaseId;
use domain::language::Language;
use domain::notification::{Letter, Mail, MailName};
use store::outbox::NewMessage;
use store::{Tx, outbox};
use vault::recipient::{PublicKey, SealError};
use vault::{envelope, place};

use crate::Error;
use crate::case_keys::CaseKeys;
use crate::page::read_reports;
use crate::safe::Safe;

/// Owes every reporter of a case who left an address the news that there is news.
///
/// A row per recipient, so that one bad address blocks nobody; an address that stands in several
/// reports gets one mail for each number, as each number has its own page.
pub fn tell_reporters(
    tx: &mut Tx<'_>,
    safe: &Safe,
    keys: &CaseKeys,
    case: CaseId,
    name: MailName,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let reports = read_reports(tx, keys, case)?;
    let addressed: Vec<_> = reports
        .into_iter()
        // Whoever may be the cause is not told what we do about it.
        .filter(|read| read.stored.sender_shut_out_at.is_none())
        .filter_map(|read| {
            Some((
                read.report.reporter.email?,
                read.report.language,
                read.stored,
            ))
        })
        .collect();
    if addressed.is_empty() {
        return Ok(());
    }
    let worker = safe.worker_key(tx)?;
    let mut messages = Vec::with_capacity(addressed.len());
    for (email, language, stored) in addressed {
        let mail = Mail::news(name, stored.number);
        messages.push(message(&worker, email.as_str(), language, mail, None, now)?);
    }
    outbox::enqueue(tx, now, &messages)?;
    Ok(())
}

/// A mail sealed for the worker.
pub(crate) fn message(
    worker: &PublicKey,
    to: &str,
    language: Language,
    mail: Mail,
    dedup_key: Option<String>,
    now: DateTime<Utc>,
) -> Result<NewMessage, SealError> {
    let id = store::new_id(now);
    let letter = Letter {
        to: to.to_owned(),
        language,
        mail,
    };
    Ok(NewMessage {
        id,
        payload: envelope::seal_json(worker, &place::letter(id, 1), &letter)?,
        dedup_key,
    })
}
