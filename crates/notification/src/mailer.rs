//! Sends mails: to a relay, or into files.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::contact::Email;
use domain::id::OutboxId;
use lettre::Message;
use lettre::message::Mailbox;

use crate::error::Error;
use crate::files;
use crate::mail::Rendered;
use crate::mail_url::MailUrl;
use crate::message;
use crate::outcome::{Class, Outcome};
use crate::smtp::SmtpRelay;

#[cfg(test)]
mod tests;

/// Sends mails. Cheap to clone.
#[derive(Clone)]
pub struct Mailer {
    from: Mailbox,
    transport: Arc<Transport>,
}

enum Transport {
    Smtp(SmtpRelay),
    File(PathBuf),
}

impl Mailer {
    /// Prepares to send from one address (`SMV-CERT <no-reply@cert.example>`). Connects to nobody
    /// yet. `directory` is where `file:` puts mails.
    pub fn new(url: &MailUrl, from: &str, directory: &Path) -> Result<Self, Error> {
        let from: Mailbox = from.parse().map_err(|_| Error::Sender)?;
        if Email::parse(from.email.as_ref()).is_none() {
            return Err(Error::Sender);
        }
        let transport = match url {
            MailUrl::File => Transport::File(directory.to_owned()),
            MailUrl::Relay(relay) => Transport::Smtp(SmtpRelay::new(relay, from.email.domain())?),
        };
        Ok(Self {
            from,
            transport: Arc::new(transport),
        })
    }

    /// Sends one mail to one recipient. Takes 30 s at most.
    ///
    /// `id` and `owed_at` come from the outbox row: a repeat carries the same `Message-ID` and date.
    pub async fn send(
        &self,
        id: OutboxId,
        owed_at: DateTime<Utc>,
        to: &Email,
        mail: Rendered,
    ) -> Outcome {
        let message = match message::address(id, owed_at, &self.from, to, mail) {
            Ok(message) => message,
            Err(outcome) => return outcome,
        };
        match &*self.transport {
            Transport::Smtp(relay) => relay.send(&message).await,
            Transport::File(directory) => {
                write(directory.clone(), files::name(id, owed_at), message).await
            }
        }
    }

    /// Whether the relay takes our TLS and our login, or the directory can be written; if not, why.
    pub async fn probe(&self) -> Result<(), Class> {
        let outcome = match &*self.transport {
            Transport::Smtp(relay) => relay.probe().await,
            Transport::File(directory) => {
                let directory = directory.clone();
                blocking(move || files::probe(&directory)).await
            }
        };
        outcome.class().map_or(Ok(()), Err)
    }
}

async fn write(directory: PathBuf, name: String, message: Message) -> Outcome {
    blocking(move || files::write(&directory, &name, &message.formatted())).await
}

async fn blocking(work: impl FnOnce() -> std::io::Result<()> + Send + 'static) -> Outcome {
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(())) => Outcome::Delivered,
        Ok(Err(error)) => {
            tracing::error!(error.kind = ?error.kind(), "a mail file cannot be written");
            Outcome::Transient(Class::File)
        }
        Err(_) => Outcome::Transient(Class::File),
    }
}
