//! Whether the site's own identity provider answers.

use super::finding::Finding;
use crate::config::OidcSettings;

/// Asks it for what every login needs.
pub(super) fn finding(oidc: &OidcSettings) -> Finding {
    let issuer = &oidc.provider.issuer;
    let probed = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| error.to_string())
        .and_then(|runtime| runtime.block_on(Box::pin(api::probe_oidc(&oidc.provider))));
    match probed {
        Ok(0) => Finding::fail(
            "oidc",
            &format!("{issuer} publishes no key"),
            "nothing that it signs can be checked: look at the provider",
        ),
        Ok(keys) => Finding::ok("oidc", &format!("{issuer} answers, with {keys} keys")),
        Err(why) => Finding::fail(
            "oidc",
            &format!("{issuer} cannot be used: {why}"),
            "check oidc.issuer, the network and its certificate",
        ),
    }
}
