//! Which limit holds for which request.

use actix_web::http::Method;

/// What a request is, for its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// A new report.
    Intake,
    /// A wish to be called.
    CallBack,
    /// Saving a draft.
    Draft,
    /// Proving who one is.
    Login,
    /// Opening something with an access code or an API key.
    Code,
    /// Taking much away at once.
    Export,
}

impl Class {
    /// By method and path.
    pub(crate) fn of(method: &Method, path: &str) -> Option<Self> {
        let reads = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (reads, parts.as_slice()) {
            // The identity provider, for many people at once; its signature says who that is.
            (_, ["console", "login", "oidc", "backchannel-logout"]) => None,
            // A draft and a wish to be called ask for themselves: their pages keep the words.
            (false, ["api", "v1", "reports"] | [_, "report", "send"]) => Some(Self::Intake),
            (_, ["api", "v1", "reports", ..])
            | (false, [_, "follow", ..] | [_, "report", "resume"]) => Some(Self::Code),
            (true, ["console", "login", "oidc", ..])
            | (
                false,
                ["api", "v1", "auth", ..]
                | [
                    "console",
                    "login" | "reauthenticate" | "passkeys" | "enrol" | "recovery",
                    ..,
                ],
            ) => Some(Self::Login),
            (true, ["api", "v1", "referrals", _] | ["api", "v1", "cases", _, "attachments", _])
            | (_, [.., "export"]) => Some(Self::Export),
            _ => None,
        }
    }

    /// Pages with words in them show them again, and so must ask themselves.
    pub(crate) fn is_asked_by_its_page(path: &str) -> bool {
        ["/report/send", "/follow/message", "/follow/stage-save"]
            .iter()
            .any(|page| path.ends_with(page))
    }
}
