//! What a demonstration says when it is ready: where to look, how to log in, how to stop.

use std::fmt::Write as _;
use std::io;

use secrecy::ExposeSecret as _;

use crate::config::{Config, Mode};
use crate::demo::people::{PEOPLE, email};
use crate::out;
use crate::running::Running;

/// Prints it; in production the log is enough.
pub(crate) fn show(config: &Config, running: &Running) -> io::Result<()> {
    match config.mode {
        Mode::Production => Ok(()),
        Mode::Demo => out::text(&words(config, running)),
    }
}

fn words(config: &Config, running: &Running) -> String {
    let mut text =
        String::from("\nSMV-CERT is ready. This is a demonstration: nothing is real.\n\n");
    let mut entry = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<14} {value}");
    };
    let (public, staff) = (&running.public_url, &running.staff_url);
    if !public.is_empty() {
        entry("report", &format!("{public}/da    {public}/en"));
        entry("follow", &format!("{public}/da/follow"));
    }
    if !staff.is_empty() {
        entry("API", &format!("{staff}/api/docs    {staff}/openapi.yaml"));
        entry("public keys", &format!("{staff}/.well-known/jwks.json"));
    }
    if let Some(metrics) = &running.metrics_url {
        entry("figures", metrics);
    }
    let mails = if config.mail.url.is_file() {
        format!("files in {}", config.mail_directory().display())
    } else {
        "to the relay of mail.url".to_owned()
    };
    entry("mails", &mails);
    entry("data", &config.data_dir.display().to_string());
    if let Some(access) = &running.demo {
        let _ = write!(
            text,
            "\n  Log in with the password  {}\n",
            access.password.expose_secret()
        );
        for (mailbox, name, role) in PEOPLE {
            let role = role.code();
            let _ = writeln!(text, "    {:<24} {role:<15} {name}", email(mailbox));
        }
    }
    text.push_str("\n  Ctrl-C stops everything; the data stays.\n\n");
    text
}
