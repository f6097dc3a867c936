//! What stands around every page: telephone numbers, where the style sheets are, demo or not.
//! All of it is configuration; numbers and hours change without a new program.

use domain::language::Language;

/// What every page is given by configuration.
#[derive(Debug, Clone)]
pub struct Site {
    /// Telephone numbers and hours.
    pub contacts: Contacts,
    /// Style sheets and icons.
    pub assets: Assets,
    /// Whether pages say that nothing here is real.
    pub mode: Mode,
    /// `https://host` without a slash at the end, for the address printed on the receipt.
    pub public_url: String,
}

/// Telephone numbers as people read them, and when somebody answers.
#[derive(Debug, Clone)]
pub struct Contacts {
    /// The authority that answers for the information, with its address.
    pub controller: String,
    /// How its data protection officer is reached.
    pub data_protection_officer: Option<String>,
    /// Our own number.
    pub our_phone: String,
    /// Our hours in Danish.
    pub our_hours_da: String,
    /// Our hours in English.
    pub our_hours_en: String,
    /// The police, `114`.
    pub police: String,
    /// When the police put firms through to cyber staff, in Danish.
    pub police_hours_da: String,
    /// The same in English.
    pub police_hours_en: String,
    /// The public hotline, which gives advice but takes no cases.
    pub hotline: String,
    /// Its hours in Danish.
    pub hotline_hours_da: String,
    /// Its hours in English.
    pub hotline_hours_en: String,
}

/// Where style sheets and icons are.
#[derive(Debug, Clone)]
pub struct Assets {
    /// `/assets` or `/assets/<hash>`, without a slash at the end.
    pub base: String,
    /// Whether the design system's files are there.
    pub design_system: DesignSystem,
}

/// Whether `web/vendor` is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DesignSystem {
    /// The files are there.
    Present,
    /// They are not; `base.css` stands in.
    Missing,
}

/// Whether pages are real.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Real.
    Production,
    /// A banner says that nothing is sent to anyone.
    Demo,
}

impl Contacts {
    /// Our hours in the page's language.
    pub(super) fn our_hours(&self, language: Language) -> &str {
        match language {
            Language::Da => &self.our_hours_da,
            Language::En => &self.our_hours_en,
        }
    }

    /// The police's hours in the page's language.
    pub(super) fn police_hours(&self, language: Language) -> &str {
        match language {
            Language::Da => &self.police_hours_da,
            Language::En => &self.police_hours_en,
        }
    }

    /// The hotline's hours in the page's language.
    pub(super) fn hotline_hours(&self, language: Language) -> &str {
        match language {
            Language::Da => &self.hotline_hours_da,
            Language::En => &self.hotline_hours_en,
        }
    }
}

/// The address of a telephone link: eight digits get the country code, short numbers stay.
pub(super) fn tel(number: &str) -> String {
    let digits: String = number
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    if digits.len() == 8 && !digits.starts_with('+') {
        format!("tel:+45{digits}")
    } else {
        format!("tel:{digits}")
    }
}

#[cfg(test)]
mod tests {
    use super::tel;

    #[test]
    fn danish_numbers_are_dialled_from_abroad_too_and_short_ones_stay() {
        assert_eq!(tel("70 12 34 56"), "tel:+4570123456");
        assert_eq!(tel("114"), "tel:114");
        assert_eq!(tel("+46 8 123 456"), "tel:+468123456");
    }
}
