//! Names of files, made safe for a header, a file system and a pair of eyes.

/// Longest safe name, in characters.
const LONGEST: usize = 120;

/// Names that mean a device on Windows, with and without an ending.
const DEVICES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A name that can be shown and served: no folder, no control and no formatting character (U+202E
/// shows `gpj.exe` as `exe.jpg`), no character that a file system forbids, at most 120 characters.
/// Letters of every script stay. Never empty.
#[must_use]
pub fn safe_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).find(|part| !is_blank(part));
    let kept: String = last
        .unwrap_or_default()
        .chars()
        .map(|c| if forbidden(c) { '_' } else { c })
        .filter(|c| !invisible(*c))
        .collect();
    let name = cut(kept.trim_matches(['.', ' ']));
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    match name.as_str() {
        "" => "attachment".to_owned(),
        _ if DEVICES.contains(&stem.as_str()) => format!("_{name}"),
        _ => name,
    }
}

fn is_blank(part: &str) -> bool {
    part.chars()
        .all(|c| invisible(c) || c == '.' || c.is_whitespace())
}

const fn forbidden(c: char) -> bool {
    matches!(c, '<' | '>' | ':' | '"' | '|' | '?' | '*')
}

/// Controls, and what changes how the characters around it are shown (Unicode categories Cc and Cf
/// as far as they occur in names, and line and paragraph separators).
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// Cut in the middle, so that the ending stays.
fn cut(name: &str) -> String {
    let length = name.chars().count();
    if length <= LONGEST {
        return name.to_owned();
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.filter(|ending| ending.chars().count() <= 10);
    let ending = ending
        .map(|ending| format!(".{ending}"))
        .unwrap_or_default();
    let room = LONGEST - ending.chars().count();
    name.chars().take(room).chain(ending.chars()).collect()
}
