//! Accounts in banks: IBANs, and Danish numbers, which are IBANs without their first four signs.

use super::words::Words;

const REGISTRATION: [&str; 4] = ["reg", "regnr", "registreringsnr", "registreringsnummer"];
const FILLERS: [&str; 9] = [
    "konto",
    "kontonr",
    "kontonummer",
    "kto",
    "nr",
    "nummer",
    "account",
    "no",
    "number",
];

pub(super) fn is_registration(word: &str) -> bool {
    REGISTRATION.contains(&word)
}

/// Countries, and how long their IBANs are (ISO 13616).
const IBANS: &str = "AD24 AE23 AL28 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FO18 FR27 GB22 \
    GE22 GI23 GL18 GR27 HR21 HU28 IE22 IL23 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 \
    NL18 NO15 PL28 PT25 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TR26 UA29 XK20";

/// Words that may stand between a registration number and the account.
pub(super) fn is_filler(word: &str) -> bool {
    FILLERS.contains(&word)
}

/// The form in which an account is hashed.
pub(super) fn normal_form(value: &str) -> String {
    let words = Words::of(value);
    let parts: Vec<&str> = (0..words.spans().len()).map(|at| words.word(at)).collect();
    let whole = parts.concat().to_ascii_uppercase();
    let spelled = parts.iter().filter(|part| !is_digits(part));
    if !spelled
        .into_iter()
        .all(|word| is_registration(word) || is_filler(word))
    {
        return whole;
    }
    let numbers: Vec<&str> = parts.into_iter().filter(|part| is_digits(part)).collect();
    let digits = numbers.concat();
    let apart = numbers.first().is_some_and(|first| first.len() == 4) && digits.len() > 4;
    match digits.split_at_checked(4) {
        Some((registration, account))
            if account.len() <= 10 && (apart || (7..=10).contains(&account.len())) =>
        {
            danish(registration, account)
        }
        _ => digits,
    }
}

/// The IBAN of a Danish account.
pub(super) fn danish(registration: &str, account: &str) -> String {
    let number = format!("{registration}{account:0>10}");
    // DK00, with letters counted from 10.
    let check = 98 - remainder(number.chars().chain("132000".chars()));
    format!("DK{check:02}{number}")
}

/// Whether it is an IBAN, in upper case: of a country we know, and as long as those of that country.
///
/// The check digits are not judged. Whoever is to be found may have written them wrongly.
pub(super) fn is_iban(value: &str) -> bool {
    let digits = |length: &str| length.parse() == Ok(value.len());
    let country = value.get(..2).unwrap_or_default();
    begins_iban(value)
        && value.bytes().all(|b| b.is_ascii_alphanumeric())
        && IBANS
            .split_whitespace()
            .any(|iban| iban.strip_prefix(country).is_some_and(digits))
}

/// Whether the first four signs can be those of an IBAN, in either case.
pub(super) fn begins_iban(value: &str) -> bool {
    matches!(value.as_bytes(), [a, b, c, d, ..]
        if a.is_ascii_alphabetic() && b.is_ascii_alphabetic()
            && c.is_ascii_digit() && d.is_ascii_digit())
}

/// ISO 7064, MOD 97-10.
fn remainder(digits: impl Iterator<Item = char>) -> u32 {
    let digits = digits.filter_map(|c| c.to_digit(10));
    digits.fold(0, |rest, digit| (rest * 10 + digit) % 97)
}

fn is_digits(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{is_iban, normal_form};

    #[test]
    fn a_danish_account_is_its_iban() {
        for writing in [
            "DK50 0040 0440 1162 43",
            "dk5000400440116243",
            "reg.nr. 0040 konto 440116243",
            "0040-0440116243",
            "Reg. 0040, kontonr.: 0440 116 243",
            "00400440116243",
        ] {
            assert_eq!(normal_form(writing), "DK5000400440116243", "{writing}");
        }
    }

    #[test]
    fn other_accounts_keep_their_signs() {
        assert_eq!(
            normal_form("GB29 NWBK 6016 1331 9268 19"),
            "GB29NWBK60161331926819"
        );
        assert_eq!(normal_form("bg. 123-4567"), "BG1234567");
        for digits in ["12345678", "0040", "00401", "004004401162431", ""] {
            assert_eq!(normal_form(digits), digits);
        }
        assert_eq!(normal_form("reg. 0040"), "0040");
        assert_eq!(normal_form("0040-1"), normal_form("0040 0000000001"));
        assert_eq!(normal_form("004-12345"), "00412345");
    }

    #[test]
    fn an_iban_is_as_long_as_those_of_its_country() {
        assert!(is_iban("GB29NWBK60161331926819"));
        assert!(is_iban("DK9900400440116243"));
        for other in [
            "DK990040044011624",
            "QQ9900400440116243",
            "DKK900400440116243",
            "18",
            "æøå",
        ] {
            assert!(!is_iban(other), "{other}");
        }
    }
}
