//! The page of a wave of reports: how it stands, and its cases with those that are alike together.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get};
use askama::Template;
use chrono::{DateTime, Utc};
use domain::advice;
use domain::case::Case;
use domain::kind::Kind;
use triage_queue::surge;

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

/// Cases that are alike.
struct Group {
    heading: String,
    first: DateTime<Utc>,
    last: DateTime<Utc>,
    numbers: String,
    more: usize,
}

impl Group {
    fn of(cases: &[Case]) -> Option<Self> {
        let texts = request::texts();
        let first = cases.first()?;
        let title = advice::title(first.kind, texts.language());
        let (count, what) = (cases.len(), title);
        let numbers: Vec<String> = cases
            .iter()
            .take(SHOWN)
            .map(|case| case.number.to_string())
            .collect();
        Some(Self {
            heading: texts.with("console-surge-group", &[("count", &count), ("what", &what)]),
            first: first.received_at,
            last: cases.last()?.received_at,
            numbers: numbers.join(", "),
            more: count.saturating_sub(SHOWN),
        })
    }
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
    let standing = wave.as_ref().map_or_else(
        || texts.get("console-surge-none"),
        |wave| {
            let of = &wave.current.surge;
            let what = of
                .kind
                .map(|kind: Kind| advice::title(kind, texts.language()));
            let what = what.map_or_else(|| texts.get("console-surge-several"), str::to_owned);
            let usual = format!("{:.1}", of.usual);
            let facts: [(&str, &dyn ToString); 3] =
                [("recent", &of.recent), ("usual", &usual), ("what", &what)];
            texts.with("console-surge-standing", &facts)
        },
    );
    let page = SurgePage {
        who: Some(name_of(&state, staff.session.person).await),
        layout: frame(&state, "console-surge", "/console/surge", &[]),
        began_at: wave.as_ref().map(|wave| wave.current.began_at),
        standing,
        groups: wave
            .map(|wave| wave.groups)
            .unwrap_or_default()
            .iter()
            .filter_map(|group| Group::of(group))
            .collect(),
    };
    answer(StatusCode::OK, Keep::Nothing, &page)
}
