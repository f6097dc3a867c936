//! The empty first step. On a bad day most of what is asked for is this page, and only the key of the form in
//! it differs: it is made once a second.

use std::sync::{Arc, Mutex, PoisonError};

use domain::language::Language;

use super::desk::Wave;

/// Stands where the key goes, in a page that is kept.
const MARK: &str = "-the-key-of-this-form-";

/// The page in both languages, as it was made last.
#[derive(Default)]
pub(crate) struct FirstStep {
    danish: Kept,
    english: Kept,
}

type Kept = Mutex<Option<Arc<Made>>>;

/// All that the page depends on, but for its key.
pub(super) type Shown = (Option<Wave>, i64);

struct Made {
    shown: Shown,
    before: String,
    after: String,
}

impl FirstStep {
    /// The page with this key; made anew when it would show something else than the one that is kept.
    pub(super) fn page(
        &self,
        language: Language,
        shown: Shown,
        key: &str,
        make: impl FnOnce(fn() -> String) -> askama::Result<String>,
    ) -> askama::Result<String> {
        let slot = match language {
            Language::Da => &self.danish,
            Language::En => &self.english,
        };
        let last = slot.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let fresh = if let Some(last) = last.filter(|last| last.shown == shown) {
            last
        } else {
            let page = make(|| MARK.to_owned())?;
            let (before, after) = page.split_once(MARK).ok_or(askama::Error::Fmt)?;
            let fresh = Arc::new(Made {
                shown,
                before: before.to_owned(),
                after: after.to_owned(),
            });
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(fresh.clone());
            fresh
        };
        Ok([&fresh.before, key, &fresh.after].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::FirstStep;
    use domain::language::Language;

    #[test]
    fn a_page_is_kept_for_what_it_shows_and_has_the_key_it_is_asked_for() {
        let pages = FirstStep::default();
        let page = |language, second, key, text: &str| {
            pages
                .page(language, (None, second), key, |mark| {
                    Ok(format!("{text} <{}>", mark()))
                })
                .unwrap()
        };

        assert_eq!(page(Language::Da, 1, "a", "one"), "one <a>");
        assert_eq!(page(Language::Da, 1, "b", "two"), "one <b>");
        assert_eq!(page(Language::En, 1, "c", "three"), "three <c>");
        assert_eq!(page(Language::Da, 2, "d", "four"), "four <d>");
    }
}
