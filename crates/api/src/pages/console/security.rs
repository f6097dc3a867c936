//! What a person signs in with, and where they are signed in: looking and changing.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse, get, post};
use domain::access::Actor;
use domain::id::{Id, SessionId};
use domain::session::End;
use store::sessions;

use super::frame::{failed, refusal};
use super::leave::gone;
use super::login::Way;
use super::reauthenticate::first;
use super::security_page::page;
use super::visitor::{Newcomer, Visitor};
use crate::auth::client::Client;
use crate::auth::own_factors::{self, Removed};
use crate::auth::own_password::{self, PasswordRequest};
use crate::error::{ApiError, Conflict, Forbidden};
use crate::extract::Staff;
use crate::pages::layout::see;
use crate::pages::posted::Posted;
use crate::pages::problems::Problem;
use crate::request;
use crate::state::StaffState;

#[get("/console/security")]
pub(super) async fn show(
    Newcomer(staff): Newcomer,
    way: Query<Way>,
    state: Data<StaffState>,
) -> HttpResponse {
    page(&state, &staff.session, StatusCode::OK, &way.done, &[]).await
}

#[post("/console/security/password")]
pub(super) async fn password(
    Visitor(staff): Visitor,
    request: HttpRequest,
    form: Posted,
    state: Data<StaffState>,
) -> HttpResponse {
    let client = Client::of(&request);
    let asked = PasswordRequest {
        current_password: form.value("current_password").to_owned(),
        totp: Some(form.value("totp").trim().to_owned()).filter(|code| !code.is_empty()),
        new_password: form.value("new_password").to_owned(),
    };
    match own_password::change(&state, &client, &staff.session, asked).await {
        Ok(()) => see("/console/security?done=password"),
        Err(error) => match refusal(&error, "current_password", request::texts()) {
            Some(refused) => {
                let shown = page(
                    &state,
                    &staff.session,
                    refused.status,
                    "",
                    &refused.problems,
                );
                refused.on(shown.await)
            }
            None => failed(&state, &error),
        },
    }
}

#[post("/console/security/app/remove")]
pub(super) async fn remove_app(Visitor(staff): Visitor, state: Data<StaffState>) -> HttpResponse {
    remove(&state, staff, Removed::App).await
}

#[post("/console/security/passkeys/remove")]
pub(super) async fn remove_passkey(
    Visitor(staff): Visitor,
    form: Posted,
    state: Data<StaffState>,
) -> HttpResponse {
    match form.value("id").parse() {
        Ok(id) => remove(&state, staff, Removed::Passkey(Id::from_uuid(id))).await,
        Err(_) => failed(&state, &ApiError::NotFound),
    }
}

async fn remove(state: &StaffState, staff: Staff, which: Removed) -> HttpResponse {
    match own_factors::remove(state, staff.session.clone(), which).await {
        Ok(()) => see("/console/security?done=removed"),
        Err(ApiError::Forbidden(Forbidden::Reauthentication)) => first(),
        Err(ApiError::Conflict(Conflict::LastFactor)) => {
            let problems = [Problem {
                field: "factors".to_owned(),
                message: request::texts().get("console-last-factor"),
            }];
            page(state, &staff.session, StatusCode::CONFLICT, "", &problems).await
        }
        Err(error) => failed(state, &error),
    }
}

#[post("/console/security/sessions/end")]
pub(super) async fn end_session(
    Visitor(staff): Visitor,
    form: Posted,
    state: Data<StaffState>,
) -> HttpResponse {
    let (now, person) = (state.clock.now(), staff.session.person);
    let Ok(id) = form.value("id").parse() else {
        return failed(&state, &ApiError::NotFound);
    };
    let id: SessionId = Id::from_uuid(id);
    let ended = state
        .db
        .transact(&Actor::System, move |tx| {
            let own = sessions::live(tx, id, now)?.filter(|live| live.person == person);
            match own {
                Some(own) => sessions::end(tx, own.id, End::Logout, now).map(drop),
                // It has ended by itself since the page was shown.
                None => Ok::<_, store::Error>(()),
            }
        })
        .await;
    match ended {
        Ok(()) => see("/console/security?done=session"),
        Err(error) => failed(&state, &error.into()),
    }
}

#[post("/console/security/everywhere")]
pub(super) async fn everywhere(Visitor(staff): Visitor, state: Data<StaffState>) -> HttpResponse {
    let (now, person) = (state.clock.now(), staff.session.person);
    let ended = state
        .db
        .transact(&Actor::System, move |tx| {
            sessions::end_all(tx, person, None, End::Everywhere, now)
        })
        .await;
    match ended {
        Ok(_) => gone("everywhere"),
        Err(error) => failed(&state, &error.into()),
    }
}
