//! Which methods a page has, for who asks with another.

use domain::language::Language;

/// By the parts of the address.
pub(crate) fn methods_of(parts: &[&str]) -> &'static [&'static str] {
    let rest = match parts {
        [""] => return &["GET"],
        [first, rest @ ..] if Language::from_code(first).is_some() => rest,
        _ => return &[],
    };
    match rest {
        [
            "report",
            "1" | "2" | "3" | "4" | "edit" | "check" | "send" | "saved" | "save" | "resume"
            | "choose",
        ]
        | ["call-back" | "follow"]
        | ["call-back", "edit"]
        | [
            "follow",
            "message" | "consents" | "files" | "stage" | "stage-save" | "stage-sent" | "stage-text",
        ] => &["GET", "POST"],
        [] | ["accessibility" | "privacy" | "report"] | ["report" | "follow", _] => &["GET"],
        _ => &[],
    }
}

/// The same of the console.
pub(crate) fn methods_of_console(parts: &[&str]) -> &'static [&'static str] {
    match parts {
        ["call-backs" | "login" | "enrol" | "reauthenticate" | "recoveries"]
        | ["security", "app"] => &["GET", "POST"],
        [] | ["audit" | "security" | "surge"] | ["language", "da" | "en"] => &["GET"],
        ["logout"]
        | [
            "passkeys",
            "reauthenticate" | "register" | "sign-in",
            "begin" | "finish",
        ]
        | ["recoveries", "approve" | "cancel"]
        | ["security", "everywhere" | "password"]
        | ["security", "app", "confirm" | "remove"]
        | ["security", "passkeys", "remove"]
        | ["security", "sessions", "end"] => &["POST"],
        _ => &[],
    }
}
