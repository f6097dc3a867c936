//! Texts in Danish and English, and dates as people in Denmark read them.
//!
//! Fluent files under `locales/{da,en}` are compiled in; Danish plurals and word order stay there.
//! Stable codes of the API are not translated; titles, details, pages and mails are. One test holds
//! both languages to the same keys and arguments.

mod problem;
mod time;

use std::borrow::Cow;
use std::collections::HashMap;

use domain::language::Language;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid, static_loader};

pub use problem::{rule, warning};
pub use time::{date_time, date_time_with_zone, day, moment};

static_loader! {
    static LOCALES = {
        locales: "./locales",
        fallback_language: "da",
        // Fluent's invisible isolation marks would break links and subjects.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static DA: LanguageIdentifier = langid!("da");
static EN: LanguageIdentifier = langid!("en");

/// Looks texts up in one language. Cheap to copy; pages and mails carry one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts(Language);

impl Texts {
    /// Texts in this language.
    #[must_use]
    pub const fn new(language: Language) -> Self {
        Self(language)
    }

    /// The language.
    #[must_use]
    pub const fn language(self) -> Language {
        self.0
    }

    /// The text with this key. A missing key is a bug: logged, and shown as the key itself.
    #[must_use]
    pub fn get(self, key: &str) -> String {
        self.look_up(key, None)
    }

    /// The text with this key and its arguments filled in.
    #[must_use]
    pub fn with(self, key: &str, args: &[(&'static str, &dyn ToString)]) -> String {
        let args: HashMap<Cow<'static, str>, FluentValue<'_>> = args
            .iter()
            .map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(value.to_string())))
            .collect();
        self.look_up(key, Some(&args))
    }

    /// The text with this key for a number, so that plurals come out right.
    #[must_use]
    pub fn count(self, key: &str, name: &'static str, number: usize) -> String {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let args = HashMap::from([(Cow::Borrowed(name), FluentValue::from(number))]);
        self.look_up(key, Some(&args))
    }

    fn look_up(
        self,
        key: &str,
        args: Option<&HashMap<Cow<'static, str>, FluentValue<'_>>>,
    ) -> String {
        let language = match self.0 {
            Language::Da => &DA,
            Language::En => &EN,
        };
        // Both languages have every text, so none is negotiated.
        let found = LOCALES.lookup_single_language(language, key, args);
        found.unwrap_or_else(|error| {
            debug_assert!(false, "no text with key {key}: {error}");
            tracing::error!(text.key = key, language = %self.0, "a text is missing");
            key.to_owned()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::path::Path;

    /// Keys of a language with the arguments that their texts take.
    fn keys(language: &str) -> BTreeMap<String, Vec<String>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("locales")
            .join(language);
        let (mut found, mut last) = (BTreeMap::new(), String::new());
        for file in std::fs::read_dir(folder).unwrap() {
            for line in std::fs::read_to_string(file.unwrap().path())
                .unwrap()
                .lines()
            {
                if let Some((key, _)) = line.split_once(" =")
                    && line.starts_with(|c: char| c.is_ascii_lowercase())
                {
                    key.clone_into(&mut last);
                    found.insert(last.clone(), Vec::new());
                }
                let arguments: &mut Vec<String> = found.entry(last.clone()).or_default();
                for argument in line.split('$').skip(1) {
                    let name: String = argument
                        .chars()
                        .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                        .collect();
                    if !arguments.contains(&name) {
                        arguments.push(name);
                    }
                }
                arguments.sort();
            }
        }
        found
    }

    #[test]
    fn both_languages_have_the_same_texts_with_the_same_arguments() {
        let (danish, english) = (keys("da"), keys("en"));

        assert!(danish.len() > 200, "{}", danish.len());
        assert_eq!(danish, english);
    }
}
