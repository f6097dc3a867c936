//! A person who has signed in: no valid token or cookie, no call.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::session::{End, Scope, is_elevated};
use store::sessions::Live;
use store::{Tx, origin, people, sessions};

use super::Proof;
use crate::auth::client::Client;
use crate::auth::record::{self, Concerned, Refusal};
use crate::auth::session;
use crate::error::{ApiError, Forbidden};
use crate::state::StaffState;

/// The caller, with the role and teams that hold at this moment: a right that was taken away is
/// gone at once, whatever the token says.
pub(crate) struct Staff {
    pub(crate) actor: Actor,
    pub(crate) session: Live,
}

/// The same, before there is a second factor too: for making one, and for signing out.
pub(crate) struct SignedIn(pub(crate) Staff);

/// The same, having shown a moment ago who they are: for what matters most.
pub(crate) struct Elevated(pub(crate) Staff);

/// What the database says to a proof.
enum Found {
    Live(Actor, Live),
    OtherBrowser(Live),
    Nobody,
}

impl Staff {
    /// Whether the person has shown within the last minutes who they are.
    pub(crate) fn recently(&self, now: DateTime<Utc>) -> bool {
        is_elevated(self.session.reauthenticated_at, now)
    }
}

impl SignedIn {
    /// Whoever this proof belongs to at this moment.
    pub(crate) async fn by(
        state: &StaffState,
        proof: Proof,
        client: &Client,
    ) -> Result<Self, ApiError> {
        let now = state.clock.now();
        let browser = client.browser_hash(&state.door.key, state.door.binding);
        let found = match proof {
            Proof::Token(token) => {
                let Some(claims) = state.tokens.verify(&token, now) else {
                    return Err(ApiError::Unauthenticated);
                };
                state
                    .db
                    .transact(&Actor::System, move |tx| {
                        let live = sessions::live(tx, claims.session, now)?;
                        found(tx, live.filter(|live| live.person == claims.person))
                    })
                    .await?
            }
            Proof::Cookie(secret) => {
                let hash = session::cookie_hash(&secret);
                state
                    .db
                    .transact(&Actor::System, move |tx| {
                        let live = sessions::live_by_cookie(tx, &hash, now)?;
                        of_browser(tx, live, &browser, now)
                    })
                    .await?
            }
        };
        match found {
            Found::Live(actor, session) => {
                origin::enter(session.id, &actor);
                Ok(Self(Staff { actor, session }))
            }
            Found::OtherBrowser(session) => {
                let whom = Concerned {
                    person: Some(session.person),
                    session: Some(session.id),
                };
                record::failed_login(state, Refusal::OtherBrowser, whom).await?;
                Err(ApiError::Unauthenticated)
            }
            Found::Nobody => Err(ApiError::Unauthenticated),
        }
    }
}

fn found(tx: &mut Tx<'_>, live: Option<Live>) -> Result<Found, store::Error> {
    let Some(live) = live else {
        return Ok(Found::Nobody);
    };
    Ok(match people::actor(tx, live.person)? {
        Some(actor) => Found::Live(actor, live),
        None => Found::Nobody,
    })
}

/// A cookie that another browser sends was taken: it opens nothing any more, there nor here.
fn of_browser(
    tx: &mut Tx<'_>,
    live: Option<Live>,
    browser: &[u8],
    now: DateTime<Utc>,
) -> Result<Found, store::Error> {
    match live {
        Some(live) if live.browser_hash.as_deref() != Some(browser) => {
            sessions::end(tx, live.id, End::OtherBrowser, now)?;
            Ok(Found::OtherBrowser(live))
        }
        live => found(tx, live),
    }
}

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, ApiError>>>>;

impl FromRequest for SignedIn {
    type Error = ApiError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let (proof, client) = (Proof::of(request), Client::of(request));
        let state = request.app_data::<Data<StaffState>>().cloned();
        Box::pin(async move {
            match (proof, state) {
                (Some(proof), Some(state)) => Self::by(&state, proof, &client).await,
                _ => Err(ApiError::Unauthenticated),
            }
        })
    }
}

impl FromRequest for Staff {
    type Error = ApiError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let signed_in = SignedIn::from_request(request, payload);
        Box::pin(async move {
            let SignedIn(staff) = signed_in.await?;
            match staff.session.scope {
                Scope::Full => Ok(staff),
                Scope::Enrolment => Err(ApiError::Forbidden(Forbidden::SecondFactor)),
            }
        })
    }
}

impl FromRequest for Elevated {
    type Error = ApiError;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (staff, state) = (
            Staff::from_request(request, payload),
            request.app_data::<Data<StaffState>>().cloned(),
        );
        Box::pin(async move {
            let staff = staff.await?;
            let now = state.ok_or(ApiError::Unauthenticated)?.clock.now();
            if staff.recently(now) {
                Ok(Self(staff))
            } else {
                Err(ApiError::Forbidden(Forbidden::Reauthentication))
            }
        })
    }
}
