//! The other texts of one field: one of each page, and not without end.

/// Most texts beside a field's value.
pub(super) const MOST: usize = 4;
/// Most characters that several texts make together.
const TOGETHER_MAX: usize = 20_000;

/// Adds what a page wrote. What the page wrote before is replaced, as long as no words are lost; when
/// there are too many, words join the last text, and of short answers the oldest goes.
pub(super) fn add(
    texts: &mut Vec<String>,
    pages: &mut Vec<String>,
    value: &str,
    page: &str,
    is_words: bool,
) {
    if texts.iter().any(|text| text == value) {
        return;
    }
    let own = pages
        .iter()
        .position(|of| of == page && !page.is_empty())
        .and_then(|at| texts.get_mut(at));
    if let Some(own) = own
        && (!is_words || value.contains(own.as_str()))
    {
        value.clone_into(own);
        return;
    }
    if texts.len() < MOST {
        texts.push(value.to_owned());
        pages.push(page.to_owned());
        return;
    }
    if !is_words {
        texts.remove(0);
        pages.remove(0);
        texts.push(value.to_owned());
        pages.push(page.to_owned());
    } else if let Some(last) = texts.last_mut()
        && !last.contains(value)
        && last.chars().count() + value.chars().count() <= TOGETHER_MAX
    {
        last.push_str("\n\n");
        last.push_str(value);
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST, add};

    fn added(values: &[(&str, &str)], is_words: bool) -> Vec<String> {
        let (mut texts, mut pages) = (Vec::new(), Vec::new());
        for (value, page) in values {
            add(&mut texts, &mut pages, value, page, is_words);
            assert_eq!(texts.len(), pages.len());
        }
        texts
    }

    #[test]
    fn a_page_that_writes_on_has_one_text() {
        let typed = [("Alt", "p"), ("Alt er", "p"), ("Alt er låst", "p")];
        assert_eq!(added(&typed, true), ["Alt er låst"]);
        let again = [("Alt er låst", "p"), ("Noget andet", "p")];
        assert_eq!(added(&again, true).len(), 2, "words are never lost");
        assert_eq!(added(&again, false), ["Noget andet"]);
    }

    #[test]
    fn texts_do_not_grow_without_end_and_words_are_kept() {
        let many: Vec<String> = (0..20).map(|number| format!("tekst {number:02}")).collect();
        let values: Vec<(&str, &str)> = many.iter().map(|text| (text.as_str(), "")).collect();

        let words = added(&values, true);
        assert_eq!(words.len(), MOST);
        for text in &many {
            assert!(words.concat().contains(text), "{text}");
        }
        let lines = added(&values, false);
        assert_eq!(lines.len(), MOST);
        assert_eq!(lines.last().unwrap(), "tekst 19");
    }
}
