//! What can be asked of the audit trail.

use chrono::{DateTime, NaiveDate, Utc};
use domain::audit::{Act, Outcome};
use domain::id::Id;
use store::audit::Search;

use crate::error::ApiError;
use crate::extract::{Params, Query};

/// Most lines of an export at once.
pub(crate) const EXPORT_MOST: i64 = 50_000;

/// Parameters of a search.
pub(crate) struct SearchParams {
    pub(crate) limit: i64,
    pub(crate) search: Search,
}

/// Parameters of an export: the same, without an end of the page.
pub(crate) struct ExportParams(pub(crate) Search);

/// Parameters of the page: the same, and the language.
pub(crate) struct PageParams {
    pub(crate) asked: SearchParams,
    pub(crate) language: Option<domain::language::Language>,
}

impl Params for SearchParams {
    const KNOWN: &'static [&'static str] = &[
        "actor", "action", "case", "outcome", "from", "to", "limit", "after",
    ];
    fn read(query: &Query) -> Result<Self, ApiError> {
        Ok(Self {
            limit: query.limit()?,
            search: read(query, From::Program)?,
        })
    }
}

impl Params for ExportParams {
    const KNOWN: &'static [&'static str] =
        &["actor", "action", "case", "outcome", "from", "to", "after"];
    fn read(query: &Query) -> Result<Self, ApiError> {
        Ok(Self(read(query, From::Program)?))
    }
}

impl Params for PageParams {
    const KNOWN: &'static [&'static str] = &[
        "actor", "action", "case", "outcome", "from", "to", "limit", "after", "lang",
    ];
    fn read(query: &Query) -> Result<Self, ApiError> {
        Ok(Self {
            asked: SearchParams {
                limit: query.limit()?,
                search: read(query, From::Form)?,
            },
            language: query.parsed("lang", domain::language::Language::from_code)?,
        })
    }
}

/// Who sends the parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    /// A program, which leaves out what it does not ask for.
    Program,
    /// A form in a browser, which sends empty fields too.
    Form,
}

impl From {
    fn one<T>(
        self,
        query: &Query,
        name: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, ApiError> {
        match self {
            Self::Program => query.formed(name, parse),
            Self::Form => query.parsed(name, parse),
        }
    }
}

fn read(query: &Query, from: From) -> Result<Search, ApiError> {
    let id = |text: &str| text.trim().parse().ok();
    Ok(Search {
        actor: from.one(query, "actor", id)?.map(Id::from_uuid),
        acts: query.list("action", Act::from_code)?,
        case: from.one(query, "case", id)?.map(Id::from_uuid),
        outcome: from.one(query, "outcome", Outcome::from_code)?,
        from: from.one(query, "from", moment)?,
        to: from.one(query, "to", moment)?,
        before: query.after()?,
    })
}

/// A time, or the beginning of a day.
fn moment(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Some(time.with_timezone(&Utc));
    }
    let day: NaiveDate = text.parse().ok()?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc())
}
