//! Where a transaction comes from: the request's trace id and session, for the audit trail.
//!
//! Kept in a task-local, as the span of the log is: [`Db::transact`](crate::Db::transact) takes it
//! along, and no function has to pass it on.

use std::cell::RefCell;
use std::future::Future;

use domain::access::Actor;
use domain::id::SessionId;

tokio::task_local! {
    static ORIGIN: RefCell<Origin>;
}

/// What is known of the request.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// Shown on errors and found in the log.
    pub trace: Option<String>,
    /// The session, once the caller has proven to be in one.
    pub session: Option<SessionId>,
    /// Who that is.
    pub actor: Option<Actor>,
}

/// Does some work under a trace id.
pub async fn within<F: Future>(trace: String, work: F) -> F::Output {
    let origin = Origin {
        trace: Some(trace),
        ..Origin::default()
    };
    ORIGIN.scope(RefCell::new(origin), work).await
}

/// Notes whose request this is. Outside a request it does nothing.
pub fn enter(session: SessionId, actor: &Actor) {
    let _ = ORIGIN.try_with(|origin| {
        let mut origin = origin.borrow_mut();
        origin.session = Some(session);
        origin.actor = Some(actor.clone());
    });
}

/// What is known so far; nothing outside a request.
#[must_use]
pub fn current() -> Origin {
    ORIGIN
        .try_with(|origin| origin.borrow().clone())
        .unwrap_or_default()
}
