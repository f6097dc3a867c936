//! The list of all answers, each with a button to change it, before anything is sent.

use askama::Template;
use chrono::{DateTime, Utc};
use domain::kind::Kind;
use domain::language::Language;
use domain::report::{Precision, parse};
use i18n::Texts;

use super::answers::{FIRM, REPORTER};
use super::aware::aware;
use super::desk::Gate;
use super::details::{Ask, Detail};
use super::draft::{Draft, Note};
use super::field::choice_key;
use super::fragments::{Sentence, urgent};
use super::layout::{Layout, Switch};
use super::site::Site;
use super::step::Step;
use super::step_page::{shown, step_text, switch, title};

/// Why the last attempt to send did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The service cannot take it at the moment.
    Unavailable,
    /// Too many reports came from the same address.
    TooMany,
    /// Something broke on our side.
    Broken,
    /// This report has been sent already, with other words.
    AlreadySent,
    /// The draft was changed in another tab, and these answers have not been seen.
    Changed,
    /// In a flood, before its turn.
    Wait,
}

/// Characters of an answer that are shown at once.
const LONG: usize = 80;

/// The page before sending.
#[derive(Template)]
#[template(path = "pages/check.html")]
pub(super) struct CheckPage<'a> {
    layout: Layout<'a>,
    step: Step,
    hidden: Vec<(&'static str, String)>,
    rows: Vec<Row>,
    warnings: Vec<String>,
    /// The bank has not been called yet: said once more.
    bank: Vec<Sentence>,
    trouble: Option<Trouble>,
    note: Note,
    /// What the form must bring in a flood.
    gate: Option<Gate>,
}

/// One answer.
struct Row {
    step: Step,
    anchor: &'static str,
    question: String,
    answer: String,
}

impl<'a> CheckPage<'a> {
    /// The answers of a draft that follows every rule.
    pub(super) fn new(
        site: &'a Site,
        language: Language,
        draft: &Draft,
        now: DateTime<Utc>,
        trouble: Option<Trouble>,
    ) -> Self {
        let texts = Texts::new(language);
        let answers = &draft.answers;
        let is_bec = answers.kind() == Some(Kind::Bec);
        let report = parse(&answers.to_report(language, now), language, now);
        let title = title(texts, Step::Check, trouble.is_some());
        Self {
            layout: Layout::new(site, texts, title, switch(language, Step::Check)).calling(answers),
            note: draft.note,
            step: Step::Check,
            hidden: draft.hidden(&shown(Step::Check, None)),
            rows: Rows { draft, texts, now }.all(),
            warnings: report
                .map(|report| report.warnings())
                .unwrap_or_default()
                .into_iter()
                .map(|warning| i18n::warning(texts, warning))
                .collect(),
            bank: if is_bec && answers.get("bank_called") == "no" {
                urgent(texts, Some(Kind::Bec), &site.contacts)
            } else {
                Vec::new()
            },
            trouble,
            gate: None,
        }
    }

    /// The page in a flood: a puzzle for the browser, or a turn to wait for.
    pub(super) fn behind(mut self, gate: Option<Gate>) -> Self {
        if gate.is_some() {
            self.hidden.retain(|(name, _)| *name != "turn");
        }
        self.gate = gate;
        self
    }

    fn waits(&self, key: &str) -> String {
        let seconds = self.gate.as_ref().map_or(0, |gate| gate.seconds);
        self.layout.texts().with(key, &[("seconds", &seconds)])
    }

    fn step_text(&self) -> String {
        step_text(self.layout.texts(), self.step)
    }

    /// What went wrong on sending, if anything: a heading and what to do.
    fn trouble_texts(&self) -> Option<(String, String)> {
        let (heading, text) = match self.trouble? {
            Trouble::Unavailable => ("page-unavailable", "page-unavailable-text"),
            Trouble::TooMany => ("page-too-many", "page-too-many-text"),
            Trouble::Broken => ("page-broken", "page-broken-text"),
            Trouble::AlreadySent => ("page-already-sent", "page-already-sent-text"),
            Trouble::Changed => ("page-changed", "page-changed-text"),
            Trouble::Wait => {
                return Some((self.layout.t("page-wait"), self.waits("page-wait-text")));
            }
        };
        Some((self.layout.t(heading), self.layout.t(text)))
    }
}

