//! What is wrong with one field, and by which rule.

use std::fmt;

use crate::password::{self, Weak};

/// A rule that a field broke, with the limits a message needs. The code is stable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// The field must be there.
    Required,
    /// One of several fields must be there; the pointer names the first.
    OneOfRequired(&'static [&'static str]),
    /// The value has another JSON type.
    WrongType(&'static str),
    /// The field is not known here.
    UnknownField {
        /// The nearest field that is known.
        nearest: Option<String>,
    },
    /// The value is none of the choices.
    NotAChoice(&'static [&'static str]),
    /// Fewer characters than this.
    TooShort(usize),
    /// More characters than this.
    TooLong(usize),
    /// More entries than this.
    TooMany(usize),
    /// Contains U+0000, which no text has.
    NulCharacter,
    /// Contains half of a surrogate pair, or bytes that are not UTF-8.
    NotUnicode,
    /// A CVR number has eight digits.
    CvrDigits,
    /// Not one plain e-mail address.
    Email,
    /// Not a phone number.
    Phone,
    /// Not a time in RFC 3339 form.
    Time,
    /// A time that has not come yet.
    InTheFuture,
    /// A time too long ago to be meant.
    TooLongAgo,
    /// Something was sent at a time that has not come yet.
    SentInTheFuture,
    /// A time before the firm became aware.
    BeforeAware,
    /// No municipality has this code.
    Municipality,
    /// A postcode has four digits.
    Postcode,
    /// Not a code of that classification version.
    SectorCode,
    /// Not a class and type of RSIT.
    Rsit,
    /// Only lower-case letters, digits and `_` are allowed in this name.
    Name,
    /// No such report, case or person.
    Unknown,
    /// The public register has no telephone of the firm, so nobody can have called it back.
    NoRegisterPhone,
    /// The text holds the report's own access code.
    ContainsAccessCode,
    /// The password is one of those that are tried first.
    PasswordCommon,
    /// The password is made of what everybody knows of the person.
    PasswordPersonal,
    /// The one-time code is wrong or spent.
    OneTimeCode,
}

impl Rule {
    /// The stable code of the rule.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::OneOfRequired(_) => "one-of-required",
            Self::WrongType(_) => "wrong-type",
            Self::UnknownField { .. } => "unknown-field",
            Self::NotAChoice(_) => "not-a-choice",
            Self::TooShort(_) => "too-short",
            Self::TooLong(_) => "too-long",
            Self::TooMany(_) => "too-many",
            Self::NulCharacter => "nul-character",
            Self::NotUnicode => "not-unicode",
            Self::CvrDigits => "cvr-eight-digits",
            Self::Email => "email-invalid",
            Self::Phone => "phone-invalid",
            Self::Time => "time-invalid",
            Self::InTheFuture => "time-in-the-future",
            Self::TooLongAgo => "time-too-long-ago",
            Self::SentInTheFuture => "sent-in-the-future",
            Self::BeforeAware => "time-before-aware",
            Self::Municipality => "municipality-unknown",
            Self::Postcode => "postcode-four-digits",
            Self::SectorCode => "sector-unknown",
            Self::Rsit => "classification-unknown",
            Self::Name => "name-invalid",
            Self::Unknown => "unknown",
            Self::NoRegisterPhone => "no-register-phone",
            Self::ContainsAccessCode => "contains-access-code",
            Self::PasswordCommon => "password-common",
            Self::PasswordPersonal => "password-personal",
            Self::OneTimeCode => "one-time-code",
        }
    }
}

impl From<Weak> for Rule {
    fn from(weak: Weak) -> Self {
        match weak {
            Weak::TooShort => Self::TooShort(password::MIN),
            Weak::TooLong => Self::TooLong(password::MAX),
            Weak::Common => Self::PasswordCommon,
            Weak::Personal => Self::PasswordPersonal,
        }
    }
}

/// One broken rule at one place of the body (RFC 9457, section 3, `errors` style of its example).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// JSON pointer with `#`, for instance `#/organisation/cvr`.
    pub pointer: String,
    /// The rule.
    pub rule: Rule,
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.rule.code())
    }
}

coded_enum! {
    /// Something doubtful that was accepted all the same.
    pub enum Warning {
        /// The CVR number fails modulus 11.
        CvrChecksum = "cvr-checksum",
        /// A field named a supplier's CVR number that fails modulus 11.
        SupplierCvrChecksum = "supplier-cvr-checksum",
        /// A supplier that reports says that it may itself be the cause: its code opens nothing.
        SupplierSuspected = "supplier-suspected",
    }
}

impl Warning {
    /// Where in the body it is.
    #[must_use]
    pub const fn pointer(self) -> &'static str {
        match self {
            Self::CvrChecksum => "#/organisation/cvr",
            Self::SupplierCvrChecksum => "#/on_behalf/supplier_cvr",
            Self::SupplierSuspected => "#/on_behalf/supplier_suspected",
        }
    }
}
