//! A stage as plain text, for the authorities' own form. That form is no program's to fill in
//! (`reference/data/nis2/deadlines.json` names it): the headings are those of the law, in its order.

use std::fmt::Write as _;

use domain::stage::{Ask, Field, StageName, fields};
use i18n::Texts;
use triage_queue::reporter::OwnView;

use super::stage_view::draft;

/// The text in the language of `texts`. What nobody has answered yet says so.
pub(crate) fn text(view: &OwnView, name: StageName, texts: Texts) -> String {
    let mut out = format!("{} (NIS 2)\n", texts.get(&format!("stage-title-{name}")));
    let stage = view.stages.iter().find(|stage| stage.name == name);
    let sent_at = stage.and_then(|stage| stage.sent_at);
    if sent_at.is_none() {
        let _ = writeln!(out, "{}", texts.get("stage-text-not-sent"));
    }
    out.push('\n');
    let time = |at| i18n::date_time_with_zone(texts.language(), at);
    let (report, due_at) = (&view.report, stage.and_then(|stage| stage.due_at));
    let reporter = &report.reporter;
    let facts = [
        ("number", Some(view.number.to_string())),
        ("organisation", report.organisation.name.clone()),
        (
            "cvr",
            text_of(
                report
                    .organisation
                    .cvr
                    .as_ref()
                    .map(domain::cvr::Cvr::as_str),
            ),
        ),
        ("contact", reporter.name.clone()),
        (
            "email",
            text_of(reporter.email.as_ref().map(domain::contact::Email::as_str)),
        ),
        (
            "phone",
            text_of(reporter.phone.as_ref().map(domain::contact::Phone::as_str)),
        ),
        ("aware", Some(time(report.aware_or(view.received_at)))),
        ("kind", text_of(Some(report.kind.label(texts.language())))),
        ("due", due_at.map(time)),
        ("sent", sent_at.map(time)),
    ];
    for (label, value) in facts {
        if let Some(value) = value {
            let label = texts.get(&format!("stage-text-{label}"));
            let _ = writeln!(out, "{label}: {value}");
        }
    }
    let content = draft(report, &view.stages, name);
    for field in fields(name) {
        let said = content
            .get(field.name)
            .map(|said| answer(texts, field, said));
        if said.is_none() && !field.required {
            continue;
        }
        let said = said.unwrap_or_else(|| texts.get("stage-text-empty"));
        let _ = write!(
            out,
            "\n{}\n{said}\n",
            texts.get(&format!("stage-{}", field.name))
        );
    }
    // An early warning tells no story of its own.
    if name == StageName::EarlyWarning {
        let heading = texts.get("stage-text-reported");
        let _ = write!(out, "\n{heading}\n{}\n", report.description);
    }
    out
}

/// Whether everything is answered that the stage must say.
pub(crate) fn is_complete(view: &OwnView, name: StageName) -> bool {
    let content = draft(&view.report, &view.stages, name);
    let mut required = fields(name).iter().filter(|field| field.required);
    required.all(|field| content.get(field.name).is_some())
}

fn text_of(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}

fn answer(texts: Texts, field: &Field, said: &str) -> String {
    match field.ask {
        Ask::Choice(_) => texts.get(&choice_key(field.name, said)),
        Ask::Line { .. } | Ask::Words { .. } => said.to_owned(),
    }
}

/// The text of a choice: yes and no are the same everywhere.
pub(crate) fn choice_key(field: &str, value: &str) -> String {
    if field == "severity" {
        format!("stage-severity-{value}")
    } else {
        format!("stage-{value}")
    }
}
