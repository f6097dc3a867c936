//! The five steps of the form, and which fields stand on which.

use domain::kind::Kind;

use super::details;

/// One page of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    /// What has happened.
    What,
    /// How bad, since when, in own words.
    Harm,
    /// Who reports.
    Who,
    /// What is allowed.
    Consents,
    /// All answers to check.
    Check,
}

impl Step {
    /// Every step in order.
    pub(super) const ALL: [Self; 5] = [
        Self::What,
        Self::Harm,
        Self::Who,
        Self::Consents,
        Self::Check,
    ];

    /// The step with this number in an address or a field.
    pub(super) fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// Its number as text.
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::What => "1",
            Self::Harm => "2",
            Self::Who => "3",
            Self::Consents => "4",
            Self::Check => "5",
        }
    }

    /// The step after this one; the last stays.
    pub(super) const fn next(self) -> Self {
        match self {
            Self::What => Self::Harm,
            Self::Harm => Self::Who,
            Self::Who => Self::Consents,
            Self::Consents | Self::Check => Self::Check,
        }
    }

    /// The step before this one, if any.
    pub(super) const fn previous(self) -> Option<Self> {
        match self {
            Self::What => None,
            Self::Harm => Some(Self::What),
            Self::Who => Some(Self::Harm),
            Self::Consents => Some(Self::Who),
            Self::Check => Some(Self::Consents),
        }
    }

    /// The names of the fields on this page, in their order there.
    pub(super) fn fields(self, kind: Option<Kind>) -> Vec<&'static str> {
        match self {
            Self::What => vec!["kind", "site_state", "hole", "ongoing"],
            Self::Harm => {
                let mut fields = vec![
                    "impact",
                    "when",
                    "when_day",
                    "when_month",
                    "when_year",
                    "description",
                ];
                let asked = details::of(kind).iter().map(|detail| detail.key);
                fields.extend(asked.filter(|key| !details::belongs_to_kind(key)));
                fields.push(details::NEED.key);
                fields
            }
            Self::Who => vec![
                "organisation",
                "name",
                "phone",
                "email",
                "size_class",
                "postcode",
                "anonymous",
                "behalf",
                "supplier",
                "mandate",
                "firm_name",
                "firm_phone",
                "supplier_suspected",
            ],
            Self::Consents => vec!["police", "share"],
            Self::Check => Vec::new(),
        }
    }

    /// The step that asks for a field.
    pub(super) fn of(field: &str) -> Self {
        match field {
            "kind" | "ongoing" | "site_state" | "hole" => Self::What,
            "organisation" | "size_class" | "postcode" | "name" | "phone" | "email"
            | "anonymous" | "behalf" | "supplier" | "mandate" | "firm_name" | "firm_phone"
            | "supplier_suspected" => Self::Who,
            "police" | "share" => Self::Consents,
            _ => Self::Harm,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Step;
    use domain::kind::Kind;

    #[test]
    fn every_field_belongs_to_the_step_that_shows_it() {
        for step in Step::ALL {
            for &kind in Kind::ALL {
                for field in step.fields(Some(kind)) {
                    assert_eq!(Step::of(field), step, "{field}");
                }
            }
        }
    }

    #[test]
    fn steps_read_back_from_their_number() {
        for step in Step::ALL {
            assert_eq!(Step::from_code(step.code()), Some(step));
        }
        assert_eq!(Step::from_code("6"), None);
    }
}
