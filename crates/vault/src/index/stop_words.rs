//! Words that say nothing about a case: in every text, searched for by nobody.
//!
//! They are kept out of the index, where they would give the most to whoever counts hashes.
//! Every word has at most eight bytes, so that one number is a word.

use std::sync::LazyLock;

const DANISH: &str = "\
    alle andre bare blev blive bliver dem den denne der deres det dette din disse dog efter \
    eller end fra får før han har havde have hende her hos hun hvad hvis hvor hvordan hvornår \
    ikke ind jeg jer jeres kan kom kun kunne man med meget men mere mig nogen noget nogle når \
    også over selv sig sin skal skulle som til under var ved vil ville vor vores være været";

const ENGLISH: &str = "\
    about all also and any are but can did does for from had has her his how its not our out she \
    than that the their them then there they this those was were what when where which who will \
    with would you your";

static STOP_WORDS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let words = DANISH.split_whitespace().chain(ENGLISH.split_whitespace());
    let mut heads: Vec<u64> = words.map(head).collect();
    heads.sort_unstable();
    heads
});

/// The first eight bytes as a number that sorts as the bytes do.
#[inline]
pub(super) fn head(word: &str) -> u64 {
    let bytes = word.as_bytes();
    if let Some(eight) = bytes.first_chunk::<8>() {
        return u64::from_be_bytes(*eight);
    }
    bytes
        .iter()
        .zip((0..8).rev())
        .fold(0, |head, (byte, place)| {
            head | u64::from(*byte) << (8 * place)
        })
}

/// Whether the word with this head and this many bytes is left out.
pub(super) fn contains(head: u64, bytes: usize) -> bool {
    bytes <= 8 && STOP_WORDS.binary_search(&head).is_ok()
}

#[cfg(test)]
mod tests {
    use super::{DANISH, ENGLISH, contains, head};

    #[test]
    fn stop_words_are_known_by_their_eight_bytes() {
        for word in DANISH.split_whitespace().chain(ENGLISH.split_whitespace()) {
            assert!(word.len() <= 8, "{word}");
            assert!(contains(head(word), word.len()), "{word}");
        }
        for word in ["server", "derefter", "hvordande", "konto", "løsesum"] {
            assert!(!contains(head(word), word.len()), "{word}");
        }
    }

    #[test]
    fn heads_sort_as_words_do() {
        let mut words = ["ål", "al", "alt", "altid", "zebra", "altidenskraft", ""];

        words.sort_by_key(|word| head(word));

        assert!(words.is_sorted());
    }
}
