//! The keys there are, with their defaults. Everything else is an error that names the nearest one.

/// A key of the configuration, named as in the file: `section.key`.
#[derive(Debug)]
pub(super) struct Key {
    /// `section.key`, or `key` at the top level.
    pub(super) name: &'static str,
    /// What holds when nobody sets it.
    pub(super) default: Option<&'static str>,
    /// Whether it may be shown.
    pub(super) secrecy: Secrecy,
}

/// Whether a value may be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Secrecy {
    /// It may.
    Open,
    /// It may not; it can also stand in a file of its own, named by the key with `_file` at its end.
    Secret,
}

const fn open(name: &'static str, default: &'static str) -> Key {
    Key {
        name,
        default: Some(default),
        secrecy: Secrecy::Open,
    }
}

const fn unset(name: &'static str) -> Key {
    Key {
        name,
        default: None,
        secrecy: Secrecy::Open,
    }
}

const fn secret(name: &'static str) -> Key {
    Key {
        name,
        default: None,
        secrecy: Secrecy::Secret,
    }
}

/// Every key, in the order in which they are shown.
pub(super) const KEYS: &[Key] = &[
    open("mode", "production"),
    open("data_dir", "./var"),
    unset("keys_dir"),
    open("log", "info"),
    secret("demo_password"),
    open("demo_cases", "200"),
    secret("database.url"),
    secret("database.public_url"),
    secret("database.staff_url"),
    secret("database.worker_url"),
    secret("database.migrate_url"),
    open("database.public_connections", "16"),
    open("database.staff_connections", "8"),
    open("database.worker_connections", "4"),
    open("http.listen", "127.0.0.1:8080"),
    unset("http.staff_listen"),
    unset("http.public_url"),
    unset("http.console_url"),
    open("http.workers", "2"),
    unset("http.trusted_proxies"),
    open("http.forwarded_header", "x-forwarded-for"),
    open("http.connections", "4096"),
    open("http.connections_per_address", "512"),
    open("intake.lanes", "2"),
    open("intake.group", "64"),
    open("intake.queue", "512"),
    open("deadlines.early_warning", "PT24H"),
    open("deadlines.early_warning_reminder", "PT6H"),
    open("deadlines.notification", "PT72H"),
    open("deadlines.notification_reminder", "PT24H"),
    open("deadlines.final_report", "P1M"),
    open("deadlines.final_report_reminder", "P7D"),
    open("deadlines.gdpr_notification", "PT72H"),
    open("login.second_factor", "production"),
    open("login.bound_to", "browser"),
    open("flood.reports_per_minute", "600"),
    open("flood.wait_seconds", "30"),
    open("surge.multiple", "5"),
    open("surge.least", "20"),
    open("surge.window_minutes", "60"),
    open("limits.intake_per_minute", "60"),
    open("limits.call_backs_per_minute", "20"),
    open("limits.drafts_per_minute", "600"),
    open("limits.login_per_minute", "60"),
    open("limits.login_failures_per_minute", "20"),
    open("limits.code_per_minute", "200"),
    open("limits.code_failures_per_minute", "10"),
    open("limits.export_per_minute", "30"),
    open("limits.api_key_per_minute", "600"),
    Key {
        name: "mail.url",
        default: Some("file:"),
        secrecy: Secrecy::Secret,
    },
    unset("mail.from"),
    open("contact.controller", super::contact::NO_CONTROLLER),
    unset("contact.data_protection_officer"),
    open("contact.phone", super::contact::NO_PHONE),
    open("contact.hours_da", "alle dage, døgnet rundt"),
    open("contact.hours_en", "every day, around the clock"),
    open("contact.police", "114"),
    open("contact.police_hours_da", "hverdage kl. 7-20"),
    open("contact.police_hours_en", "weekdays 7-20"),
    open("contact.hotline", "33 37 00 37"),
    open(
        "contact.hotline_hours_da",
        "hverdage kl. 8-20, weekend kl. 10-16",
    ),
    open("contact.hotline_hours_en", "weekdays 8-20, weekends 10-16"),
    unset("oidc.issuer"),
    unset("oidc.client_id"),
    secret("oidc.client_secret"),
    unset("oidc.label"),
    open("oidc.scopes", "profile email"),
    open("oidc.groups_claim", "groups"),
    open("oidc.email_claim", "email"),
    open("oidc.name_claim", "name"),
    unset("oidc.group_roles"),
    open("oidc.clock_skew_seconds", "60"),
    unset("oidc.prompt"),
    unset("oidc.acr_values"),
    unset("oidc.extra_parameters"),
    open("oidc.acr_claim", "acr"),
    unset("oidc.required_acr"),
    unset("oidc.required_amr"),
    open("oidc.trusts_provider_factors", "false"),
    open("oidc.link_by_verified_email", "false"),
    open("attachments.storage", "file:"),
    unset("attachments.s3_endpoint"),
    open("attachments.s3_region", "eu-north-1"),
    secret("attachments.s3_access_key"),
    secret("attachments.s3_secret_key"),
    open("attachments.form_files", "5"),
    open("attachments.form_mb", "10"),
    open("attachments.file_mb", "100"),
    open("attachments.files_per_report", "20"),
    open("attachments.at_once", "32"),
    open("attachments.at_once_per_sender", "8"),
    open("attachments.least_free_percent", "10"),
    open("attachments.request_minutes", "60"),
    open("attachments.unfinished_hours", "24"),
    open("attachments.unknown_days", "30"),
    unset("attachments.scanner"),
    open("attachments.scanner_megabytes", "25"),
    open("attachments.scan_seconds", "120"),
    open("attachments.zip_password", "infected"),
    unset("register.live_url"),
    unset("register.live_user"),
    secret("register.live_password"),
    open("register.live_private_addresses", "false"),
    unset("referral.push_url"),
    open("metrics.listen", "127.0.0.1:9090"),
    open("audit.export", "file:"),
    open("audit.export_minutes", "60"),
    unset("backup.recipients"),
];

/// The key with this name.
pub(super) fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

impl Key {
    /// Whether its value is `true` or `false`.
    pub(super) fn is_switch(&self) -> bool {
        matches!(self.default, Some("true" | "false"))
    }
}

/// The environment variable of a key.
pub(super) fn variable(name: &str) -> String {
    format!("SMV_CERT_{}", name.replace('.', "__").to_uppercase())
}

/// The known name that an unknown one most likely means, in the spelling of `spell`.
pub(super) fn nearest(unknown: &str, spell: impl Fn(&str) -> String) -> Option<String> {
    KEYS.iter()
        .flat_map(|key| {
            let file = (key.secrecy == Secrecy::Secret).then(|| format!("{}_file", key.name));
            std::iter::once(key.name.to_owned()).chain(file)
        })
        .map(|name| spell(&name))
        .map(|name| (strsim::damerau_levenshtein(unknown, &name), name))
        .filter(|(distance, name)| *distance <= (name.len() / 2).max(3))
        .min()
        .map(|(_, name)| name)
}
