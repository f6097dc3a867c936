//! The page of one stage, and the lines of all of them on the page of the case.

use actix_web::http::StatusCode;
use askama::Template;
use chrono::{DateTime, Utc};
use domain::language::Language;
use domain::stage::{Ask, Field as Asked, StageName, StageState, fields};
use i18n::Texts;

use crate::pages::field::{Choice, Control, Field, Line};
use crate::pages::layout::{Layout, Switch, address};
use crate::pages::problems::Problem;
use crate::pages::site::Site;
use crate::pages::view::{FollowStage, StageView};
use crate::reports::stage_text::choice_key;

/// Answers as they were typed, by field.
pub(super) type Typed = Vec<(&'static str, String)>;

/// What the page says first.
pub(super) enum News {
    /// Nothing was asked for but to look.
    None,
    /// The stage is kept.
    Saved,
    /// It is noted as sent.
    Marked,
    /// It is noted as not sent.
    Unmarked,
    /// Something is wrong with what was typed.
    Problems(Vec<Problem>),
    /// Something is wrong with the day.
    WrongDay {
        /// What.
        message: String,
        /// The day as it was typed.
        typed: String,
    },
}

/// What every form of the page sends along.
pub(super) struct Frame<'a> {
    pub(super) number: &'a str,
    pub(super) access_code: &'a str,
    pub(super) stage: StageName,
    pub(super) key: String,
}

impl Frame<'_> {
    fn hidden(&self) -> Vec<(&'static str, String)> {
        vec![
            ("number", self.number.to_owned()),
            ("access_code", self.access_code.to_owned()),
            ("stage", self.stage.code().to_owned()),
            ("idempotency_key", self.key.clone()),
        ]
    }
}

/// One stage.
#[derive(Template)]
#[template(path = "pages/stage.html")]
pub(in crate::pages) struct StagePage<'a> {
    layout: Layout<'a>,
    view: &'a StageView,
    heading: String,
    name: String,
    line: StageLine,
    hidden: Vec<(&'static str, String)>,
    done: Option<String>,
    problems: Vec<Problem>,
    fields: Vec<Field>,
    sent_on: Field,
}

impl<'a> StagePage<'a> {
    /// The stage with what is known, or with what was typed.
    pub(super) fn new(
        site: &'a Site,
        language: Language,
        view: &'a StageView,
        typed: Option<Typed>,
        news: News,
        key: String,
    ) -> Self {
        let texts = Texts::new(language);
        let stage = view.stage.name;
        let (mut done, mut problems, mut day) = (None, Vec::new(), String::new());
        match news {
            News::None => {}
            News::Saved => done = Some(texts.get("page-stage-saved")),
            News::Marked => done = Some(texts.get("page-stage-marked")),
            News::Unmarked => done = Some(texts.get("page-stage-unmarked")),
            News::Problems(found) => problems = found,
            News::WrongDay { message, typed } => {
                let field = "sent_on".to_owned();
                problems.push(Problem { field, message });
                day = typed;
            }
        }
        let heading = texts.get(&format!("stage-title-{stage}"));
        let known = || {
            let values = view.content.values();
            values.map(|(name, text)| (name, text.to_owned())).collect()
        };
        let frame = Frame {
            number: &view.number,
            access_code: &view.access_code,
            stage,
            key,
        };
        Self {
            layout: layout(site, texts, &heading, &problems),
            view,
            name: texts.get(&format!("stage-{stage}")),
            line: line(&view.stage, texts),
            hidden: frame.hidden(),
            fields: form(texts, stage, &typed.unwrap_or_else(known), &problems),
            sent_on: sent_on(texts, &day, &problems),
            heading,
            done,
            problems,
        }
    }

    fn with_name(&self, key: &str) -> String {
        self.layout.texts().with(key, &[("stage", &self.name)])
    }

    fn sent_at(&self, at: &DateTime<Utc>) -> String {
        let at = self.layout.date_time(at);
        self.layout
            .texts()
            .with("page-stage-mark-sent", &[("at", &at)])
    }
}

/// What was typed and could not be kept, to be sent again.
#[derive(Template)]
#[template(path = "pages/stage_unsaved.html")]
pub(super) struct UnsavedPage<'a> {
    layout: Layout<'a>,
    heading: String,
    why: String,
    hidden: Vec<(&'static str, String)>,
    fields: Vec<Field>,
}

impl<'a> UnsavedPage<'a> {
    pub(super) fn new(
        site: &'a Site,
        language: Language,
        frame: &Frame<'_>,
        typed: &Typed,
        status: StatusCode,
    ) -> Self {
        let texts = Texts::new(language);
        let heading = texts.get(&format!("stage-title-{}", frame.stage));
        let title = texts.with("page-error-title", &[("title", &heading)]);
        let why = if status == StatusCode::TOO_MANY_REQUESTS {
            "page-stage-too-many"
        } else {
            "page-stage-unavailable"
        };
        Self {
            layout: Layout::new(site, texts, title, Switch::None),
            heading,
            why: texts.get(why),
            hidden: frame.hidden(),
            fields: form(texts, frame.stage, typed, &[]),
        }
    }
}

