//! Persons named in a report: taken out of it before it is kept, and put back for those who may see.

use serde::{Deserialize, Serialize};

use super::{FirmContact, Report};
use crate::contact::{Email, Phone};

coded_enum! {
    /// As what a report names a person.
    pub enum Part {
        /// Who reports.
        Reporter = "reporter",
        /// Who to call at the firm, when somebody reports for it.
        FirmContact = "firm_contact",
    }
}

/// Who somebody is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// Phone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
}

impl Person {
    fn is_nobody(&self) -> bool {
        *self == Self::default()
    }
}

impl Report {
    /// The report without the persons it names, and those persons.
    #[must_use]
    pub fn without_persons(&self) -> (Self, Vec<(Part, Person)>) {
        let mut bare = self.clone();
        let reporter = Person {
            name: bare.reporter.name.take(),
            email: bare.reporter.email.take(),
            phone: bare.reporter.phone.take(),
        };
        let contact = bare
            .on_behalf
            .as_mut()
            .and_then(|on_behalf| on_behalf.firm_contact.take())
            .map(|contact| Person {
                name: contact.name,
                email: None,
                phone: contact.phone,
            });
        let persons = [
            Some((Part::Reporter, reporter)),
            contact.map(|person| (Part::FirmContact, person)),
        ];
        let named = persons
            .into_iter()
            .flatten()
            .filter(|(_, person)| !person.is_nobody())
            .collect();
        (bare, named)
    }

    /// Puts a person back.
    pub fn put_person(&mut self, part: Part, person: Person) {
        match part {
            Part::Reporter => {
                self.reporter.name = person.name;
                self.reporter.email = person.email;
                self.reporter.phone = person.phone;
            }
            Part::FirmContact => {
                if let Some(on_behalf) = &mut self.on_behalf {
                    on_behalf.firm_contact = Some(FirmContact {
                        name: person.name,
                        phone: person.phone,
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Part;
    use crate::language::Language;
    use crate::report::parse;
    use serde_json::json;

    #[test]
    fn a_report_without_its_persons_names_nobody_and_gets_them_back() {
        let body = json!({
            "kind": "ransomware", "ongoing": "yes", "impact": "all_down",
            "description": "Alle filer er låst.",
            "organisation": {"name": "Bageriet"},
            "reporter": {"name": "Karen Holm", "email": "karen@firm.example", "phone": "20304050"},
            "on_behalf": {"supplier": "Acme IT", "mandate": "contract",
                "supplier_suspected": false,
                "firm_contact": {"name": "Ole Lund", "phone": "20304051"}},
            "consents": {"police_referral": "yes", "share_anonymised": true}
        });
        let now = "2026-11-24T12:00:00Z".parse().unwrap();
        let report = parse(&body, Language::Da, now).unwrap();

        let (mut bare, persons) = report.without_persons();

        let kept = serde_json::to_string(&bare).unwrap();
        for secret in ["Karen", "karen@", "20304050", "Ole Lund", "20304051"] {
            assert!(!kept.contains(secret), "{secret}");
        }
        assert_eq!(
            persons.iter().map(|(part, _)| *part).collect::<Vec<_>>(),
            [Part::Reporter, Part::FirmContact]
        );
        for (part, person) in persons {
            bare.put_person(part, person);
        }
        assert_eq!(bare, report);
    }
}
