//! What happens at the door is written down, also when nothing else is: one place for each kind.

use domain::access::Actor;
use domain::audit::{Act, Record};
use domain::id::{PersonId, SessionId};

use triage_queue::audit;

use super::session::Entry;
use crate::error::ApiError;
use crate::request;
use crate::state::StaffState;

/// Why somebody was not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// Address, password or code is wrong, or the person is locked out.
    Wrong,
    /// Too many wrong tries: nothing was looked at.
    Locked,
    /// A refresh token was used twice.
    RefreshReused,
    /// A cookie came from another browser.
    OtherBrowser,
    /// Somebody from the identity provider; the word says why.
    Provider(&'static str),
}

impl Refusal {
    const fn act(self) -> Act {
        match self {
            Self::Wrong | Self::Provider(_) => Act::Login,
            Self::Locked => Act::SoftLocked,
            Self::RefreshReused => Act::SessionReused,
            Self::OtherBrowser => Act::SessionEnded,
        }
    }

    /// A word for the record.
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::Locked => "locked",
            Self::RefreshReused => "refresh_reused",
            Self::OtherBrowser => "other_browser",
            Self::Provider(why) => why,
        }
    }
}

/// Whom it concerns, as far as is known.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Concerned {
    /// The person whose account it is.
    pub(crate) person: Option<PersonId>,
    /// The session that was used.
    pub(crate) session: Option<SessionId>,
}

/// Somebody was let in.
pub(crate) fn entered(entry: &Entry, session: SessionId) {
    tracing::info!(
        trace.id = request::trace_id(),
        method = entry.method.code(),
        scope = entry.scope.code(),
        person.id = %entry.person,
        session.id = %session,
        "somebody was let in"
    );
}

/// Somebody was not let in. Written in a transaction of its own: the request's may roll back.
pub(crate) async fn failed_login(
    state: &StaffState,
    why: Refusal,
    whom: Concerned,
) -> Result<(), ApiError> {
    tracing::warn!(
        trace.id = request::trace_id(),
        why = why.code(),
        person.id = whom.person.map(tracing::field::display),
        session.id = whom.session.map(tracing::field::display),
        "somebody was not let in"
    );
    let line = Record {
        person: whom.person,
        session: whom.session.map(SessionId::uuid),
        ..Record::refused(why.act()).with("why", why.code())
    };
    let now = state.clock.now();
    state
        .db
        .transact(&Actor::System, move |tx| {
            audit::record(tx, &Actor::System, line, now)
        })
        .await?;
    Ok(())
}
