//! The fields of a page, ready to be shown: label, hint, message, value. Templates only lay them out.

use domain::organisation::SizeClass;
use i18n::Texts;

use super::answers::Answers;
use super::details::{self, Ask, Detail};
use super::problems::Problem;

/// One question.
pub(super) struct Field {
    /// The field's name; also its id, or the id of its first choice.
    pub(super) name: &'static str,
    /// The question.
    pub(super) label: String,
    /// Help under the question.
    pub(super) hint: Option<String>,
    /// What is wrong and what to do.
    pub(super) error: Option<String>,
    /// Whether it may stay empty.
    pub(super) optional: bool,
    /// How it is answered.
    pub(super) control: Control,
}

/// The way to answer.
pub(super) enum Control {
    /// One of several.
    Radios(Vec<Choice>),
    /// A line of text.
    Line(Line),
    /// Several lines.
    Lines(String),
    /// Fields that belong together.
    Group(Vec<Field>),
    /// A box to tick.
    Tick(Tick),
}

/// A box to tick.
pub(super) struct Tick {
    /// Whether it is ticked. None is beforehand.
    pub(super) checked: bool,
    /// What shows when it is ticked.
    pub(super) reveal: Vec<Field>,
}

/// A line of text.
pub(super) struct Line {
    /// What was typed.
    pub(super) value: String,
    /// `type` of the input.
    pub(super) input_type: &'static str,
    /// `autocomplete` of the input.
    pub(super) autocomplete: &'static str,
    /// `inputmode` of the input.
    pub(super) inputmode: &'static str,
    /// Class for its width.
    pub(super) width: &'static str,
}

/// One choice.
pub(super) struct Choice {
    /// Its id: the first carries the field's name, for the link from the summary.
    pub(super) id: String,
    /// What is sent.
    pub(super) value: &'static str,
    /// What it says.
    pub(super) label: String,
    /// Whether it is chosen. Nothing is chosen beforehand.
    pub(super) checked: bool,
    /// What shows when it is chosen: fields in one fieldset.
    pub(super) reveal: Option<Box<Field>>,
}

impl Field {
    /// Whether anything is answered or wrong here.
    pub(super) fn is_touched(&self) -> bool {
        let is_answered = match &self.control {
            Control::Radios(choices) => choices.iter().any(|choice| choice.checked),
            Control::Line(line) => !line.value.is_empty(),
            Control::Lines(value) => !value.is_empty(),
            Control::Group(fields) => fields.iter().any(Self::is_touched),
            Control::Tick(tick) => tick.checked || tick.reveal.iter().any(Self::is_touched),
        };
        is_answered || self.error.is_some()
    }

    /// The ids of hint and message, for `aria-describedby`.
    pub(super) fn described_by(&self) -> String {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.name));
        let error = self.error.as_ref().map(|_| format!("{}-error", self.name));
        hint.into_iter().chain(error).collect::<Vec<_>>().join(" ")
    }
}

/// Makes the fields of a page from texts, answers and problems.
pub(super) struct Fields<'a> {
    /// Texts of the page's language.
    pub(super) texts: Texts,
    /// Answers so far.
    pub(super) answers: &'a Answers,
    /// What is wrong with them.
    pub(super) problems: &'a [Problem],
}

