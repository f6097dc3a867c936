//! The Danish stemmer: main suffix, consonant pair, other suffix, double consonant.

/// The Danish stem, which is always the beginning of the word.
pub(crate) fn danish(word: &str) -> &str {
    let region = region(word);
    let word = main_suffix(word, region);
    let word = consonant_pair(word, region);
    let word = other_suffix(word, region);
    undouble(word, region)
}

/// Where endings may begin: after the first consonant that follows a vowel, and after three letters.
fn region(word: &str) -> usize {
    let mut letters = word.char_indices();
    let third = letters.clone().nth(2).map(|(at, c)| at + c.len_utf8());
    let vowel = letters.find(|(_, c)| is_vowel(*c));
    let consonant = vowel.and_then(|_| letters.find(|(_, c)| !is_vowel(*c)));
    match (third, consonant) {
        (Some(third), Some((at, c))) => third.max(at + c.len_utf8()),
        _ => word.len(),
    }
}

fn main_suffix(word: &str, region: usize) -> &str {
    let suffixes: &[&str] = match word.as_bytes() {
        [.., b'd'] => &["ethed", "ered", "hed"],
        [.., b'e'] => &["erende", "erede", "ende", "erne", "ene", "ere", "e"],
        [.., b'n'] => &["heden", "eren", "en"],
        [.., b'r'] => &["heder", "erer", "er"],
        [.., b't'] => &["eret", "et"],
        [.., b's'] => &[
            "erendes", "hedens", "endes", "ernes", "erens", "erets", "heds", "enes", "eres", "ens",
            "ers", "ets", "es",
        ],
        _ => return word,
    };
    if let Some(suffix) = suffixes.iter().find(|s| ends(word, region, s)) {
        return cut(word, suffix.len());
    }
    let lone = |c: char| "abcdfghjklmnoprtvyzå".contains(c);
    match word.strip_suffix('s') {
        Some(rest) if ends(word, region, "s") && rest.ends_with(lone) => rest,
        _ => word,
    }
}

fn consonant_pair(word: &str, region: usize) -> &str {
    let paired = matches!(
        word.as_bytes(),
        [.., b'g', b'd' | b't'] | [.., b'd' | b'k', b't']
    );
    if paired && word.len() >= region + 2 {
        cut(word, 1)
    } else {
        word
    }
}

fn other_suffix(word: &str, region: usize) -> &str {
    let word = if word.ends_with("igst") {
        cut(word, 2)
    } else {
        word
    };
    if ends(word, region, "løst") {
        return cut(word, 1);
    }
    let suffixes = ["elig", "lig", "ig", "els"];
    match suffixes.iter().find(|s| ends(word, region, s)) {
        Some(suffix) => consonant_pair(cut(word, suffix.len()), region),
        None => word,
    }
}

fn undouble(word: &str, region: usize) -> &str {
    let mut letters = word.chars().rev();
    match (letters.next(), letters.next()) {
        (Some(last), Some(before)) if last == before && !is_vowel(last) => {
            let shorter = cut(word, last.len_utf8());
            if shorter.len() >= region {
                shorter
            } else {
                word
            }
        }
        _ => word,
    }
}

fn ends(word: &str, region: usize, suffix: &str) -> bool {
    word.len() >= region + suffix.len() && word.ends_with(suffix)
}

fn cut(word: &str, bytes: usize) -> &str {
    word.get(..word.len().saturating_sub(bytes)).unwrap_or(word)
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'æ' | 'ø' | 'å')
}
