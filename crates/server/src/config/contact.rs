//! Telephone numbers and hours: they change without a new program.

use super::fields::Fields;

/// Stands where our own number would; no number in Denmark begins with 0.
pub(super) const NO_PHONE: &str = "00 00 00 00";

/// Stands where the authority's name would.
pub(super) const NO_CONTROLLER: &str = "SMV-CERT";

/// Reads the section.
pub(super) fn from_fields(fields: &Fields<'_>) -> api::Contacts {
    api::Contacts {
        controller: fields.words("contact.controller"),
        data_protection_officer: fields
            .text("contact.data_protection_officer")
            .map(str::to_owned),
        our_phone: fields.words("contact.phone"),
        our_hours_da: fields.words("contact.hours_da"),
        our_hours_en: fields.words("contact.hours_en"),
        police: fields.words("contact.police"),
        police_hours_da: fields.words("contact.police_hours_da"),
        police_hours_en: fields.words("contact.police_hours_en"),
        hotline: fields.words("contact.hotline"),
        hotline_hours_da: fields.words("contact.hotline_hours_da"),
        hotline_hours_en: fields.words("contact.hotline_hours_en"),
    }
}
