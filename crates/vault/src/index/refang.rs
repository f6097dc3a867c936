//! Reads what was written so that nobody can click on it: `evil[.]dk`, `karen (at) firma [dot] dk`.
//!
//! `hxxp://` needs nothing: hosts are known without their scheme.

use std::borrow::Cow;

/// The longest thing that stands in brackets, with one of them.
const LONGEST: usize = 10;

/// The text with every bracketed dot, at sign, colon and slash as itself.
pub(super) fn refanged(text: &str) -> Cow<'_, str> {
    let mut clear = String::new();
    let mut rest = text;
    let mut changed = false;
    while let Some((before, from)) = opening(rest).and_then(|open| rest.split_at_checked(open)) {
        if let Some((sign, after)) = bracketed(from) {
            changed = true;
            clear.push_str(before.trim_end_matches(' '));
            clear.push_str(sign);
            rest = after.trim_start_matches(' ');
        } else {
            clear.push_str(before);
            let (bracket, after) = from.split_at_checked(1).unwrap_or((from, ""));
            clear.push_str(bracket);
            rest = after;
        }
    }
    if changed {
        clear.push_str(rest);
        Cow::Owned(clear)
    } else {
        Cow::Borrowed(text)
    }
}

fn opening(text: &str) -> Option<usize> {
    text.bytes().position(|b| matches!(b, b'[' | b'(' | b'{'))
}

/// The sign that the brackets at the start of the text hold, and what comes after them.
fn bracketed(text: &str) -> Option<(&'static str, &str)> {
    let close = match text.chars().next()? {
        '[' => ']',
        '(' => ')',
        _ => '}',
    };
    let (end, _) = text
        .char_indices()
        .take(LONGEST)
        .find(|(_, c)| *c == close)?;
    let inner = text.get(1..end)?.trim().to_ascii_lowercase();
    let sign = match inner.as_str() {
        "." | "dot" | "punktum" => ".",
        "@" | "at" | "snabel-a" => "@",
        ":" => ":",
        "/" => "/",
        "://" => "://",
        _ => return None,
    };
    Some((sign, text.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::refanged;
    use std::borrow::Cow;

    #[test]
    fn defanged_forms_are_read() {
        for (written, meant) in [
            ("hxxps://delt[.]example/a", "hxxps://delt.example/a"),
            ("203[.]0[.]113[.]140", "203.0.113.140"),
            ("karen[at]firma(.)dk", "karen@firma.dk"),
            (
                "karen (AT) firma [ dot ] dk (leder)",
                "karen@firma.dk (leder)",
            ),
            ("hxxp[://]evil{.}dk", "hxxp://evil.dk"),
            ("evil.dk[:]8443[/]a", "evil.dk:8443/a"),
        ] {
            assert_eq!(refanged(written), meant);
        }
    }

    #[test]
    fn other_brackets_stay() {
        for text in ["((", "kl. 8 (dansk tid)", "[", "(æ", "(atlas)", ""] {
            assert!(matches!(refanged(text), Cow::Borrowed(_)), "{text}");
        }
    }
}
