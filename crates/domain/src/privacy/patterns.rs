//! Patterns for what is written of a person, in all the ways people write it.
//!
//! The index of a case reads a text liberally (`vault::index`): these patterns must find at least
//! what it finds, or a hash of an erased address would stay.

use regex::Regex;

use crate::contact::{Email, Phone};

/// Between the digits of a number.
const GAP: &str = r"[\s\u{a0}\u{202f}\-–./()]{0,3}";
/// Nobody sees these, and the index leaves them out.
const UNSEEN: &str = r"[\u{ad}\u{200b}-\u{200d}\u{2060}\u{feff}]*";
const AT: &str = r"(?:@| *[\[({] *(?:@|at|snabel-a) *[\])}] *)";
const DOT: &str = r"(?:\.| *[\[({] *(?:\.|dot|punktum) *[\])}] *)";
/// Danish and English, as in "Karens mail" and "Karen's mail".
const GENITIVE: &str = r"(?:['’]?s|['’])?";
/// No letter and no digit.
const OUTSIDE: &str = r"[^\p{L}\p{N}\p{M}]";

/// One way in which somebody is written: group 1 of the pattern.
#[derive(Debug, Clone)]
pub(super) struct Form(Regex);

impl Form {
    /// A pattern between these neighbours. None: too large to be looked for.
    fn new(left: &str, core: &str, right: &str) -> Option<Self> {
        let pattern = format!("(?i)(?:^|{left})({core})(?:$|{right})");
        regex::RegexBuilder::new(&pattern)
            .size_limit(4 << 20)
            .build()
            .ok()
            .map(Self)
    }

    /// A mail address, also when it is written so that nobody can click on it.
    pub(super) fn email(email: &Email) -> Option<Self> {
        let (local, domain) = email.as_str().split_once('@')?;
        let dotted = |text: &str| {
            let labels: Vec<String> = text.split('.').map(literal).collect();
            labels.join(DOT)
        };
        let core = format!("{}{AT}{}", dotted(local), dotted(domain));
        Self::new(r"[^\p{L}\p{N}.+%]", &core, OUTSIDE)
    }

    /// A number with any separators, with and without the Danish country code.
    pub(super) fn phone(phone: &Phone) -> Option<Self> {
        let digits = |text: &str| {
            let each: Vec<String> = text.chars().map(|digit| digit.to_string()).collect();
            each.join(GAP)
        };
        let number = phone.as_str().trim_start_matches('+');
        let core = match number.strip_prefix("45") {
            Some(danish) => format!("(?:(?:\\+|00)?{GAP}4{GAP}5{GAP})?{}", digits(danish)),
            None => format!("(?:\\+|00)?{GAP}{}", digits(number)),
        };
        Self::new(r"[^\p{N}]", &core, r"[^\p{N}]")
    }

    /// A number in the register of firms.
    pub(super) fn cvr(cvr: &str) -> Option<Self> {
        let each: Vec<String> = cvr.chars().map(|digit| digit.to_string()).collect();
        Self::new(r"[^\p{N}]", &each.join(r"[ \u{a0}\-.]?"), r"[^\p{N}]")
    }

    /// Words one after the other.
    pub(super) fn words(words: &[&str]) -> Option<Self> {
        if words.is_empty() {
            return None;
        }
        let each: Vec<String> = words.iter().map(|word| literal(word)).collect();
        let core = format!("{}{GENITIVE}", each.join(r"[\s\u{a0}\-_.,]{1,4}"));
        Self::new(OUTSIDE, &core, OUTSIDE)
    }

    /// Any mail address at all.
    pub(super) fn any_email() -> Option<Self> {
        let core =
            format!(r"[\p{{L}}\p{{N}}._%+\-]+{AT}[\p{{L}}\p{{N}}\-]+(?:{DOT}[\p{{L}}\p{{N}}\-]+)+");
        Self::new(r"[^\p{L}\p{N}._%+\-]", &core, OUTSIDE)
    }

    /// Anything that looks like a phone number: Danish ones, and foreign ones with their country code.
    /// Dates and addresses of machines do not.
    pub(super) fn any_phone() -> Option<Self> {
        let danish = r"[2-9]\d(?:\d{6}|(?:[ \u{a0}]\d\d){3}|(?:-\d\d){3}|\d\d[ \u{a0}\-]\d{4}|[ \u{a0}]\d{3}[ \u{a0}]\d{3})";
        let core = format!(
            r"(?:(?:\+|00)\s?45[\s\-]?)?{danish}|(?:\+|00)[1-9]\d{{0,2}}[\d \u{{a0}}\-()]{{5,16}}\d"
        );
        Self::new(r"[^\p{L}\p{N}.\-]", &core, OUTSIDE)
    }

    /// The first place after `from`, in bytes.
    pub(super) fn next(&self, text: &str, from: usize) -> Option<(usize, usize)> {
        let found = self.0.captures_at(text, from)?.get(1)?;
        Some((found.start(), found.end()))
    }
}

/// A word as a pattern: any case, composed or not, with the old spellings of æ, ø and å.
fn literal(word: &str) -> String {
    let mut pattern = String::new();
    let lower = word.to_lowercase();
    let mut rest = lower.as_str();
    while let Some(first) = rest.chars().next() {
        let spelled = SPELLINGS
            .iter()
            .find(|(ways, _)| ways.iter().any(|way| rest.starts_with(way)));
        let (taken, piece) = match spelled {
            Some((ways, piece)) => {
                let way = ways.iter().find(|way| rest.starts_with(**way));
                (way.map_or(1, |way| way.len()), (*piece).to_owned())
            }
            None => (first.len_utf8(), regex::escape(&first.to_string())),
        };
        pattern.push_str(&piece);
        pattern.push_str(UNSEEN);
        rest = rest.get(taken..).unwrap_or_default();
    }
    pattern
}

/// What is one letter to a reader.
const SPELLINGS: &[(&[&str], &str)] = &[
    (&["å", "a\u{30a}", "aa"], "(?:å|a\u{30a}|aa)"),
    (&["æ", "ae"], "(?:æ|ae)"),
    (&["ø", "oe"], "(?:ø|oe)"),
    (&["ä", "a\u{308}"], "(?:ä|a\u{308})"),
    (&["ö", "o\u{308}"], "(?:ö|o\u{308})"),
    (&["ü", "u\u{308}"], "(?:ü|u\u{308})"),
    (&["é", "e\u{301}"], "(?:é|e\u{301})"),
    (&["è", "e\u{300}"], "(?:è|e\u{300})"),
    (&["á", "a\u{301}"], "(?:á|a\u{301})"),
    (&["ó", "o\u{301}"], "(?:ó|o\u{301})"),
];
