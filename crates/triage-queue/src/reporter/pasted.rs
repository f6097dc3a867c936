//! People paste their secret into the text.

use domain::access_code::AccessCode;

/// Groups of a code as it is shown: six of four symbols and one of three.
const CODE_GROUPS: usize = 7;

/// People paste their secret into the text; everyone who reads the case would then hold it. Found
/// as one word, or in its groups with anything between them.
pub(crate) fn holds_a_code(text: &str) -> bool {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let grouped = |run: &[&str]| {
        // One in thirty-two texts of the right length passes the check symbol: the shape tells.
        run.iter()
            .take(CODE_GROUPS - 1)
            .all(|group| group.len() == 4)
            && AccessCode::parse(&run.concat()).is_some()
    };
    words.iter().any(|word| AccessCode::parse(word).is_some())
        || words.windows(CODE_GROUPS).any(grouped)
}

#[cfg(test)]
mod tests {
    use super::holds_a_code;
    use domain::access_code::AccessCode;

    #[test]
    fn a_code_is_found_in_any_shape_and_words_are_not_taken_for_one() {
        let code = AccessCode::from_mac(&[0xa5; 32]).shown();
        for text in [
            code.clone(),
            format!("kode:{}.", code.to_lowercase()),
            format!("Min kode er ({}), tak", code.replace('-', "")),
            format!("Den er\n{}\nok?", code.replace('-', " ")),
        ] {
            assert!(holds_a_code(&text), "{text}");
        }
        let cut = code.get(..code.len() - 1).unwrap_or_default();
        let words = "Vi har nu set at alle filer er krypterede igen. ".repeat(50);
        for text in ["", cut, &words, "SMV-7F3K-Q2NM"] {
            assert!(!holds_a_code(text), "{text}");
        }
    }
}
