//! Traffic Light Protocol 2.0 (FIRST, August 2022): with whom information may be shared.

coded_enum! {
    /// A label, strictest first. Labels are never translated.
    pub enum Tlp {
        /// Named recipients only.
        Red = "TLP:RED",
        /// The recipient's own organisation.
        AmberStrict = "TLP:AMBER+STRICT",
        /// Own organisation and its clients.
        Amber = "TLP:AMBER",
        /// The community, not public channels.
        Green = "TLP:GREEN",
        /// Anyone.
        Clear = "TLP:CLEAR",
    }
}

impl Tlp {
    /// The label of a product made of parts with these labels: the strictest (section 2).
    #[must_use]
    pub fn of_parts(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().min().unwrap_or(Self::Clear)
    }

    /// Reads a label as people write it; `WHITE` is the old name of `CLEAR`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let upper = text.trim().to_ascii_uppercase();
        let label = if upper.starts_with("TLP:") {
            upper
        } else {
            format!("TLP:{upper}")
        };
        match label.as_str() {
            "TLP:WHITE" => Some(Self::Clear),
            known => Self::from_code(known),
        }
    }

    /// Whether text with this label may stand in the body of a mail: nothing above GREEN.
    #[must_use]
    pub fn may_be_mailed(self) -> bool {
        self >= Self::Green
    }
}

#[cfg(test)]
mod tests {
    use super::Tlp;

    #[test]
    fn a_product_carries_the_strictest_label_of_its_parts() {
        assert_eq!(
            Tlp::of_parts([Tlp::Green, Tlp::AmberStrict, Tlp::Clear]),
            Tlp::AmberStrict
        );
        assert_eq!(Tlp::parse("white"), Some(Tlp::Clear));
        assert_eq!(Tlp::parse("tlp:amber+strict"), Some(Tlp::AmberStrict));
        assert_eq!(Tlp::parse("ex:chr"), None);
        assert!(!Tlp::Amber.may_be_mailed() && Tlp::Green.may_be_mailed());
    }
}
