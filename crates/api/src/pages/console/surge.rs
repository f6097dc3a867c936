//! The page of a wave of reports: how it stands, and its cases with those that are alike together.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use askama::Template;
use chrono::{DateTime, Duration, Utc};
use domain::advice;
use domain::case::Case;
use domain::language::Language;
use i18n::Texts;
use triage_queue::surge::{self, Wave};

use super::frame::{failed, frame, name_of};
use super::visitor::Visitor;
use crate::pages::layout::{Keep, Layout, Switch, answer};
use crate::request;
use crate::state::StaffState;

/// So many numbers of a group are shown; the API has them all.
const SHOWN: usize = 20;

#[derive(Template)]
#[template(path = "console/surge.html")]
struct SurgePage<'a> {
    layout: Layout<'a>,
    who: Option<String>,
    /// When it began; none: there is none.
    began_at: Option<DateTime<Utc>>,
    /// How it stands, in words.
    standing: String,
    groups: Vec<Group>,
}

/// Cases that stand together.
struct Group {
    heading: String,
    /// When the first and the last of them came.
    times: Vec<DateTime<Utc>>,
    numbers: Vec<String>,
    more: usize,
}

impl Group {
    fn new<'a>(heading: String, cases: impl Iterator<Item = &'a Case>) -> Self {
        let mut cases: Vec<&Case> = cases.collect();
        cases.sort_by_key(|case| case.received_at);
        let mut times: Vec<_> = [cases.first(), cases.last()]
            .into_iter()
            .flatten()
            .map(|case| case.received_at)
            .collect();
        times.dedup();
        let numbers = cases.iter().take(SHOWN);
        Self {
            heading,
            times,
            numbers: numbers.map(|case| case.number.to_string()).collect(),
            more: cases.len().saturating_sub(SHOWN),
        }
    }
}

/// Those that are alike, group by group; then all that are like no other.
fn groups(texts: Texts, wave: &Wave) -> Vec<Group> {
    let (alike, alone): (Vec<_>, Vec<_>) = wave.groups.iter().partition(|group| group.len() > 1);
    let mut shown: Vec<Group> = alike
        .into_iter()
        .filter_map(|cases| {
            let what = advice::title(cases.first()?.kind, texts.language());
            let facts: [(&str, &dyn ToString); 2] = [("count", &cases.len()), ("what", &what)];
            let heading = texts.with("console-surge-group", &facts);
            Some(Group::new(heading, cases.iter()))
        })
        .collect();
    if !alone.is_empty() {
        let heading = texts.with("console-surge-alone", &[("count", &alone.len())]);
        shown.push(Group::new(heading, alone.into_iter().flatten()));
    }
    shown
}

/// How the wave stands, in words.
fn standing(texts: Texts, wave: Option<&Wave>, window: Duration) -> String {
    let Some(wave) = wave else {
        return texts.get("console-surge-none");
    };
    let of = &wave.current.surge;
    let kind = of.kind.map(|kind| advice::title(kind, texts.language()));
    let what = kind.map_or_else(|| texts.get("console-surge-several"), str::to_owned);
    let mut usual = format!("{:.1}", of.usual);
    if texts.language() == Language::Da {
        usual = usual.replace('.', ",");
    }
    texts.with(
        "console-surge-standing",
        &[
            ("recent", &of.recent),
            ("minutes", &window.num_minutes()),
            ("usual", &usual),
            ("what", &what),
        ],
    )
}

#[get("/console/surge")]
pub(super) async fn show(Visitor(staff): Visitor, state: Data<StaffState>) -> HttpResponse {
    let (actor, now, window) = (staff.actor.clone(), state.clock.now(), state.surge_window);
    let found = state
        .db
        .transact_reading(&staff.actor, move |tx| surge::view(tx, &actor, window, now))
        .await;
    let wave = match found {
        Ok(wave) => wave,
        Err(error) => return failed(&state, &error.into()),
    };
    let texts = request::texts();
    let page = SurgePage {
        who: Some(name_of(&state, staff.session.person).await),
        layout: frame(&state, "console-surge", "/console/surge", &[]),
        began_at: wave.as_ref().map(|wave| wave.current.began_at),
        standing: standing(texts, wave.as_ref(), window),
        groups: wave.map(|wave| groups(texts, &wave)).unwrap_or_default(),
    };
    answer(StatusCode::OK, Keep::Nothing, &page)
}
