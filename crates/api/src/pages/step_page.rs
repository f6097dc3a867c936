//! The four pages with questions, and the page that lists all answers before they are sent.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::kind::Kind;
use domain::language::Language;
use i18n::Texts;

use super::answers::FIRM;
use super::aware::another_day;
use super::desk::Wave;
use super::draft::{Draft, Note};
use super::field::{Choice, Control, Field, Fields};
use super::fragments::{Advice, Banner, Sentence, police_route, urgent};
use super::layout::{Layout, Switch, address};
use super::problems::Problem;
use super::site::Site;
use super::step::Step;

/// A page with questions.
#[derive(Template)]
#[template(path = "pages/step.html")]
pub(super) struct StepPage<'a> {
    layout: Layout<'a>,
    step: Step,
    hidden: Vec<(&'static str, String)>,
    problems: &'a [Problem],
    fields: Vec<Field>,
    /// What need not be read to go on: closed until somebody opens it, or has answered something there.
    more: Option<More>,
    wave: Option<Banner>,
    advice: Vec<Advice>,
    urgent: Vec<Sentence>,
    police_route: Option<String>,
    /// People's data got out: the 72 hours are said where the number of people is asked.
    is_leak: bool,
    note: Note,
}

/// Questions that few have to answer.
struct More {
    summary: String,
    is_open: bool,
    fields: Vec<Field>,
}

impl<'a> StepPage<'a> {
    /// The page of one step.
    pub(super) fn new(
        site: &'a Site,
        language: Language,
        draft: &Draft,
        (step, problems): (Step, &'a [Problem]),
        now: DateTime<Utc>,
    ) -> Self {
        let texts = Texts::new(language);
        let answers = &draft.answers;
        let kind = answers.kind();
        let on_harm = kind.filter(|_| step == Step::Harm);
        let fields = Fields {
            texts,
            answers,
            problems,
        };
        let still_happening = on_harm.is_some() && answers.get("ongoing") == "yes";
        Self {
            layout: Layout::new(
                site,
                texts,
                title(texts, step, !problems.is_empty()),
                switch(language, step),
            )
            .calling(answers),
            note: draft.note,
            step,
            hidden: draft.hidden(&shown(step, kind)),
            problems,
            fields: asked(&fields, step, now),
            more: more(&fields, step),
            wave: None,
            advice: on_harm.map_or_else(Vec::new, |kind| {
                Advice::for_step(kind, answers.get("site_state"), language)
            }),
            urgent: if still_happening {
                urgent(texts, kind, &site.contacts)
            } else {
                Vec::new()
            },
            is_leak: on_harm == Some(Kind::DataBreach),
            police_route: kind
                .filter(|_| step == Step::Consents)
                .and_then(|kind| police_route(kind, texts)),
        }
    }

    /// In a wave of reports: says what to do about it, and asks only for what triage needs.
    pub(super) fn in_wave(mut self, wave: Option<Wave>) -> Self {
        let Some(wave) = wave else {
            return self;
        };
        match self.step {
            Step::What => self.wave = Some(Banner::new(self.layout.texts(), wave)),
            Step::Harm => self.more = self.more.filter(|more| more.is_open),
            Step::Who | Step::Consents | Step::Check => {}
        }
        self
    }

    /// Asks for size and place of the firm too, among what need not be read.
    pub(super) fn asking_about_firm(mut self, draft: &Draft) -> Self {
        let fields = Fields {
            texts: self.layout.texts(),
            answers: &draft.answers,
            problems: self.problems,
        };
        let asked = [fields.radios("size_class"), fields.line("postcode")];
        let asked = asked.map(|field| Field {
            optional: true,
            ..fields.hinted(field)
        });
        if let Some(more) = &mut self.more {
            more.summary = fields.texts.get("page-more-firm");
            more.is_open |= asked.iter().any(Field::is_touched);
            more.fields.splice(..0, asked);
        }
        self.hidden.retain(|(name, _)| !FIRM.contains(name));
        self
    }

    fn heading(&self) -> String {
        self.layout.t(&format!("page-step-{}", self.step.code()))
    }

    fn step_text(&self) -> String {
        step_text(self.layout.texts(), self.step)
    }
}

/// The browser's title: the problem first, so that it is read first.
pub(super) fn title(texts: Texts, step: Step, has_problems: bool) -> String {
    let heading = texts.get(&format!("page-step-{}", step.code()));
    let title = format!("{heading} ({})", step_text(texts, step));
    if has_problems {
        texts.with("page-error-title", &[("title", &title)])
    } else {
        title
    }
}

/// The fields that the page shows itself: those of its step, and whom to call.
pub(super) fn shown(step: Step, kind: Option<Kind>) -> Vec<&'static str> {
    let mut fields = step.fields(kind);
    // Where they are not asked, answers to them travel along.
    fields.retain(|field| !FIRM.contains(field));
    fields.extend(["call_name", "call_phone"]);
    if step == Step::Who {
        fields.push("homepage");
    }
    fields
}

