//! Domains, IPv4 addresses, URLs and e-mail addresses in a text.

use super::exact::Exact;
use super::find::{Found, Reading};
use super::words::Words;

const LONGEST_DOMAIN: usize = 253;
const LONGEST_LABEL: usize = 63;
const LONGEST_LOCAL_PART: usize = 64;
/// How much of a URL is taken for the URL, in characters.
const LONGEST_TAIL: usize = 2000;

/// What follows a dot in file names and abbreviations. Such a name is no domain, unless a URL says so.
const NO_TOP_LEVEL: [&str; 69] = [
    "aspx", "avi", "bak", "bat", "bin", "cfg", "cmd", "conf", "csv", "dat", "dll", "doc", "docm",
    "docx", "eks", "eml", "exe", "fl", "gif", "gz", "hta", "htm", "html", "ics", "img", "ini",
    "iso", "jar", "jpeg", "jpg", "js", "jse", "json", "key", "lign", "lnk", "log", "lock", "msg",
    "msi", "odt", "ost", "pdf", "pem", "php", "png", "pps", "ppt", "pptx", "pst", "rar", "reg",
    "rtf", "scr", "sql", "svg", "tar", "tif", "tmp", "txt", "vbe", "vbs", "wsf", "xls", "xlsm",
    "xlsx", "xml", "yml", "zip",
];

/// Domains and addresses, alone or in URLs and e-mail addresses.
pub(super) fn find<'t>(words: &'t Words, found: &mut Vec<Found<'t>>) {
    let mut first = 0;
    while first < words.spans().len() {
        let (last, dotted) = run(words, first);
        if dotted {
            found.extend(host(words, first, last));
        }
        first = last + 1;
    }
}

/// Words joined by dots and hyphens: the number of the last one, and whether there is a dot.
fn run(words: &Words, first: usize) -> (usize, bool) {
    let (mut last, mut dotted) = (first, false);
    loop {
        match words.gap(last) {
            Some(".") => dotted = true,
            Some("-" | "--") => {}
            _ => return (last, dotted),
        }
        last += 1;
    }
}

fn host(words: &Words, first: usize, last: usize) -> Option<Found<'_>> {
    let mut place = words.place(first, last);
    let before = words.slice(0, place.start);
    let in_url = before.ends_with("://");
    let name = name(words.slice(place.start, place.end), in_url)?;
    place.end = place.start + name.len();
    let after = words.slice(place.end, words.text().len());
    if after.starts_with('@') {
        return None;
    }
    place.end += tail(after);
    if let Some(rest) = before.strip_suffix("://") {
        let scheme = rest.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        place.start = scheme.len();
    }
    let in_pairs = name.split('.').all(|part| part.len() == 2);
    let reading = if in_pairs && is_ipv4(name) {
        // 20.30.40.50 may be a phone number.
        Reading::Possible
    } else {
        Reading::Certain
    };
    Some(Found::new(Exact::Domain, name, place, reading))
}

/// The bytes of port, path and query that follow a host.
fn tail(after: &str) -> usize {
    let mut signs = after.chars();
    let tailed = match signs.next() {
        Some('/' | '?' | '#') => true,
        Some(':') => signs.next().is_some_and(|c| c.is_ascii_digit()),
        _ => false,
    };
    if !tailed {
        return 0;
    }
    let signs = after.chars().take(LONGEST_TAIL);
    signs
        .take_while(|c| !c.is_whitespace())
        .map(char::len_utf8)
        .sum()
}

/// The domain or IPv4 address that the text begins with. What a hyphen adds to its top is cut off.
fn name(text: &str, in_url: bool) -> Option<&str> {
    let (labels, last) = text.rsplit_once('.')?;
    let fits = |label: &str| (1..=LONGEST_LABEL).contains(&label.len());
    if text.len() > LONGEST_DOMAIN || !labels.split('.').all(fits) {
        return None;
    }
    if is_ipv4(text) {
        return Some(text);
    }
    let top = match last.split_once('-') {
        Some((top, _)) if !last.starts_with("xn--") => top,
        _ => last,
    };
    let lettered = top.bytes().all(|b| b.is_ascii_alphabetic()) || top.starts_with("xn--");
    let usual = in_url || !NO_TOP_LEVEL.contains(&top);
    if top.len() >= 2 && fits(top) && lettered && usual {
        text.get(..labels.len() + 1 + top.len())
    } else {
        None
    }
}

fn is_ipv4(text: &str) -> bool {
    text.split('.').count() == 4
        && text
            .split('.')
            .all(|part| part.bytes().all(|b| b.is_ascii_digit()) && part.parse::<u8>().is_ok())
}

/// E-mail addresses. Their domains are found as domains.
pub(super) fn find_emails<'t>(words: &'t Words, found: &mut Vec<Found<'t>>) {
    let text = words.text();
    for (at, _) in text.match_indices('@') {
        found.extend(email(words, at));
    }
}

fn email(words: &Words, at: usize) -> Option<Found<'_>> {
    let before = words.slice(0, at).chars().rev().take(LONGEST_LOCAL_PART);
    let local: usize = before
        .take_while(|c| c.is_alphanumeric() || "._%+-'".contains(*c))
        .map(char::len_utf8)
        .sum();
    let local = words
        .slice(at - local, at)
        .trim_start_matches(['.', '\'', '-']);
    let after = words.slice(at + 1, words.text().len());
    let domain: usize = after
        .chars()
        .take(LONGEST_DOMAIN)
        .take_while(|c| c.is_alphanumeric() || ".-".contains(*c))
        .map(char::len_utf8)
        .sum();
    let domain = name(after.get(..domain)?.trim_end_matches(['.', '-']), true)?;
    let (start, end) = (at - local.len(), at + 1 + domain.len());
    let scheme = words.slice(0, start).strip_suffix("mailto:");
    let place = scheme.map_or(start, str::len)..end;
    let found = Found::certain(Exact::Email, words.slice(start, end), place);
    (!local.is_empty()).then_some(found)
}
