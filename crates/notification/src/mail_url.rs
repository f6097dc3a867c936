//! Where mail goes, as one URL in the configuration.
//!
//! | URL | means |
//! |---|---|
//! | `file:` | one `.eml` per mail in a directory; not for production |
//! | `smtp://[user:pass@]host[:port]` | STARTTLS required (port 587) |
//! | `smtp://host[:port]?tls=none` | no TLS at all, for a relay on this host or a closed network (port 25) |
//! | `smtps://[user:pass@]host[:port]` | TLS from the first byte (port 465) |
//!
//! `?ca=/path/ca.pem` trusts one more certificate authority. There is no "TLS if offered": whoever
//! sits in between would take the offer away.

use std::path::PathBuf;

use percent_encoding::percent_decode_str;
use secrecy::{ExposeSecret as _, SecretString};
use url::{Host, Url};

#[cfg(test)]
mod tests;

/// Where mail goes.
#[derive(Debug, Clone)]
pub enum MailUrl {
    /// Into files.
    File,
    /// To a relay.
    Relay(Relay),
}

/// A mail relay.
#[derive(Debug, Clone)]
pub struct Relay {
    /// Name or address; the certificate must bear it.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: RelayTls,
    /// User name and password.
    pub login: Option<(String, SecretString)>,
    /// File with one more certificate authority to trust.
    pub ca: Option<PathBuf>,
}

/// How the connection to a relay is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelayTls {
    /// TLS from the first byte (RFC 8314).
    Implicit,
    /// STARTTLS or nothing (RFC 3207).
    StartTls,
    /// None.
    None,
}

/// Why a mail URL cannot be used. Never repeats the URL: it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailUrlError {
    /// Not a URL.
    #[error("this is not a URL; write file:, smtp://host:port or smtps://host:port")]
    NotAUrl,
    /// Another scheme.
    #[error("the scheme {0:?} is not known; use file:, smtp:// or smtps://")]
    Scheme(String),
    /// No host.
    #[error("the host of the mail relay is missing; write smtp://host:port")]
    NoHost,
    /// More than scheme, login, host, port and known settings.
    #[error("{0:?} does not belong in a mail URL")]
    Unexpected(String),
    /// A setting that is not known.
    #[error("the setting {0:?} is not known; there are tls and ca")]
    Setting(String),
    /// Opportunistic TLS.
    #[error(
        "tls=opportunistic is refused: whoever sits in between can switch it off; leave it out to \
         require STARTTLS, or write tls=none for a relay on a network you trust"
    )]
    Opportunistic,
    /// A value of `tls` that is not known.
    #[error("the value {0:?} of tls is not known; there are required and none")]
    Tls(String),
    /// `smtps` without TLS.
    #[error("smtps always uses TLS; write smtp:// for tls=none")]
    SmtpsWithoutTls,
    /// A password that would travel in the clear.
    #[error("a login with tls=none would send the password in the clear; use TLS")]
    PasswordInTheClear,
    /// User without password or the reverse, or not UTF-8.
    #[error("the login must be user:password, with special characters percent-encoded")]
    Login,
}

impl MailUrl {
    /// Reads the URL.
    pub fn parse(text: &str) -> Result<Self, MailUrlError> {
        if text == "file:" {
            return Ok(Self::File);
        }
        let url = Url::parse(text).map_err(|_| MailUrlError::NotAUrl)?;
        match url.scheme() {
            "smtp" => Relay::parse(&url, RelayTls::StartTls).map(Self::Relay),
            "smtps" => Relay::parse(&url, RelayTls::Implicit).map(Self::Relay),
            "file" => Err(MailUrlError::Unexpected(url.path().to_owned())),
            other => Err(MailUrlError::Scheme(other.to_owned())),
        }
    }

    /// Whether mails only become files.
    #[must_use]
    pub const fn is_file(&self) -> bool {
        matches!(self, Self::File)
    }
}

impl Relay {
    fn parse(url: &Url, tls: RelayTls) -> Result<Self, MailUrlError> {
        if !matches!(url.path(), "" | "/") {
            return Err(MailUrlError::Unexpected(url.path().to_owned()));
        }
        if let Some(fragment) = url.fragment() {
            return Err(MailUrlError::Unexpected(format!("#{fragment}")));
        }
        let (mut tls, mut ca) = (tls, None);
        for (name, value) in url.query_pairs() {
            match &*name {
                "tls" => tls = stricter_or_none(tls, &value)?,
                "ca" => ca = Some(PathBuf::from(&*value)),
                other => return Err(MailUrlError::Setting(other.to_owned())),
            }
        }
        let host = match url.host() {
            None | Some(Host::Domain("")) => return Err(MailUrlError::NoHost),
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
        };
        let login = login(url)?;
        if login.is_some() && tls == RelayTls::None && !is_this_machine(&host) {
            return Err(MailUrlError::PasswordInTheClear);
        }
        let port = url.port().unwrap_or(match tls {
            RelayTls::Implicit => 465,
            RelayTls::StartTls => 587,
            RelayTls::None => 25,
        });
        Ok(Self {
            host,
            port,
            tls,
            login,
            ca,
        })
    }
}

fn stricter_or_none(tls: RelayTls, value: &str) -> Result<RelayTls, MailUrlError> {
    match (value, tls) {
        ("required", tls) => Ok(tls),
        ("none", RelayTls::Implicit) => Err(MailUrlError::SmtpsWithoutTls),
        ("none", RelayTls::StartTls | RelayTls::None) => Ok(RelayTls::None),
        ("opportunistic", _) => Err(MailUrlError::Opportunistic),
        (other, _) => Err(MailUrlError::Tls(other.to_owned())),
    }
}

fn login(url: &Url) -> Result<Option<(String, SecretString)>, MailUrlError> {
    let decode = |text| {
        percent_decode_str(text)
            .decode_utf8()
            .map_err(|_| MailUrlError::Login)
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        ("", Some(_)) | (_, None) => Err(MailUrlError::Login),
        (user, Some(password)) => {
            let password = SecretString::from(decode(password)?.into_owned());
            if password.expose_secret().is_empty() {
                return Err(MailUrlError::Login);
            }
            Ok(Some((decode(user)?.into_owned(), password)))
        }
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}
