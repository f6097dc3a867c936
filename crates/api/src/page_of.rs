//! A page of a list.

use serde::Serialize;
use utoipa::ToSchema;

use crate::extract::cursor;

/// A page of a list; `next` goes into `after` for the one that follows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The entries.
    pub data: Vec<T>,
    /// Cursor of the following page; none at the end.
    pub next: Option<String>,
}

impl<T> Page<T> {
    /// From what a query for `limit + 1` found; `position` says where an entry stands.
    pub(crate) fn of<R, P: Serialize>(
        mut found: Vec<R>,
        limit: i64,
        position: impl Fn(&R) -> P,
        view: impl FnMut(R) -> T,
    ) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found
            .last()
            .filter(|_| more)
            .map(|last| cursor(&position(last)));
        Self {
            data: found.into_iter().map(view).collect(),
            next,
        }
    }
}