impl Fields<'_> {
    /// A question with a hint.
    pub(super) fn hinted(&self, field: Field) -> Field {
        let hint = self.texts.get(&format!("page-{}-hint", field.name));
        Field {
            hint: Some(hint),
            ..field
        }
    }

    /// One of what the field offers.
    pub(super) fn radios(&self, name: &'static str) -> Field {
        let chosen = self.answers.get(name);
        let choices = choices_of(name)
            .iter()
            .enumerate()
            .map(|(at, value)| Choice {
                id: if at == 0 {
                    name.to_owned()
                } else {
                    format!("{name}-{value}")
                },
                value,
                label: self.texts.get(&choice_key(name, value)),
                checked: *value == chosen,
                reveal: None,
            });
        let control = Control::Radios(choices.collect());
        self.field(name, control)
    }

    /// A line of text.
    pub(super) fn line(&self, name: &'static str) -> Field {
        let (input_type, autocomplete, inputmode, width) = match name {
            "name" | "call_name" => ("text", "name", "text", ""),
            "organisation" => ("text", "organization", "text", ""),
            "firm_phone" => ("tel", "off", "tel", ""),
            "phone" | "call_phone" => ("tel", "tel", "tel", ""),
            "email" => ("email", "email", "email", ""),
            "postcode" => ("text", "postal-code", "numeric", "year"),
            "when_year" => ("text", "off", "numeric", "year"),
            "when_day" | "when_month" => ("text", "off", "numeric", ""),
            "number" | "access_code" | "draft_code" => ("text", "off", "text", "code-input"),
            _ => ("text", "off", "text", ""),
        };
        let control = Control::Line(Line {
            value: self.answers.typed(name).to_owned(),
            input_type,
            autocomplete,
            inputmode,
            width,
        });
        self.field(name, control)
    }

    /// Several lines of text.
    pub(super) fn lines(&self, name: &'static str) -> Field {
        self.field(name, Control::Lines(self.answers.typed(name).to_owned()))
    }

    /// Fields that belong together under one heading.
    pub(super) fn group(&self, name: &'static str, fields: Vec<Field>) -> Field {
        self.field(name, Control::Group(fields))
    }

    /// A box to tick, and what shows when it is.
    pub(super) fn tick(&self, name: &'static str, reveal: Vec<Field>) -> Field {
        let checked = self.answers.says(name);
        self.field(name, Control::Tick(Tick { checked, reveal }))
    }

    /// The optional questions of the chosen kind, and what the reporter needs.
    pub(super) fn details(&self) -> Vec<Field> {
        self.answers
            .asked()
            .filter(|detail| {
                !details::belongs_to_kind(detail.key) && detail.key != "transferred_at"
            })
            .map(|detail| match detail.key {
                "amount_dkk" => self.payment(detail),
                _ => self.detail(detail),
            })
            .collect()
    }

    /// "How much, and when?" is one question with two boxes.
    fn payment(&self, amount: Detail) -> Field {
        let boxes = vec![numeric(self.line(amount.key)), self.line("transferred_at")];
        Field {
            optional: true,
            ..self.group("payment", boxes)
        }
    }

    /// An optional question that stands right under its choice.
    pub(super) fn under_choice(&self, key: &'static str) -> Box<Field> {
        Box::new(Field {
            optional: true,
            ..self.radios(key)
        })
    }

    fn detail(&self, detail: Detail) -> Field {
        let field = match detail.ask {
            Ask::Choice(_) => self.radios(detail.key),
            Ask::Line => self.line(detail.key),
            Ask::Number => numeric(self.line(detail.key)),
            Ask::Lines => self.lines(detail.key),
        };
        Field {
            optional: true,
            ..field
        }
    }

    fn field(&self, name: &'static str, control: Control) -> Field {
        let error = self.problems.iter().find(|problem| problem.field == name);
        Field {
            name,
            label: self.texts.get(&format!("page-{name}")),
            hint: None,
            error: error.map(|problem| problem.message.clone()),
            optional: false,
            control,
        }
    }
}

/// Digits come up first on a phone; "ca. 40.000" is welcome all the same.
fn numeric(mut field: Field) -> Field {
    if let Control::Line(line) = &mut field.control {
        line.inputmode = "numeric";
    }
    field
}

/// What a field offers; nothing when it takes words.
pub(super) fn choices_of(name: &str) -> &'static [&'static str] {
    match name {
        "kind" => &[
            "ransomware",
            "bec",
            "account-takeover",
            "phishing",
            "defacement",
            "data-breach",
            "malware",
            "other",
        ],
        "ongoing" => &["yes", "no", "unknown"],
        "impact" => &["all_down", "partly_down", "normal", "unknown"],
        "when" => &["today", "yesterday", "earlier"],
        "size_class" => SizeClass::CODES,
        "mandate" => &["contract", "request", "none"],
        "anonymous" | "behalf" | "supplier_suspected" => &["yes"],
        "police" => &["yes", "no", "call_first"],
        "share" => &["yes", "no"],
        name => details::all()
            .find_map(|detail| match detail.ask {
                Ask::Choice(choices) if detail.key == name => Some(choices),
                Ask::Choice(_) | Ask::Number | Ask::Line | Ask::Lines => None,
            })
            .unwrap_or(&[]),
    }
}

/// The text of a choice: yes, no and "I do not know" are the same everywhere.
pub(super) fn choice_key(name: &str, value: &str) -> String {
    match (name, value) {
        (
            "kind" | "impact" | "when" | "police" | "site_state" | "hole" | "need" | "mandate",
            value,
        ) => {
            format!("page-{name}-{value}")
        }
        // A plus is no letter of a text's name.
        ("size_class", value) => format!("page-size_class-{}", value.trim_end_matches('+')),
        (_, value) => format!("page-{value}"),
    }
}
