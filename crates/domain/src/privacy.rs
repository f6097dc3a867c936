//! Whose data it is, and what is due to be deleted: the rules behind access, erasure and retention.
//!
//! [`Subject`] says whom a request is about and whether a person named in a report is that person;
//! [`Mentions`] finds and blanks what is written of them; [`retention`] says what may go. Pure: it
//! opens nothing and deletes nothing.

mod blanking;
mod mentions;
mod patterns;
pub mod retention;

use crate::contact::{Email, Phone};
use crate::cvr::Cvr;
use crate::language::Language;
use crate::report::{Person, Report};

pub use blanking::report_texts;
pub use mentions::{Blanked, Mentions};

/// What a person was erased with.
#[must_use]
pub const fn erased_mark(language: Language) -> &'static str {
    match language {
        Language::Da => "[slettet]",
        Language::En => "[erased]",
    }
}

/// What stands for somebody else in the answer to a person who asks what we hold.
#[must_use]
pub const fn other_mark(language: Language) -> &'static str {
    match language {
        Language::Da => "[en anden person]",
        Language::En => "[another person]",
    }
}

/// What stands for withheld words in a document that is given out.
#[must_use]
pub const fn withheld_mark(language: Language) -> &'static str {
    match language {
        Language::Da => "[udeladt]",
        Language::En => "[withheld]",
    }
}

/// A person or firm, by all that is known of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subject {
    /// Mail addresses.
    pub emails: Vec<Email>,
    /// Phone numbers.
    pub phones: Vec<Phone>,
    /// Names as written.
    pub names: Vec<String>,
    /// Numbers in the register of firms.
    pub cvrs: Vec<Cvr>,
}

/// How a person named in a report is like a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Likeness {
    /// The same person.
    Same,
    /// Has the same name or number, and something else that speaks against it.
    Doubtful,
    /// Somebody else.
    Other,
}

impl Subject {
    /// Whether nothing is known: then nobody is meant.
    #[must_use]
    pub const fn is_nobody(&self) -> bool {
        self.emails.is_empty()
            && self.phones.is_empty()
            && self.names.is_empty()
            && self.cvrs.is_empty()
    }

    /// Whether a person is this one. An address belongs to one person. A number may be a firm's
    /// main number, and two people may have the same name: then the rest must not speak against it.
    #[must_use]
    pub fn likeness(&self, person: &Person) -> Likeness {
        let email = person.email.as_ref().map(|email| self.has_email(email));
        let phone = person
            .phone
            .as_ref()
            .map(|phone| self.phones.contains(phone));
        let name = person.name.as_ref().map(|name| self.has_name(name));
        let other_name = name == Some(false) && !self.names.is_empty();
        let other_address = email == Some(false) && !self.emails.is_empty();
        let other_phone = phone == Some(false) && !self.phones.is_empty();
        match (email, phone, name) {
            (Some(true), _, _) | (_, Some(true), Some(true)) => Likeness::Same,
            (_, Some(true), _) if other_name || other_address => Likeness::Doubtful,
            (_, Some(true), _) => Likeness::Same,
            (_, _, Some(true)) if other_address || other_phone => Likeness::Doubtful,
            (_, _, Some(true)) => Likeness::Same,
            _ => Likeness::Other,
        }
    }

    /// Whether a report is about this firm.
    #[must_use]
    pub fn is_firm_of(&self, report: &Report) -> bool {
        let supplier = report.on_behalf.as_ref();
        let supplier_cvr = supplier.and_then(|supplier| supplier.supplier_cvr.as_ref());
        [report.organisation.cvr.as_ref(), supplier_cvr]
            .into_iter()
            .flatten()
            .any(|cvr| self.cvrs.contains(cvr))
    }

    /// Adds what a report says of the same person.
    pub fn learn(&mut self, person: &Person) {
        self.add(Self {
            emails: person.email.clone().into_iter().collect(),
            phones: person.phone.clone().into_iter().collect(),
            names: person.name.clone().into_iter().collect(),
            cvrs: Vec::new(),
        });
    }

    /// Adds all that is known of the same person elsewhere.
    pub fn add(&mut self, other: Self) {
        for email in other.emails {
            if !self.has_email(&email) {
                self.emails.push(email);
            }
        }
        for phone in other.phones {
            if !self.phones.contains(&phone) {
                self.phones.push(phone);
            }
        }
        for name in other.names {
            if !self.has_name(&name) {
                self.names.push(name);
            }
        }
        for cvr in other.cvrs {
            if !self.cvrs.contains(&cvr) {
                self.cvrs.push(cvr);
            }
        }
    }

    fn has_email(&self, email: &Email) -> bool {
        let same = |known: &Email| known.as_str().eq_ignore_ascii_case(email.as_str());
        self.emails.iter().any(same)
    }

    /// Whether the name is one of the known ones, however it is spaced and cased.
    #[must_use]
    pub fn has_name(&self, name: &str) -> bool {
        let wanted = squeezed(name);
        self.names.iter().any(|known| squeezed(known) == wanted)
    }
}

fn squeezed(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::{Likeness, Subject};
    use crate::contact::{Email, Phone};
    use crate::report::Person;

    fn person(name: &str, email: &str, phone: &str) -> Person {
        Person {
            name: (!name.is_empty()).then(|| name.to_owned()),
            email: Email::parse(email),
            phone: Phone::parse(phone),
        }
    }

    fn subject(name: &str, email: &str, phone: &str) -> Subject {
        let mut subject = Subject::default();
        subject.learn(&person(name, email, phone));
        subject
    }

    #[test]
    fn an_address_says_who_it_is_a_shared_number_or_name_does_not() {
        let karen = person("Karen Holm", "karen@firm.example", "20304050");
        for (asked, expected) in [
            (subject("", "KAREN@firm.example", ""), Likeness::Same),
            (subject("", "", "+45 20 30 40 50"), Likeness::Same),
            (subject("karen  holm", "", ""), Likeness::Same),
            (subject("Ole Lund", "", "20304050"), Likeness::Doubtful),
            (
                subject("", "ole@firm.example", "20304050"),
                Likeness::Doubtful,
            ),
            (
                subject("Karen Holm", "kh@other.example", ""),
                Likeness::Doubtful,
            ),
            (
                subject("Karen Holm", "kh@other.example", "20304050"),
                Likeness::Same,
            ),
            (
                subject("Ole Lund", "ole@firm.example", "20304051"),
                Likeness::Other,
            ),
            (Subject::default(), Likeness::Other),
        ] {
            assert_eq!(asked.likeness(&karen), expected, "{asked:?}");
        }
    }

    #[test]
    fn what_is_learnt_is_known_once() {
        let mut known = subject("Karen Holm", "karen@firm.example", "20304050");

        known.learn(&person("KAREN HOLM", "Karen@Firm.example", "20304050"));
        known.learn(&person("Karen Holm Lund", "", ""));

        assert_eq!(known.names, ["Karen Holm", "Karen Holm Lund"]);
        assert_eq!((known.emails.len(), known.phones.len()), (1, 1));
    }
}
