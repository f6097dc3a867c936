//! `application/x-www-form-urlencoded`, in queries and forms, without guessing: what is not Unicode is
//! noticed, where the usual decoders put U+FFFD in its place.

use domain::problem::Rule;
use percent_encoding::percent_decode;

/// One name with its value.
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Why no field takes the value.
    pub(crate) unfit: Option<Rule>,
}

/// The pairs in their order.
pub(crate) fn form_pairs(encoded: &[u8]) -> impl Iterator<Item = Pair> + '_ {
    let pairs = encoded.split(|byte| *byte == b'&');
    pairs.filter(|pair| !pair.is_empty()).map(|pair| {
        let mut halves = pair.splitn(2, |byte| *byte == b'=');
        let (name, _) = decoded(halves.next().unwrap_or_default());
        let (value, is_unicode) = decoded(halves.next().unwrap_or_default());
        let unfit = match is_unicode {
            false => Some(Rule::NotUnicode),
            true if value.contains('\0') => Some(Rule::NulCharacter),
            true => None,
        };
        Pair { name, value, unfit }
    })
}

/// The text, and whether it is Unicode. What is not stands as U+0000, which no field takes.
fn decoded(encoded: &[u8]) -> (String, bool) {
    let spaced: Vec<u8> = encoded
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    let bytes: Vec<u8> = percent_decode(&spaced).collect();
    match String::from_utf8(bytes) {
        Ok(text) => (text, true),
        Err(error) => {
            let mut text = String::new();
            for chunk in error.as_bytes().utf8_chunks() {
                text.push_str(chunk.valid());
                if !chunk.invalid().is_empty() {
                    text.push('\0');
                }
            }
            (text, false)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::form_pairs;

    #[test]
    fn pairs_are_decoded_and_what_is_no_text_is_noticed() {
        let read = |encoded: &str| -> Vec<(String, String, Option<&'static str>)> {
            form_pairs(encoded.as_bytes())
                .map(|pair| (pair.name, pair.value, pair.unfit.map(|rule| rule.code())))
                .collect()
        };

        for (encoded, name, value, unfit) in [
            ("a=b", "a", "b", None),
            ("&a=b+c%2B%3d&", "a", "b c+=", None),
            ("a", "a", "", None),
            ("a=b=c", "a", "b=c", None),
            ("%C3%A6=%c3%b8%", "æ", "ø%", None),
            ("a=x%00y", "a", "x\0y", Some("nul-character")),
            ("a=x%ffy", "a", "x\0y", Some("not-unicode")),
            ("a=%ed%a0%80", "a", "\0\0\0", Some("not-unicode")),
        ] {
            let read = read(encoded);
            assert_eq!(
                read,
                [(name.to_owned(), value.to_owned(), unfit)],
                "{encoded}"
            );
        }
    }
}
