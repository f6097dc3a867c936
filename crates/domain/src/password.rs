//! Which passwords are good enough: long, not among the common ones, and not made of what everybody
//! knows of the person. Nothing is asked of their letters, and nobody must change one (ASVS 5.0, 6.2).

use std::collections::HashSet;
use std::sync::LazyLock;

/// Fewest characters.
pub const MIN: usize = 12;
/// Most characters: enough for any sentence, and a limit for hashing.
pub const MAX: usize = 256;

/// Letters that must be left when the words of the person and of the place are taken out.
const OWN_LETTERS: usize = 8;
/// A shorter word of a name says nothing.
const WORD_MIN: usize = 3;
/// Words of the place.
const PLACE: [&str; 5] = ["smv-cert", "smvcert", "smv", "cert", "password"];

static COMMON: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("password/common.txt").lines().collect());

/// Why a password is not good enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// Fewer than [`MIN`] characters.
    #[error("a password needs {MIN} characters or more")]
    TooShort,
    /// More than [`MAX`] characters.
    #[error("a password has {MAX} characters at most")]
    TooLong,
    /// One of those that are tried first.
    #[error("this password is one of those that are tried first; choose another one")]
    Common,
    /// Made of the person's name or address, or of our own name.
    #[error("this password is made of the name, the address or SMV-CERT; choose another one")]
    Personal,
}

/// Whether a person may have this password. `about` is what everybody knows of them: name, address.
pub fn check(password: &str, about: &[&str]) -> Result<(), Weak> {
    let length = password.chars().count();
    if length < MIN {
        return Err(Weak::TooShort);
    }
    if length > MAX {
        return Err(Weak::TooLong);
    }
    let lower = password.to_lowercase();
    if COMMON.contains(lower.as_str()) {
        return Err(Weak::Common);
    }
    let mut words: Vec<String> = about
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() >= WORD_MIN)
        .chain(PLACE.map(str::to_owned))
        .collect();
    // The longest first, or a part of it would be left over.
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    let left = words
        .iter()
        .fold(lower.clone(), |left, word| left.replace(word, ""));
    let letters = left.chars().filter(|c| c.is_alphabetic()).count();
    if left != lower && letters < OWN_LETTERS {
        return Err(Weak::Personal);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{COMMON, MAX, MIN, Weak, check};

    const NINA: [&str; 2] = ["Nina Holmsgaard", "nina.h@cert.example"];

    #[test]
    fn any_long_password_will_do_whatever_it_is_made_of() {
        for good in [
            "korrekt hest batteri",
            "aftenen var kold og klar",
            "æøåÆØÅ€漢字🐎🐎🐎",
            "839201748372",
            "            x",
            "et kodeord om nina og hendes hest",
            &"lang ".repeat(40),
        ] {
            assert_eq!(check(good, &NINA), Ok(()), "{good}");
        }
    }

    #[test]
    fn length_is_counted_in_characters() {
        assert_eq!(check("ææææææææææq", &NINA), Err(Weak::TooShort));
        assert_eq!(check("ææææææææææqp", &NINA), Ok(()));
        assert_eq!(check(&"ab ".repeat(MAX / 3), &NINA), Ok(()));
        assert_eq!(check(&"a".repeat(MAX + 1), &NINA), Err(Weak::TooLong));
    }

    #[test]
    fn what_is_tried_first_is_refused_in_any_case() {
        assert_eq!(COMMON.len(), 5000);
        assert!(COMMON.iter().all(|word| word.chars().count() >= MIN));
        for common in [
            "qwertyqwerty",
            "QwertyQwerty",
            "1q2w3e4r5t6y",
            "123456654321",
        ] {
            assert_eq!(check(common, &NINA), Err(Weak::Common), "{common}");
        }
    }

    #[test]
    fn words_that_everybody_knows_of_the_person_and_the_place_do_not_count() {
        for personal in [
            "NinaHolmsgaard1985",
            "holmsgaard-nina!",
            "smv-cert-2026!!",
            "Nina@cert.example",
            "password123456789!",
        ] {
            assert_eq!(check(personal, &NINA), Err(Weak::Personal), "{personal}");
        }
        assert_eq!(check("Holmsgaard1985 og en lang sætning", &NINA), Ok(()));
    }
}
