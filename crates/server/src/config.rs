//! The configuration: one TOML file, overridden by `SMV_CERT_SECTION__KEY`, checked once into types.
//!
//! Read at start and handed to constructors; nothing below asks for it again. Everything that is
//! wrong is named at once. [`Config::refusals`] says what a production system must not start with.

mod attachments;
mod audit;
mod contact;
mod database;
mod deadlines;
mod fields;
mod http;
mod intake;
mod known;
mod limits;
mod mail;
mod oidc;
mod production;
mod register;
mod show;
mod source;
#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use url::Url;

use crate::keys::KeyFolder;
use fields::Fields;
use source::Values;

pub use audit::{AuditSettings, Export};
pub use database::Database;
pub(crate) use http::network;
pub use http::{ConnectionCaps, Http};
pub use mail::MailSettings;
pub use oidc::OidcSettings;
pub use register::LiveRegister;

/// Where the file is looked for when nobody names one.
const USUAL_FILE: &str = "/etc/smv-cert/config.toml";

/// Everything that can be set.
#[derive(Debug, Clone)]
pub struct Config {
    /// Real, or a demonstration.
    pub mode: Mode,
    /// Private database, mail files, keys.
    pub data_dir: PathBuf,
    /// Where the keys are; none: in the data directory.
    pub keys_dir: Option<PathBuf>,
    /// Which lines are logged, as in `RUST_LOG`.
    pub log: String,
    /// One password for all demo people; none: made up at start.
    pub demo_password: Option<SecretString>,
    /// Demo cases that an empty demo database is filled with.
    pub demo_cases: u32,
    /// The database.
    pub database: Database,
    /// Listeners and the public address.
    pub http: Http,
    /// How often a stranger may ask.
    pub limits: api::LimitSettings,
    /// When reports are a wave.
    pub surge: domain::surge::SurgeSettings,
    /// When reports are a flood, and what that costs.
    pub flood: api::FloodSettings,
    /// How new reports share transactions.
    pub lanes: api::LaneSettings,
    /// By which the duties of firms are counted, and when they are reminded.
    pub deadlines: domain::deadline::Deadlines,
    /// How fast a body must come.
    pub pace: api::Pace,
    /// The way out for mail.
    pub mail: MailSettings,
    /// Telephone numbers on pages and in mails.
    pub contact: api::Contacts,
    /// The site's own identity provider, where staff log in; none: here only.
    pub oidc: Option<OidcSettings>,
    /// Where approved referrals are to be delivered; none: the police fetch them.
    pub push_url: Option<Url>,
    /// Where `/metrics` listens; none: nowhere.
    pub metrics_listen: Option<SocketAddr>,
    /// Whether a second factor is asked for in a demonstration too; production always asks.
    pub second_factor_in_demo: bool,
    /// What a session of the console stays with.
    pub login_binding: api::Binding,
    /// Where heads of the audit chain go.
    pub audit: AuditSettings,
    /// How files are taken, kept and scanned.
    pub attachments: attachment::Settings,
    /// The register that is asked about firms which the imported one does not know; none: nobody is asked.
    pub live_register: Option<LiveRegister>,
    /// Who can open backups, `age1...`; nobody: the escrow key opens them.
    pub backup_recipients: Vec<String>,
}

/// Real, or a demonstration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Real. Refuses what only a demonstration may have.
    Production,
    /// With demo people, generated keys and mail in files.
    Demo,
}

/// What is wrong with the configuration, a line each.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the configuration cannot be used:\n  {}", problems.join("\n  "))]
pub struct ConfigError {
    /// A line per problem.
    pub problems: Vec<String>,
}

