//! What every mail says about us: where the case page is and where to call.

use domain::language::Language;
use url::Url;

/// Our address on the web and our phone number, from the configuration.
#[derive(Debug, Clone)]
pub struct Letterhead {
    public_url: Url,
    phone: String,
}

impl Letterhead {
    /// The public address of this site, and the number people may call, as it is to be shown.
    #[must_use]
    pub fn new(public_url: Url, phone: impl Into<String>) -> Self {
        Self {
            public_url,
            phone: phone.into(),
        }
    }

    /// The page where a reporter follows the case. The only link in a mail; it carries no secret.
    #[must_use]
    pub fn follow_link(&self, language: Language) -> String {
        let site = self.public_url.as_str().trim_end_matches('/');
        format!("{site}/{language}/follow")
    }

    /// The number to call, as shown.
    #[must_use]
    pub fn phone(&self) -> &str {
        &self.phone
    }
}
