//! Lists of cases.

use actix_web::get;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::case::status::Status;
use domain::cvr::Cvr;
use domain::id::{CaseId, Id, PersonId};
use domain::kind::Kind;
use domain::number::ReportNumber;
use domain::severity::Severity;
use serde::{Deserialize, Serialize};
use store::cases::{Cursor, Filter};
use triage_queue::page;
use vault::index::{self, Exact, IndexKey, Query as Look};

use crate::answer::Answer;
use crate::cases::view::CaseView;
use crate::error::ApiError;
use crate::extract::{Checked, Params, Query, Staff};
use crate::page_of::Page;
use crate::state::StaffState;

/// Where a page of the list ended.
#[derive(Serialize, Deserialize)]
struct Position(DateTime<Utc>, CaseId);

/// Whose cases.
enum Owner {
    Me,
    Nobody,
    Person(PersonId),
}

/// What the caller typed to look for.
enum Search {
    Number(ReportNumber),
    /// Something that can be looked for.
    Text(String),
}

impl Search {
    /// None when nothing in the text can be looked for: that must not find every case.
    fn parse(text: &str) -> Option<Self> {
        if let Ok(number) = ReportNumber::parse(text) {
            return Some(Self::Number(number));
        }
        // Whether there is something to look for does not depend on the key.
        let any = IndexKey::new([0; 32]);
        Look::parse(&any, text).map(|_| Self::Text(text.to_owned()))
    }
}

/// Parameters of the list.
pub(crate) struct ListParams {
    limit: i64,
    after: Option<Cursor>,
    filter: Filter,
    owner: Option<Owner>,
    cvr: Option<Cvr>,
    observable: Option<String>,
    q: Option<Search>,
}

impl Params for ListParams {
    const KNOWN: &'static [&'static str] = &[
        "limit",
        "after",
        "status",
        "kind",
        "severity",
        "owner",
        "cvr",
        "observable",
        "q",
        "updated_since",
    ];

    fn read(query: &Query) -> Result<Self, ApiError> {
        let owner = query.parsed("owner", |text| match text {
            "me" => Some(Owner::Me),
            "none" => Some(Owner::Nobody),
            id => id.parse().ok().map(|id| Owner::Person(Id::from_uuid(id))),
        })?;
        let filter = Filter {
            status: query.list("status", Status::from_code)?,
            kind: query.list("kind", Kind::from_code)?,
            severity: query.list("severity", Severity::from_code)?,
            updated_since: query.formed("updated_since", |text| {
                DateTime::parse_from_rfc3339(text)
                    .ok()
                    .map(|time| time.with_timezone(&Utc))
            })?,
            ..Filter::default()
        };
        Ok(Self {
            limit: query.limit()?,
            after: query
                .after::<Position>()?
                .map(|Position(updated_at, id)| Cursor { updated_at, id }),
            filter,
            owner,
            cvr: query.parsed("cvr", |text| Cvr::parse(text).ok())?,
            observable: query.text("observable").map(str::to_owned),
            q: query.parsed("q", Search::parse)?,
        })
    }
}

impl ListParams {
    /// The filter, with what the caller typed turned into keyed hashes.
    fn filter(self, key: &IndexKey, actor: &Actor) -> Filter {
        let mut filter = self.filter;
        filter.owner = self.owner.map(|owner| match owner {
            Owner::Me => actor.person(),
            Owner::Nobody => None,
            Owner::Person(id) => Some(id),
        });
        let mut look_for = |text: &str| match Look::parse(key, text) {
            Some(query) => filter.terms.extend(query.all),
            // Nothing can be found by it, so nothing is.
            None => filter.terms.push(Vec::new()),
        };
        if let Some(value) = &self.observable {
            look_for(value);
        }
        match &self.q {
            Some(Search::Number(number)) => filter.number = Some(number.clone()),
            Some(Search::Text(text)) => look_for(text),
            None => {}
        }
        if let Some(cvr) = &self.cvr {
            let hash = index::query_exact(key, Exact::Cvr, cvr.as_str());
            filter.terms.push(vec![hash]);
        }
        filter
    }
}

/// Cases, last changed first; with `updated_since` oldest change first. A program that must miss
/// nothing reads the events.
#[utoipa::path(tag = "cases", operation_id = "list_cases",
    params(
        ("status" = Option<String>, Query, description = "Comma-separated statuses"),
        ("kind" = Option<String>, Query, description = "Comma-separated kinds"),
        ("severity" = Option<String>, Query, description = "Comma-separated severities"),
        ("owner" = Option<String>, Query, description = "`me`, `none` or a person's id"),
        ("cvr" = Option<String>, Query, description = "CVR number of the firm"),
        ("observable" = Option<String>, Query, description = "A technical fact that stands in the case: address, domain, hash, account or phone number"),
        ("q" = Option<String>, Query, description = "Report number, or words of three letters or more from anywhere in the case, in any form or only begun; addresses, domains, numbers as they are. All must be there; of more than 1,000 cases the newest are shown"),
        ("updated_since" = Option<DateTime<Utc>>, Query, description = "Changed at or after"),
        ("limit" = Option<i64>, Query, description = "1 to 200, 50 without"),
        ("after" = Option<String>, Query, description = "`next` of the page before")),
    responses((status = OK, body = Page<CaseView>)), security(("staff" = [])))]
#[get("/api/v1/cases")]
pub(crate) async fn list_cases(
    staff: Staff,
    params: Checked<ListParams>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (limit, after) = (params.0.limit, params.0.after);
    let filter = params.0.filter(&state.safe.index, &staff.actor);
    let (actor, now) = (staff.actor.clone(), state.clock.now());
    let (found, names) = state
        .db
        .transact_reading(&staff.actor, move |tx| {
            page::list(tx, &actor, &filter, after, limit + 1, now)
        })
        .await?;
    let position = |case: &domain::case::Case| Position(case.updated_at, case.id);
    Answer::ok(&Page::of(found, limit, position, |case| {
        CaseView::of(case, &names)
    }))
}
