//! The way out for mail.

use std::path::{Path, PathBuf};

use notification::{MailUrl, Mailer};
use url::Url;

use super::fields::Fields;

/// The section `mail`.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// Relay or files.
    pub url: MailUrl,
    /// Sender of all mail.
    pub from: String,
}

impl MailSettings {
    /// Without a sender, mail comes from `no-reply` at the host that stands in links.
    pub(super) fn from_fields(
        fields: &mut Fields<'_>,
        public_url: Option<&Url>,
        data_dir: &Path,
    ) -> Self {
        let url = MailUrl::parse(&fields.words("mail.url")).unwrap_or_else(|error| {
            fields.problem("mail.url", &error.to_string());
            MailUrl::File
        });
        let host = public_url
            .and_then(Url::domain)
            .filter(|host| host.contains('.'))
            .unwrap_or("smv-cert.example");
        let from = fields
            .text("mail.from")
            .map_or_else(|| format!("SMV-CERT <no-reply@{host}>"), str::to_owned);
        if Mailer::new(&MailUrl::File, &from, data_dir).is_err() {
            fields.problem(
                "mail.from",
                "must be one address, as in SMV-CERT <svar@cert.example>",
            );
        } else if let Err(error) = Mailer::new(&url, &from, data_dir) {
            fields.problem("mail.url", &error.to_string());
        }
        Self { url, from }
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
