//! The follow page: the two boxes that open a case, and the case as its reporter may see it.

use askama::Template;
use domain::consent::PoliceConsent;
use domain::language::Language;
use i18n::Texts;

use super::answers::Answers;
use super::field::{Control, Field, Fields};
use super::files::FilesBox;
use super::fragments::{DutyLine, duty_lines};
use super::layout::{Layout, Switch, address};
use super::problems::Problem;
use super::site::Site;
use super::stages::{self, StageLine};
use super::timeline::{self, Answer, Line};
use super::view::{FollowReferral, FollowView};

/// The two boxes.
#[derive(Template)]
#[template(path = "pages/follow_form.html")]
pub(super) struct FollowForm<'a> {
    layout: Layout<'a>,
    problems: &'a [Problem],
    fields: Vec<Field>,
}

impl<'a> FollowForm<'a> {
    /// The boxes with what was typed. The code is shown again: typing it twice is the greater harm.
    pub(super) fn new(
        site: &'a Site,
        language: Language,
        typed: (&str, &str),
        problems: &'a [Problem],
    ) -> Self {
        let texts = Texts::new(language);
        let title = texts.get("page-follow-heading");
        let title = if problems.is_empty() {
            title
        } else {
            texts.with("page-error-title", &[("title", &title)])
        };
        let (number, code) = typed;
        let empty = Answers::default();
        let fields = Fields {
            texts,
            answers: &empty,
            problems,
        };
        let switch = Switch::Link(address(language.other(), "/follow"));
        Self {
            layout: Layout::new(site, texts, title, switch),
            problems,
            fields: vec![
                with_value(fields.hinted(fields.line("number")), number),
                with_value(fields.hinted(fields.line("access_code")), code),
            ],
        }
    }
}

fn with_value(mut field: Field, value: &str) -> Field {
    if let Control::Line(line) = &mut field.control {
        value.clone_into(&mut line.value);
    }
    field
}

/// What the page says first: what was just done, or what is wrong.
pub(super) enum News {
    /// Nothing was asked for but to look.
    None,
    /// The message is with us.
    MessageAdded,
    /// The consents are changed.
    ConsentsChanged,
    /// So many files are with us.
    FilesAdded(usize),
    /// Something is wrong with what was typed.
    Problems {
        /// What.
        problems: Vec<Problem>,
        /// The words of the message, so that nothing typed is lost.
        text: String,
    },
}

/// The case.
#[derive(Template)]
#[template(path = "pages/follow.html")]
pub(super) struct FollowPage<'a> {
    layout: Layout<'a>,
    view: &'a FollowView,
    hidden: Vec<(&'static str, String)>,
    done: Option<String>,
    problems: Vec<Problem>,
    lines: Vec<Line>,
    duties: Vec<DutyLine>,
    stages: Vec<StageLine>,
    /// Whether clocks run for the firm.
    counted: bool,
    answer_box: Field,
    message_box: Field,
    consent_fields: Vec<Field>,
    files: FilesBox,
}

impl<'a> FollowPage<'a> {
    /// The case in the page's language. `key` makes sending a message twice the same as once.
    pub(super) fn new(
        site: &'a Site,
        language: Language,
        view: &'a FollowView,
        news: News,
        key: String,
    ) -> Self {
        let texts = Texts::new(language);
        let (done, mut problems, text) = match news {
            News::None => (None, Vec::new(), String::new()),
            News::MessageAdded => (
                Some(texts.get("page-message-added")),
                Vec::new(),
                String::new(),
            ),
            News::ConsentsChanged => (
                Some(texts.get("page-consents-changed")),
                Vec::new(),
                String::new(),
            ),
            News::FilesAdded(files) => (
                Some(texts.count("page-files-added", "count", files)),
                Vec::new(),
                String::new(),
            ),
            News::Problems { problems, text } => (None, problems, text),
        };
        let title = texts.with("page-follow-title", &[("number", &view.number)]);
        let title = if problems.is_empty() {
            title
        } else {
            texts.with("page-error-title", &[("title", &title)])
        };
        let lines = timeline::lines(view, texts);
        let asked = lines.iter().any(|line| line.answer == Answer::Wanted);
        if asked {
            // The summary leads to the box where the words stand.
            for problem in problems.iter_mut().filter(|found| found.field == "text") {
                "answer".clone_into(&mut problem.field);
            }
        }
        let boxes = boxes(texts, &problems, &text, asked);
        Self {
            layout: Layout::new(site, texts, title, switch(language)),
            view,
            hidden: vec![
                ("number", view.number.clone()),
                ("access_code", view.access_code.clone()),
                ("idempotency_key", key),
            ],
            files: FilesBox::new(&view.number, &view.access_code, view.files)
                .with_error(file_error(&problems)),
            done,
            answer_box: boxes.0,
            message_box: boxes.1,
            consent_fields: consent_fields(texts, view, &problems),
            problems,
            lines,
            duties: duty_lines(&view.duties, texts),
            stages: stages::lines(&view.stages, texts),
            counted: view.stages.iter().any(|stage| stage.due_at.is_some()),
        }
    }