/// "Trin 2 af 5".
pub(super) fn step_text(texts: Texts, step: Step) -> String {
    texts.with(
        "page-step-of",
        &[("step", &step.code()), ("steps", &Step::ALL.len())],
    )
}

/// The button that shows the same step in the other language.
pub(super) fn switch(language: Language, step: Step) -> Switch {
    let path = match step {
        Step::Check => "/report/check",
        Step::What | Step::Harm | Step::Who | Step::Consents => "/report/edit",
    };
    Switch::Button {
        form: "answers",
        action: address(language.other(), path),
        step: step.code(),
    }
}

fn asked(fields: &Fields<'_>, step: Step, now: DateTime<Utc>) -> Vec<Field> {
    match step {
        Step::What => vec![kinds(fields), fields.radios("ongoing")],
        Step::Harm => vec![
            fields.radios("impact"),
            when(fields, now),
            fields.hinted(fields.lines("description")),
        ],
        Step::Who => who(fields),
        Step::Consents => vec![
            fields.hinted(fields.radios("police")),
            fields.hinted(fields.radios("share")),
        ],
        Step::Check => Vec::new(),
    }
}

/// The optional questions, and the boxes for whoever reports otherwise.
fn more(fields: &Fields<'_>, step: Step) -> Option<More> {
    let (summary, inside) = match step {
        Step::Harm => ("page-more-questions", fields.details()),
        Step::Who => ("page-more-who", otherwise(fields)),
        Step::What | Step::Consents | Step::Check => return None,
    };
    Some(More {
        summary: fields.texts.get(summary),
        is_open: inside.iter().any(Field::is_touched),
        fields: inside,
    })
}

/// The eight choices; a kind that is not among them belongs to the one that stands for it.
fn kinds(fields: &Fields<'_>) -> Field {
    let mut field = fields.radios("kind");
    let shown = match fields.answers.kind() {
        Some(Kind::Ddos) => "defacement",
        Some(Kind::Vulnerability) => "other",
        Some(kind) => kind.code(),
        None => "",
    };
    if let Control::Radios(choices) = &mut field.control {
        for choice in choices {
            choice.checked = choice.value == shown;
            choice.reveal = match choice.value {
                "defacement" => Some(fields.under_choice("site_state")),
                "other" => Some(fields.under_choice("hole")),
                _ => None,
            };
        }
    }
    field
}

/// The firm, name and contact.
fn who(fields: &Fields<'_>) -> Vec<Field> {
    vec![
        fields.line("organisation"),
        fields.line("name"),
        fields.hinted(fields.group("contact", vec![fields.line("phone"), fields.line("email")])),
    ]
}

/// Three boxes for whoever reports otherwise.
fn otherwise(fields: &Fields<'_>) -> Vec<Field> {
    let optional = |field: Field| Field {
        optional: true,
        ..field
    };
    let supplier = [
        fields.hinted(fields.line("supplier")),
        fields.radios("mandate"),
        fields.hinted(fields.line("firm_name")),
        fields.line("firm_phone"),
    ];
    vec![
        fields.hinted(fields.tick("anonymous", Vec::new())),
        fields.hinted(fields.tick("behalf", supplier.into_iter().map(optional).collect())),
        fields.tick("supplier_suspected", Vec::new()),
    ]
}

/// Today, yesterday, or earlier with three boxes for the date.
fn when(fields: &Fields<'_>, now: DateTime<Utc>) -> Field {
    // A problem of the date is told once, at all three boxes.
    let boxes = ["when_day", "when_month", "when_year"].map(|name| Field {
        error: None,
        ..fields.line(name)
    });
    let mut date = fields.hinted(fields.group("when_date", boxes.into()));
    let problem = fields.problems.iter().find(|p| p.field == "when_day");
    date.error = problem.map(|problem| problem.message.clone());
    let mut field = fields.radios("when");
    if let Control::Radios(choices) = &mut field.control {
        let earlier = choices.iter_mut().find(|choice| choice.value == "earlier");
        if let Some(Choice { reveal, .. }) = earlier {
            *reveal = Some(Box::new(date));
        }
        // Taken up on another day, "today" names the day that it meant, and still means.
        if let Some(day) = another_day(fields.answers, now)
            && let Some(chosen) = choices.iter_mut().find(|choice| choice.checked)
        {
            let day = i18n::day(fields.texts.language(), day);
            chosen.label = format!("{} ({day})", chosen.label);
        }
    }
    field
}
