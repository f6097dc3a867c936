//! What can be wrong with the setting-up, and with the database. A mail that fails is no error but an
//! [`Outcome`](crate::Outcome).

use std::path::PathBuf;

use crate::mail_url::MailUrlError;

/// The one error of this crate. No message holds a password, a recipient or a mail server's words.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The mail URL cannot be used.
    #[error("the mail URL cannot be used")]
    MailUrl(#[from] MailUrlError),
    /// The sender is not one mail address.
    #[error("the sender must be one mail address, as in: SMV-CERT <no-reply@cert.example>")]
    Sender,
    /// The extra certificate cannot be read.
    #[error("the certificate file {} cannot be read", path.display())]
    CertificateFile {
        /// Where it should be.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The extra certificate file holds none.
    #[error("the file {} holds no certificate in PEM form", .0.display())]
    NoCertificate(PathBuf),
    /// TLS cannot be set up.
    #[error("TLS to the mail relay cannot be set up")]
    Tls(#[source] lettre::transport::smtp::Error),
    /// The database did not answer.
    #[error("the outbox cannot be reached")]
    Store(#[from] store::Error),
}