impl Config {
    /// Reads the file and the environment. `file` must exist; without one the usual place may be
    /// empty.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        read(file).map(|(config, _)| config)
    }

    /// A demonstration on a given database, for tests in this process: any free port, mail in
    /// files, no demo cases, no metrics.
    #[must_use]
    pub fn for_tests(database_url: &str, data_dir: &Path) -> Self {
        let settings = [
            ("mode", "demo"),
            ("demo_password", "demo password of the tests"),
            ("demo_cases", "0"),
            ("database.url", database_url),
            ("database.public_connections", "4"),
            ("database.staff_connections", "4"),
            ("database.worker_connections", "2"),
            ("http.listen", "127.0.0.1:0"),
            ("metrics.listen", "off"),
            // A full disk of a developer is no fault of the program.
            ("attachments.least_free_percent", "1"),
            // Many calls from one address. Tests of limits set their own.
            ("limits.login_per_minute", "off"),
            ("limits.login_failures_per_minute", "off"),
            ("limits.code_per_minute", "off"),
            ("limits.code_failures_per_minute", "off"),
            ("limits.export_per_minute", "off"),
            ("limits.api_key_per_minute", "off"),
            ("flood.reports_per_minute", "off"),
            ("surge.multiple", "off"),
        ];
        let raw = |text: &str| source::Raw {
            text: text.to_owned(),
            origin: source::Origin::Default,
        };
        let mut values: Values = settings
            .into_iter()
            .map(|(key, text)| (key, raw(text)))
            .collect();
        values.insert("data_dir", raw(&data_dir.to_string_lossy()));
        let mut fields = Fields::new(&values, Vec::new());
        Self::from_fields(&mut fields)
    }

    /// What forbids starting these roles in production, a line each; nothing in demo mode.
    #[must_use]
    pub fn refusals(&self, roles: crate::Roles) -> Vec<String> {
        match self.mode {
            Mode::Production => production::refusals(self, roles),
            Mode::Demo => Vec::new(),
        }
    }

    /// What works, but not as somebody will want it, a line each.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut lines = match self.mode {
            Mode::Production => production::warnings(self),
            Mode::Demo => Vec::new(),
        };
        if self.push_url.is_some() {
            lines.push(
                "referral.push_url is set, but this version pushes nothing: the police fetch"
                    .to_owned(),
            );
        }
        lines
    }

    fn from_fields(fields: &mut Fields<'_>) -> Self {
        let mode = fields.parsed("mode", "\"production\" or \"demo\"", Mode::parse);
        let log = fields.parsed("log", "a filter as in RUST_LOG: info,store=debug", |text| {
            crate::telemetry::filter(text).map(|_| text.to_owned())
        });
        let data_dir = PathBuf::from(fields.words("data_dir"));
        let metrics = "an IP address and a port, or \"off\"";
        let http = Http::from_fields(fields);
        let metrics_listen = fields
            .parsed("metrics.listen", metrics, |text| match text {
                "off" => Some(None),
                address => address.parse().ok().map(Some),
            })
            .flatten();
        if metrics_listen.is_some_and(|listen| http.listens_at(listen)) {
            fields.problem(
                "metrics.listen",
                "must not be the address of http.listen or http.staff_listen",
            );
        }
        Self {
            mode: mode.unwrap_or(Mode::Production),
            log: log.unwrap_or_default(),
            demo_password: demo_password(fields),
            demo_cases: fields.number("demo_cases", 0, 100_000),
            database: Database::from_fields(fields),
            mail: MailSettings::from_fields(fields, http.public_url.as_ref(), &data_dir),
            http,
            contact: contact::from_fields(fields),
            oidc: oidc::from_fields(fields, mode.unwrap_or(Mode::Production)),
            push_url: fields.parsed("referral.push_url", "a web address", |text| {
                Url::parse(text).ok().filter(|url| url.host().is_some())
            }),
            second_factor_in_demo: second_factor_in_demo(fields),
            login_binding: login_binding(fields),
            audit: AuditSettings::from_fields(fields, &data_dir),
            attachments: attachments::from_fields(fields, &data_dir),
            live_register: register::from_fields(fields, mode.unwrap_or(Mode::Production)),
            metrics_listen,
            limits: limits::from_fields(fields),
            surge: limits::surge(fields),
            flood: limits::flood(fields),
            lanes: intake::from_fields(fields),
            deadlines: deadlines::from_fields(fields),
            pace: api::Pace::default(),
            backup_recipients: backup_recipients(fields),
            keys_dir: fields.text("keys_dir").map(PathBuf::from),
            data_dir,
        }
    }

    /// Who needs a second factor.
    #[must_use]
    pub fn second_factor(&self) -> api::SecondFactor {
        if self.mode == Mode::Production || self.second_factor_in_demo {
            api::SecondFactor::Required
        } else {
            api::SecondFactor::Optional
        }
    }

    /// The folder with the keys.
    #[must_use]
    pub fn keys(&self) -> KeyFolder {
        self.keys_dir
            .clone()
            .map_or_else(|| KeyFolder::of(&self.data_dir), KeyFolder::at)
    }

    /// Where mail files are put.
    #[must_use]
    pub fn mail_directory(&self) -> PathBuf {
        mail::directory(&self.data_dir)
    }
}

