//! The two languages of pages, mails and error texts.

coded_enum! {
    /// Danish is the default; the language of a report decides the language of its mails.
    pub enum Language {
        /// Danish.
        Da = "da",
        /// English.
        En = "en",
    }
}

impl Language {
    /// The best of our languages for an `Accept-Language` header (RFC 9110, section 12.5.4).
    #[must_use]
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best: Option<(Self, f32)> = None;
        for item in accept_language.split(',') {
            let mut parts = item.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let quality = parts
                .find_map(|part| part.trim().strip_prefix("q=").map(str::to_owned))
                .and_then(|q| q.parse::<f32>().ok())
                .unwrap_or(1.0);
            let primary = tag.split('-').next().unwrap_or_default();
            let Some(language) = Self::from_code(primary) else {
                continue;
            };
            if quality > 0.0 && best.is_none_or(|(_, q)| quality > q) {
                best = Some((language, quality));
            }
        }
        best.map_or(Self::Da, |(language, _)| language)
    }

    /// The other language, for the switch on every page.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Da => Self::En,
            Self::En => Self::Da,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn the_most_wanted_language_wins_and_danish_is_the_default() {
        assert_eq!(Language::negotiate("en-GB,en;q=0.9,da;q=0.3"), Language::En);
        assert_eq!(Language::negotiate("de, da;q=0.8, en;q=0.7"), Language::Da);
        assert_eq!(Language::negotiate("fr"), Language::Da);
        assert_eq!(Language::negotiate("en;q=0"), Language::Da);
        assert_eq!(Language::negotiate(""), Language::Da);
    }
}
