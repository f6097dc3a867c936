//! The register that is asked about firms while it is live: off unless somebody names it.

use secrecy::SecretString;
use url::Url;

use super::Mode;
use super::fields::Fields;

/// Stands in the address where the number goes.
const NUMBER: &str = "{cvr}";

/// What somebody sets who means to have a live register.
const REST: [&str; 2] = ["register.live_user", "register.live_password"];

/// Where the live register is asked, and as whom.
#[derive(Debug, Clone)]
pub struct LiveRegister {
    /// The address, with `{cvr}` after its host where the number goes.
    pub address: String,
    /// Its host: no other is ever asked.
    pub host: String,
    /// Name for HTTP Basic; none: nobody logs in.
    pub user: Option<String>,
    /// Password for HTTP Basic.
    pub password: Option<SecretString>,
    /// Whether it may stand in a network of our own (RFC 1918, RFC 4193, loopback).
    pub private_addresses: bool,
}

impl LiveRegister {
    /// None: no address for this use. Plain HTTP is for this machine only.
    #[must_use]
    pub fn at(address: &str, allows_plain_loopback: bool) -> Option<Self> {
        let url = Url::parse(address).ok()?;
        let host = url.host_str()?.to_owned();
        let plain = allows_plain_loopback
            && url.scheme() == "http"
            && matches!(host.as_str(), "localhost" | "127.0.0.1" | "[::1]");
        let usable = (url.scheme() == "https" || plain)
            && url.username().is_empty()
            && url.password().is_none()
            && url.fragment().is_none()
            && address.matches(NUMBER).count() == 1
            && Url::parse(&address.replacen(NUMBER, "", 1))
                .ok()?
                .host_str()
                == Some(&host);
        usable.then(|| Self {
            address: address.to_owned(),
            host,
            user: None,
            password: None,
            private_addresses: false,
        })
    }

    /// The address of one firm.
    #[must_use]
    pub fn address_of(&self, cvr: &domain::cvr::Cvr) -> String {
        self.address.replacen(NUMBER, cvr.as_str(), 1)
    }
}

/// Reads the section.
pub(super) fn from_fields(fields: &mut Fields<'_>, mode: Mode) -> Option<LiveRegister> {
    let private_addresses = fields.switch("register.live_private_addresses");
    if !fields.is_set("register.live_url") {
        if let Some(set) = REST.into_iter().find(|name| fields.is_set(name)) {
            let line = format!("register.live_url: must be set when {set} is");
            fields.problems.push(line);
        }
        return None;
    }
    let expected = "an https address with {cvr} once after the host, without user, password or #";
    let register = fields.parsed("register.live_url", expected, |text| {
        LiveRegister::at(text, mode == Mode::Demo)
    })?;
    let user = fields.text("register.live_user").map(str::to_owned);
    let password = fields
        .text("register.live_password")
        .map(SecretString::from);
    if user.is_some() != password.is_some() {
        fields
            .problems
            .push("register.live_user and register.live_password: set both, or neither".to_owned());
    }
    Some(LiveRegister {
        user,
        password,
        private_addresses,
        ..register
    })
}

#[cfg(test)]
mod tests {
    use super::LiveRegister;

    #[test]
    fn the_number_goes_into_path_or_query_of_one_https_host() {
        for good in [
            "https://register.example/firms/{cvr}",
            "https://register.example/_search?q=Vrvirksomhed.cvrNummer:{cvr}",
        ] {
            assert_eq!(
                LiveRegister::at(good, false).unwrap().host,
                "register.example"
            );
        }
        for bad in [
            "https://register.example/firms",
            "https://{cvr}.example/",
            "https://register.example/{cvr}/{cvr}",
            "http://register.example/{cvr}",
            "http://127.0.0.1/{cvr}",
            "https://u:p@register.example/{cvr}",
            "ftp://register.example/{cvr}",
            "{cvr}",
        ] {
            assert!(LiveRegister::at(bad, false).is_none(), "{bad}");
        }
        assert!(LiveRegister::at("http://127.0.0.1:1/{cvr}", true).is_some());
        assert!(LiveRegister::at("http://10.0.0.1/{cvr}", true).is_none());
    }
}