impl Mode {
    fn parse(text: &str) -> Option<Self> {
        match text {
            "production" => Some(Self::Production),
            "demo" => Some(Self::Demo),
            _ => None,
        }
    }

    /// The same for pages.
    pub(crate) const fn of_pages(self) -> api::Mode {
        match self {
            Self::Production => api::Mode::Production,
            Self::Demo => api::Mode::Demo,
        }
    }
}

/// The effective configuration as TOML, secrets masked.
pub(crate) fn shown(file: Option<&Path>) -> Result<String, ConfigError> {
    read(file).map(|(_, values)| show::as_toml(&values))
}

fn demo_password(fields: &mut Fields<'_>) -> Option<SecretString> {
    let expected = "12 characters or more";
    fields.parsed("demo_password", expected, |text| {
        (text.chars().count() >= crate::PASSWORD_MIN).then(|| SecretString::from(text))
    })
}

fn second_factor_in_demo(fields: &mut Fields<'_>) -> bool {
    let known = "\"production\" (in production mode only) or \"always\"";
    fields
        .parsed("login.second_factor", known, |text| match text {
            "production" => Some(false),
            "always" => Some(true),
            _ => None,
        })
        .unwrap_or(true)
}

fn login_binding(fields: &mut Fields<'_>) -> api::Binding {
    let known = "\"browser\" or \"network\"";
    fields
        .parsed("login.bound_to", known, |text| match text {
            "browser" => Some(api::Binding::Browser),
            "network" => Some(api::Binding::BrowserAndNetwork),
            _ => None,
        })
        .unwrap_or(api::Binding::Browser)
}

fn backup_recipients(fields: &mut Fields<'_>) -> Vec<String> {
    let Some(text) = fields.text("backup.recipients") else {
        return Vec::new();
    };
    let recipients: Vec<String> = text.split(',').map(|one| one.trim().to_owned()).collect();
    if let Err(error) = vault::archive::encrypt(&recipients, std::io::sink()) {
        // Without the value: it may be a secret by mistake.
        fields.problems.push(format!(
            "backup.recipients: public keys of age with commas between them: {error}"
        ));
    }
    recipients
}

fn read(file: Option<&Path>) -> Result<(Config, Values), ConfigError> {
    let usual = Path::new(USUAL_FILE);
    let path = match file {
        Some(path) => Some(path),
        None => usual.exists().then_some(usual),
    };
    let text = path.map(std::fs::read_to_string).transpose();
    let text = text.map_err(|error| ConfigError {
        problems: vec![format!(
            "{} cannot be read: {error}",
            path.unwrap_or(usual).display()
        )],
    })?;
    let read = checked(path.zip(text.as_deref()), std::env::vars_os())?;
    match path.and_then(|path| source::open_secrets(path, &read.1)) {
        None => Ok(read),
        Some(problem) => Err(ConfigError {
            problems: vec![problem],
        }),
    }
}

/// The whole reading, with both sources given.
fn checked(
    file: Option<(&Path, &str)>,
    environment: impl IntoIterator<Item = (std::ffi::OsString, std::ffi::OsString)>,
) -> Result<(Config, Values), ConfigError> {
    let mut problems = Vec::new();
    let values = source::gather(file, environment, &mut problems);
    let mut fields = Fields::new(&values, problems);
    let config = Config::from_fields(&mut fields);
    let problems = fields.problems;
    if problems.is_empty() {
        Ok((config, values))
    } else {
        Err(ConfigError { problems })
    }
}
