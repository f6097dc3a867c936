//! Owing the reporters of a case a mail.

use chrono::{DateTime, Utc};
use domain::content::Content;
use domain::id::CaseId;
use domain::notification::{Mail, MailName};
use domain::report::Report;
use store::outbox::NewMessage;
use store::{Tx, outbox, reports};

use crate::Error;

/// Owes every reporter of a case who left an address the news that there is news.
///
/// A row per recipient, so that one bad address blocks nobody; an address that stands in several
/// reports gets one mail for each number, as each number has its own page.
pub fn tell_reporters(
    tx: &mut Tx<'_>,
    case: CaseId,
    name: MailName,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut messages = Vec::new();
    for stored in reports::of_case(tx, case)? {
        let report: Report = stored.content.read()?;
        let Some(email) = report.reporter.email else {
            continue;
        };
        messages.push(NewMessage {
            payload: Content::of(&Mail::news(name, stored.number))?,
            recipient: Content::of(email.as_str())?,
            language: stored.language,
            dedup_key: None,
        });
    }
    if !messages.is_empty() {
        outbox::enqueue(tx, now, &messages)?;
    }
    Ok(())
}