fn layout<'a>(site: &'a Site, texts: Texts, heading: &str, problems: &[Problem]) -> Layout<'a> {
    let title = if problems.is_empty() {
        heading.to_owned()
    } else {
        texts.with("page-error-title", &[("title", &heading)])
    };
    let switch = Switch::Button {
        form: "stage-form",
        action: address(texts.language().other(), "/follow/stage"),
        step: "",
    };
    Layout::new(site, texts, title, switch)
}

/// The questions of a stage with their answers.
fn form(texts: Texts, stage: StageName, typed: &Typed, problems: &[Problem]) -> Vec<Field> {
    let all = fields(stage).iter();
    all.map(|asked| {
        let typed = typed.iter().find(|(name, _)| *name == asked.name);
        let value = typed.map_or("", |(_, text)| text.as_str());
        field(texts, stage, asked, value, problems)
    })
    .collect()
}

fn field(
    texts: Texts,
    stage: StageName,
    asked: &Asked,
    value: &str,
    problems: &[Problem],
) -> Field {
    let name = asked.name;
    let hint = match (name, stage) {
        ("severity", StageName::Final) => "stage-final-severity-hint".to_owned(),
        _ => format!("stage-{name}-hint"),
    };
    let choice = |(at, code): (usize, &&'static str)| Choice {
        id: if at == 0 {
            name.to_owned()
        } else {
            format!("{name}-{code}")
        },
        value: code,
        label: texts.get(&choice_key(name, code)),
        checked: *code == value,
        reveal: None,
    };
    let problem = problems.iter().find(|problem| problem.field == name);
    Field {
        name,
        label: texts.get(&format!("stage-{name}")),
        hint: Some(texts.get(&hint)),
        error: problem.map(|problem| problem.message.clone()),
        optional: !asked.required,
        control: match asked.ask {
            Ask::Choice(codes) => Control::Radios(codes.iter().enumerate().map(choice).collect()),
            Ask::Line { .. } => Control::Line(text_line(value, "text")),
            Ask::Words { .. } => Control::Lines(value.to_owned()),
        },
    }
}

/// On which day it was sent; a browser without date boxes shows a line.
fn sent_on(texts: Texts, value: &str, problems: &[Problem]) -> Field {
    let problem = problems.iter().find(|problem| problem.field == "sent_on");
    Field {
        name: "sent_on",
        label: texts.get("page-stage-sent-on"),
        hint: Some(texts.get("page-stage-sent-on-hint")),
        error: problem.map(|problem| problem.message.clone()),
        optional: true,
        control: Control::Line(text_line(value, "date")),
    }
}

fn text_line(value: &str, input_type: &'static str) -> Line {
    Line {
        value: value.to_owned(),
        input_type,
        autocomplete: "off",
        inputmode: if input_type == "date" {
            "numeric"
        } else {
            "text"
        },
        width: "",
    }
}

/// One stage in a list.
pub(in crate::pages) struct StageLine {
    /// Its code, for the button that opens it.
    pub(in crate::pages) code: &'static str,
    /// Its name.
    pub(in crate::pages) title: String,
    /// Where it stands.
    pub(in crate::pages) state: String,
    /// Whether its time has run out.
    pub(in crate::pages) is_overdue: bool,
    /// When it is due, was written, was sent.
    pub(in crate::pages) facts: Vec<String>,
    /// What the button says.
    pub(in crate::pages) open: String,
}

/// The stages of a case.
pub(in crate::pages) fn lines(stages: &[FollowStage], texts: Texts) -> Vec<StageLine> {
    stages.iter().map(|stage| line(stage, texts)).collect()
}

fn line(stage: &FollowStage, texts: Texts) -> StageLine {
    let time = |key: &str, at: DateTime<Utc>| {
        let at = i18n::date_time_with_zone(texts.language(), at);
        texts.with(key, &[("at", &at)])
    };
    // A clock that has stopped asks for nothing any more.
    let runs = matches!(stage.state, StageState::Running | StageState::Overdue);
    let due = stage.due_at.filter(|_| runs);
    let written = stage.written_at.map(|at| {
        let versions = texts.count("page-stage-versions", "count", stage.versions);
        format!("{} ({versions})", time("page-stage-written", at))
    });
    let facts = [
        due.map(|at| time("page-stage-due", at)),
        written,
        stage.sent_at.map(|at| time("page-stage-sent-at", at)),
    ];
    let name = texts.get(&format!("stage-{}", stage.name));
    StageLine {
        code: stage.name.code(),
        title: texts.get(&format!("stage-title-{}", stage.name)),
        state: texts.get(&format!("stage-state-{}", stage.state)),
        is_overdue: stage.state == StageState::Overdue,
        facts: facts.into_iter().flatten().collect(),
        open: texts.with("page-stage-open", &[("stage", &name)]),
    }
}
