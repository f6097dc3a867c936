//! The way out for mail.

use std::path::{Path, PathBuf};

use notification::{MailUrl, Mailer};

use super::fields::Fields;

/// The section `mail`.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// Relay or files.
    pub url: MailUrl,
    /// Sender of all mail.
    pub from: String,
    /// Whether somebody chose the sender.
    pub from_is_set: bool,
}

impl MailSettings {
    pub(super) fn from_fields(fields: &mut Fields<'_>, data_dir: &Path) -> Self {
        let url = MailUrl::parse(&fields.words("mail.url")).unwrap_or_else(|error| {
            fields.problem("mail.url", &error.to_string());
            MailUrl::File
        });
        let from = fields.words("mail.from");
        let from_is_set = fields.is_set("mail.from");
        if Mailer::new(&MailUrl::File, &from, data_dir).is_err() {
            fields.problem(
                "mail.from",
                "must be one address, as in SMV-CERT <svar@cert.example>",
            );
        } else if let Err(error) = Mailer::new(&url, &from, data_dir) {
            fields.problem("mail.url", &error.to_string());
        }
        Self {
            url,
            from,
            from_is_set,
        }
    }

    /// The mailer.
    pub fn mailer(&self, data_dir: &Path) -> Result<Mailer, notification::Error> {
        Mailer::new(&self.url, &self.from, &directory(data_dir))
    }
}

/// Where mail files are put.
pub(super) fn directory(data_dir: &Path) -> PathBuf {
    data_dir.join("mail")
}
