//! Stems of words, by Snowball's rules for Danish and English.
//!
//! Stemming took two thirds of the time of an index entry, and most of that went into memory for
//! stems that are only the beginning of their word. So the Danish rules, which only ever cut, are
//! written out here, and `rust-stemmers` is asked for an English stem only when its rules could do
//! more than drop a final e. The tests hold both against `rust-stemmers`.

mod danish;
mod english;

pub(super) use danish::danish;
pub(super) use english::english;

/// Longer words are their own stems: they are no words, and English rules take quadratic time.
const LONGEST: usize = 64;

/// Whether a word is of a language that has endings: Latin letters only, of bearable length.
///
/// A word with a digit in it is a code; undoubling would make 1100 find 110.
pub(super) fn has_stems(word: &str) -> bool {
    let latin = |c: char| matches!(c, 'a'..='z' | 'à'..='ö' | 'ø'..='ÿ');
    word.len() <= LONGEST && word.chars().all(latin)
}

#[cfg(test)]
mod tests {
    use super::{danish, english, has_stems};
    use proptest::prelude::*;
    use rust_stemmers::{Algorithm, Stemmer};

    /// Endings that the rules of both languages speak of.
    const PIECES: &str = "hed ethed ered erede ende erne eren s es ets et er en gd dt gt kt igst ig \
        lig elig els løst ll ss nn sses ied eed ing ingly ed edly y nci ogi li iti biliti tional \
        ation alism izer ator ness ful icate ative alize ical ance able ate ive ize ism ion ous \
        ement ant e l gener commun skis dying news inning succeed";

    fn word() -> impl Strategy<Value = String> {
        let pieces: Vec<&str> = PIECES.split_whitespace().collect();
        let letters: Vec<char> = "abcdefghijklmnopqrstuvwxyzæøåéüß".chars().collect();
        let beginning = prop::collection::vec(prop::sample::select(letters), 0..5);
        let endings = prop::collection::vec(prop::sample::select(pieces), 0..5);
        (beginning, endings).prop_map(|(start, rest)| String::from_iter(start) + &rest.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn stems_are_those_of_rust_stemmers(word in word()) {
            let stem = Stemmer::create(Algorithm::Danish).stem(&word).into_owned();
            prop_assert_eq!(danish(&word), stem);
            let stem = Stemmer::create(Algorithm::English).stem(&word).into_owned();
            prop_assert_eq!(english(&word), stem);
        }
    }

    #[test]
    fn words_with_regions_of_their_own_have_the_stems_of_rust_stemmers() {
        let stemmer = Stemmer::create(Algorithm::English);
        let odd = "howe gene gener genere generer communer commune arsene arsener byte bytte nye style \
            analyse analyser yderne yoyoen ejeren oppe aøe axe uwe ose ude maje enme";
        for word in odd.split_whitespace() {
            assert_eq!(english(word), stemmer.stem(word), "{word}");
        }
    }

    #[test]
    fn inflected_forms_share_a_stem() {
        for form in ["faktura", "fakturaer", "fakturaerne"] {
            assert_eq!(danish(form), "faktura", "{form}");
        }
        assert_eq!(english("encrypted"), english("encrypts"));
    }

    #[test]
    fn codes_and_endless_words_are_not_stemmed() {
        assert!(has_stems("krypteret") && has_stems("løsesum"));
        for word in ["1100", "qz7lock", "пароль", "日本"] {
            assert!(!has_stems(word), "{word}");
        }
        assert!(!has_stems(&"y".repeat(65)));
    }
}
