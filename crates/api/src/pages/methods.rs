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
        [] | ["privacy" | "report"] => &["GET"],
        ["report", "1" | "2" | "3" | "4" | "edit" | "check" | "send"]
        | ["follow"]
        | ["follow", "message" | "consents"] => &["GET", "POST"],
        ["report" | "follow", _] => &["GET"],
        _ => &[],
    }
}