    fn state(&self) -> String {
        self.layout.t(&format!("page-state-{}", self.view.state))
    }

    fn kind(&self) -> &'static str {
        self.view.kind.label(self.layout.texts().language())
    }

    fn referral(&self, referral: &FollowReferral) -> String {
        self.layout.t(&format!("page-referral-{}", referral.state))
    }

    fn police_number(&self, number: &str) -> String {
        self.layout
            .texts()
            .with("page-event-police-number", &[("number", &number)])
    }
}

fn file_error(problems: &[Problem]) -> Option<String> {
    let found = problems.iter().find(|problem| problem.field == "file");
    found.map(|problem| problem.message.clone())
}

fn switch(language: Language) -> Switch {
    Switch::Button {
        form: "again",
        action: address(language.other(), "/follow"),
        step: "",
    }
}

/// The box under an open question and the box at the end; what was typed belongs to the first.
fn boxes(texts: Texts, problems: &[Problem], text: &str, asked: bool) -> (Field, Field) {
    let (answer, message) = if asked { (text, "") } else { ("", text) };
    (
        message_box(texts, "answer", problems, answer),
        message_box(texts, "text", problems, message),
    )
}

/// A box for the reporter's words.
fn message_box(texts: Texts, name: &'static str, problems: &[Problem], text: &str) -> Field {
    let label = match name {
        "answer" => "page-answer",
        _ => "page-message",
    };
    let problem = problems.iter().find(|problem| problem.field == name);
    Field {
        name,
        label: texts.get(label),
        hint: Some(texts.get("page-message-hint")),
        error: problem.map(|found| found.message.clone()),
        optional: false,
        control: Control::Lines(text.to_owned()),
    }
}

/// A message that could not be taken, to be sent again.
#[derive(Template)]
#[template(path = "pages/follow_retry.html")]
pub(super) struct RetryPage<'a> {
    layout: Layout<'a>,
    hidden: Vec<(&'static str, String)>,
    message_box: Field,
}

impl<'a> RetryPage<'a> {
    /// The message under the same key, with what opens the case.
    pub(super) fn new(
        site: &'a Site,
        language: Language,
        hidden: Vec<(&'static str, String)>,
        text: &str,
    ) -> Self {
        let texts = Texts::new(language);
        let title = texts.get("page-follow-add");
        let title = texts.with("page-error-title", &[("title", &title)]);
        Self {
            layout: Layout::new(site, texts, title, Switch::None),
            hidden,
            message_box: message_box(texts, "text", &[], text),
        }
    }
}

fn consent_fields(texts: Texts, view: &FollowView, problems: &[Problem]) -> Vec<Field> {
    let police = match view.consents.police_referral {
        PoliceConsent::Yes => "yes",
        PoliceConsent::No => "no",
        PoliceConsent::CallFirst => "call_first",
    };
    let share = if view.consents.share_anonymised {
        "yes"
    } else {
        "no"
    };
    let answers = Answers::from_pairs([("police", police), ("share", share)]);
    let fields = Fields {
        texts,
        answers: &answers,
        problems,
    };
    vec![
        fields.hinted(fields.radios("police")),
        fields.hinted(fields.radios("share")),
    ]
}
