//! What the script for passkeys asks: JSON for our own pages, not a part of the contract.

use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use domain::access::Actor;
use domain::session::{Method, Scope};
use serde_json::{Value, json};
use store::{people, sessions};

use super::frame::next;
use super::login::replace;
use crate::auth::client::Client;
use crate::auth::own_factors::just_shown;
use crate::auth::passkey::{Passkeys, Question, Reply};
use crate::auth::record::{self, Concerned, Refusal};
use crate::auth::session::{self, Entry};
use crate::error::ApiError;
use crate::extract::{Body, SignedIn, Staff};
use crate::state::StaffState;

fn passkeys(state: &StaffState) -> Result<std::sync::Arc<Passkeys>, ApiError> {
    state.door.passkeys.clone().ok_or(ApiError::NotFound)
}

fn reply(body: Body<Value>) -> Result<Reply, ApiError> {
    serde_json::from_value(body.value).map_err(|_| ApiError::Unauthenticated)
}

fn said(body: &Value) -> HttpResponse {
    HttpResponse::build(StatusCode::OK)
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(body)
}

fn on(next: &str, secret: &str) -> HttpResponse {
    let mut response = said(&json!({"next": next}));
    // The cookie is ours and well-formed: adding it cannot fail.
    let _ = response.add_cookie(&session::cookie(secret));
    response
}

async fn ask_who(state: &StaffState) -> Result<Question, ApiError> {
    let (now, key, passkeys) = (state.clock.now(), state.door.key.clone(), passkeys(state)?);
    state
        .db
        .transact(&Actor::System, move |tx| passkeys.ask_who(tx, &key, now))
        .await
}

async fn noted(state: &StaffState, error: ApiError) -> ApiError {
    if let ApiError::Unauthenticated = error {
        let noted = record::failed_login(state, Refusal::Wrong, Concerned::default()).await;
        return noted.err().unwrap_or(error);
    }
    error
}

#[post("/console/passkeys/sign-in/begin")]
pub(super) async fn begin_sign_in(state: Data<StaffState>) -> Result<HttpResponse, ApiError> {
    Ok(said(&json!(ask_who(&state).await?)))
}

#[post("/console/passkeys/sign-in/finish")]
pub(super) async fn finish_sign_in(
    request: HttpRequest,
    body: Body<Value>,
    state: Data<StaffState>,
) -> Result<HttpResponse, ApiError> {
    let (now, key, passkeys) = (state.clock.now(), state.door.key.clone(), passkeys(&state)?);
    let client = Client::of(&request);
    let browser = client.browser_hash(&key, state.door.binding);
    let before =
        crate::extract::Proof::of_browser(&request).and_then(crate::extract::Proof::cookie_hash);
    let reply = reply(body)?;
    let after = next(&reply.next).to_owned();
    let opened = state
        .db
        .transact(&Actor::System, move |tx| {
            let entry = Entry {
                person: passkeys.who(tx, &key, reply, now)?,
                method: Method::Passkey,
                scope: Scope::Full,
                now,
            };
            replace(tx, before.as_deref(), &entry)?;
            Ok::<_, ApiError>((entry, session::open_console(tx, &entry, &browser)?))
        })
        .await;
    match opened {
        Ok((entry, opened)) => {
            record::entered(&entry, opened.id);
            Ok(on(&after, &opened.secret))
        }
        Err(error) => Err(noted(&state, error).await),
    }
}

#[post("/console/passkeys/reauthenticate/begin")]
pub(super) async fn begin_again(
    _staff: Staff,
    state: Data<StaffState>,
) -> Result<HttpResponse, ApiError> {
    Ok(said(&json!(ask_who(&state).await?)))
}

#[post("/console/passkeys/reauthenticate/finish")]
pub(super) async fn finish_again(
    staff: Staff,
    body: Body<Value>,
    state: Data<StaffState>,
) -> Result<HttpResponse, ApiError> {
    let (now, key, passkeys) = (state.clock.now(), state.door.key.clone(), passkeys(&state)?);
    let (reply, live, secret) = (reply(body)?, staff.session, session::new_secret());
    let (after, hash) = (next(&reply.next).to_owned(), session::cookie_hash(&secret));
    let shown = state
        .db
        .transact(&Actor::System, move |tx| {
            if passkeys.who(tx, &key, reply, now)? != live.person {
                return Err(ApiError::Unauthenticated);
            }
            Ok(sessions::reauthenticated(tx, live.id, Some(&hash), now)?)
        })
        .await;
    match shown {
        Ok(()) => Ok(on(&after, &secret)),
        Err(error) => Err(noted(&state, error).await),
    }
}

#[post("/console/passkeys/register/begin")]
pub(super) async fn begin_register(
    SignedIn(staff): SignedIn,
    state: Data<StaffState>,
) -> Result<HttpResponse, ApiError> {
    let (now, key, passkeys) = (state.clock.now(), state.door.key.clone(), passkeys(&state)?);
    just_shown(&staff.session, now)?;
    let question = state
        .db
        .transact(&Actor::System, move |tx| {
            let person = people::by_id(tx, staff.session.person)?;
            passkeys.ask_for_new(tx, &key, &person.ok_or(ApiError::Unauthenticated)?, now)
        })
        .await?;
    Ok(said(&json!(question)))
}

#[post("/console/passkeys/register/finish")]
pub(super) async fn finish_register(
    SignedIn(staff): SignedIn,
    body: Body<Value>,
    state: Data<StaffState>,
) -> Result<HttpResponse, ApiError> {
    let (now, key, passkeys) = (state.clock.now(), state.door.key.clone(), passkeys(&state)?);
    just_shown(&staff.session, now)?;
    let (reply, live, secret) = (reply(body)?, staff.session, session::new_secret());
    let hash = session::cookie_hash(&secret);
    state
        .db
        .transact(&Actor::System, move |tx| {
            passkeys.take_new(tx, &key, &live, reply, now)?;
            // The session may reach further now: another cookie carries it.
            Ok::<_, ApiError>(sessions::reauthenticated(tx, live.id, Some(&hash), now)?)
        })
        .await?;
    Ok(on("/console/security?done=passkey", &secret))
}
