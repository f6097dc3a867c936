//! One conversation with the relay per mail.
//!
//! Spoken step by step instead of through lettre's transport: its asynchronous one has no time limit
//! per command, and does not tell a connection lost before the final dot from one lost after it. A
//! fresh connection each time, so no connection that the relay closed long ago is ever used
//! (lettre issue 743).

use std::future::Future;
use std::time::Duration;

use lettre::Message;
use lettre::address::Envelope;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret as _;
use tokio::time::timeout;

use crate::error::Error;
use crate::mail_url::{Relay, RelayTls};
use crate::outcome::{Failure, Outcome, Stage, classify};

#[cfg(test)]
pub(crate) mod scripted;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tls_tests;

/// For a whole mail. Shorter than the lease of the row.
const WHOLE_LIMIT: Duration = Duration::from_secs(30);
/// For each command.
const COMMAND_LIMIT: Duration = Duration::from_secs(20);
/// For a polite goodbye; nobody depends on it.
const GOODBYE_LIMIT: Duration = Duration::from_secs(2);

/// How to reach the relay.
pub(crate) struct SmtpRelay {
    host: String,
    port: u16,
    tls: Protection,
    login: Option<Credentials>,
    hello: ClientId,
}

enum Protection {
    Implicit(TlsParameters),
    StartTls(TlsParameters),
    None,
}

impl SmtpRelay {
    /// Prepares TLS; connects to nobody yet. `hello` is the domain we greet with.
    pub(crate) fn new(relay: &Relay, hello: &str) -> Result<Self, Error> {
        let tls = match relay.tls {
            RelayTls::Implicit => Protection::Implicit(tls_parameters(relay)?),
            RelayTls::StartTls => Protection::StartTls(tls_parameters(relay)?),
            RelayTls::None => Protection::None,
        };
        let login = relay.login.as_ref().map(|(user, password)| {
            Credentials::new(user.clone(), password.expose_secret().to_owned())
        });
        let (host, hello) = (relay.host.clone(), ClientId::Domain(hello.to_owned()));
        Ok(Self {
            host,
            port: relay.port,
            tls,
            login,
            hello,
        })
    }

    /// Hands one mail over.
    pub(crate) async fn send(&self, message: &Message) -> Outcome {
        let (envelope, mail) = (message.envelope(), message.formatted());
        self.converse(async |conn, stage| {
            *stage = Stage::Envelope;
            speak_envelope(conn, envelope).await?;
            *stage = Stage::Content;
            step(conn.message(&mail)).await
        })
        .await
    }

    /// Goes as far as the login, and says how that went.
    pub(crate) async fn probe(&self) -> Outcome {
        self.converse(async |_, _| Ok(())).await
    }

    async fn converse<T>(
        &self,
        what: impl AsyncFnOnce(&mut AsyncSmtpConnection, &mut Stage) -> Result<T, Failure>,
    ) -> Outcome {
        let mut stage = Stage::Connect;
        let conversation = async {
            let mut conn = self.open(&mut stage).await?;
            what(&mut conn, &mut stage).await?;
            Ok(conn)
        };
        let ended = timeout(WHOLE_LIMIT, Box::pin(conversation)).await;
        match ended.unwrap_or(Err(Failure::Timeout)) {
            Ok(mut conn) => {
                // The mail is the relay's by now, whatever it says to QUIT.
                let _ = timeout(GOODBYE_LIMIT, conn.abort()).await;
                Outcome::Delivered
            }
            Err(failure) => classify(stage, &failure),
        }
    }

    async fn open(&self, stage: &mut Stage) -> Result<AsyncSmtpConnection, Failure> {
        let implicit = match &self.tls {
            Protection::Implicit(parameters) => Some(parameters.clone()),
            Protection::StartTls(_) | Protection::None => None,
        };
        let to = (self.host.as_str(), self.port);
        let mut conn = step(AsyncSmtpConnection::connect_tokio1(
            to,
            Some(COMMAND_LIMIT),
            &self.hello,
            implicit,
            None,
        ))
        .await?;
        if let Protection::StartTls(parameters) = &self.tls {
            *stage = Stage::StartTls;
            step(conn.starttls(parameters.clone(), &self.hello)).await?;
        }
        if let Some(login) = &self.login {
            *stage = Stage::Auth;
            step(conn.auth(&[Mechanism::Plain, Mechanism::Login], login)).await?;
        }
        Ok(conn)
    }
}

async fn speak_envelope(
    conn: &mut AsyncSmtpConnection,
    envelope: &Envelope,
) -> Result<(), Failure> {
    step(conn.command(Mail::new(envelope.from().cloned(), Vec::new()))).await?;
    for to in envelope.to() {
        step(conn.command(Rcpt::new(to.clone(), Vec::new()))).await?;
    }
    step(conn.command(Data)).await?;
    Ok(())
}

async fn step<T>(work: impl Future<Output = Result<T, SmtpError>>) -> Result<T, Failure> {
    match timeout(COMMAND_LIMIT, work).await {
        Ok(done) => done.map_err(Failure::Smtp),
        Err(_) => Err(Failure::Timeout),
    }
}

fn tls_parameters(relay: &Relay) -> Result<TlsParameters, Error> {
    let mut builder = TlsParameters::builder(relay.host.clone());
    if let Some(path) = &relay.ca {
        let pem = std::fs::read(path).map_err(|source| Error::CertificateFile {
            path: path.clone(),
            source,
        })?;
        let no_certificate = || Error::NoCertificate(path.clone());
        if !String::from_utf8_lossy(&pem).contains("-----BEGIN CERTIFICATE-----") {
            return Err(no_certificate());
        }
        let ca = Certificate::from_pem(&pem).map_err(|_| no_certificate())?;
        builder = builder.add_root_certificate(ca);
    }
    builder.build().map_err(Error::Tls)
}