impl Row {
    /// How a long answer begins: the whole of it would push the button off a phone's screen.
    fn start(&self) -> Option<&str> {
        let (cut, _) = self.answer.char_indices().nth(LONG)?;
        let (begin, _) = self.answer.split_at_checked(cut)?;
        Some(
            begin
                .rsplit_once(char::is_whitespace)
                .map_or(begin, |(words, _)| words),
        )
    }
}

/// Makes the rows in the order of the pages.
struct Rows<'d> {
    draft: &'d Draft,
    texts: Texts,
    now: DateTime<Utc>,
}

impl Rows<'_> {
    fn all(&self) -> Vec<Row> {
        let answers = &self.draft.answers;
        let text = |field| answers.get(field).to_owned();
        let mut rows = vec![
            self.row("kind", self.kind()),
            self.row("ongoing", self.choice("ongoing")),
            self.row("impact", self.choice("impact")),
            self.row("when", self.when()),
            self.row("description", text("description")),
        ];
        let details = answers.asked().map(|detail| {
            let answer = self.detail(detail);
            self.row(detail.key, answer)
        });
        rows.extend(details.filter(|row| !row.answer.is_empty()));
        let named: &[&str] = if answers.says("anonymous") {
            &[]
        } else {
            &REPORTER
        };
        let who = ["organisation"].iter().chain(&FIRM).chain(named);
        let who = who.map(|&field| match field {
            "size_class" => self.row(field, self.choice(field)),
            field => self.row(field, text(field)),
        });
        rows.extend(who.filter(|row| !row.answer.is_empty()));
        rows.extend(self.otherwise());
        rows.push(self.row("police", self.choice("police")));
        rows.push(self.row("share", self.choice("share")));
        rows
    }

    /// The boxes about who reports, and for whom.
    fn otherwise(&self) -> Vec<Row> {
        let answers = &self.draft.answers;
        let ticked = |field| self.row(field, self.choice(field));
        let mut rows = vec![ticked("anonymous")];
        if answers.says("behalf") {
            rows.push(ticked("behalf"));
            rows.push(self.row("supplier", answers.get("supplier").to_owned()));
            rows.push(ticked("mandate"));
            rows.push(self.row("firm_name", answers.get("firm_name").to_owned()));
            rows.push(self.row("firm_phone", answers.get("firm_phone").to_owned()));
        }
        rows.push(ticked("supplier_suspected"));
        rows.retain(|row| !row.answer.is_empty());
        rows
    }

    fn row(&self, field: &'static str, answer: String) -> Row {
        let question = match field {
            // One word is enough beside an answer that was just given.
            "kind" | "ongoing" | "impact" | "when" | "description" | "organisation" | "name"
            | "police" | "share" => format!("page-row-{field}"),
            // The questions under the kind read as one with it.
            "hole" => "page-hole-row".to_owned(),
            field => format!("page-{field}"),
        };
        Row {
            step: Step::of(field),
            anchor: field,
            question: self.texts.get(&question),
            answer,
        }
    }

    fn kind(&self) -> String {
        let key = match self.draft.answers.kind() {
            Some(Kind::Ddos) => "page-kind-defacement".to_owned(),
            Some(Kind::Vulnerability) | None => "page-kind-other".to_owned(),
            Some(kind) => format!("page-kind-{kind}"),
        };
        self.texts.get(&key)
    }

    fn choice(&self, field: &'static str) -> String {
        match self.draft.answers.get(field) {
            "" => String::new(),
            value => self.texts.get(&choice_key(field, value)),
        }
    }

    fn detail(&self, detail: Detail) -> String {
        let answer = self.draft.answers.detail(detail);
        match detail.ask {
            Ask::Choice(_) if answer.is_empty() => String::new(),
            Ask::Choice(_) => self.texts.get(&choice_key(detail.key, answer)),
            Ask::Number | Ask::Line | Ask::Lines => answer.to_owned(),
        }
    }

    fn when(&self) -> String {
        let language = self.texts.language();
        let Some((at, precision)) = aware(&self.draft.answers, self.now) else {
            return String::new();
        };
        match (at.parse(), precision) {
            (Ok(at), Precision::Day) => i18n::day(language, at),
            (Ok(at), Precision::Hour | Precision::Minute) => i18n::date_time(language, at),
            (Err(_), _) => String::new(),
        }
    }
}
