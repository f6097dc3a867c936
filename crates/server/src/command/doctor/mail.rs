//! Whether mail has a way out.

use super::finding::Finding;
use crate::config::Config;

/// Goes as far as the relay's login, or writes into the mail folder.
pub(super) fn finding(config: &Config) -> Finding {
    let probed = config
        .mail
        .mailer(&config.data_dir)
        .map_err(|error| error.to_string())
        .and_then(|mailer| {
            tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .map_err(|error| error.to_string())?
                .block_on(Box::pin(mailer.probe()))
                .map_err(|class| class.to_string())
        });
    match probed {
        Ok(()) if config.mail.url.is_file() => Finding::ok(
            "mail",
            &format!("goes into files in {}", config.mail_directory().display()),
        ),
        Ok(()) => Finding::ok("mail", "the relay takes our TLS and our login"),
        Err(class) => Finding::fail(
            "mail",
            &format!("no way out ({class})"),
            "check mail.url and the relay; see runbook, \"Mail is stuck\"",
        ),
    }
}
