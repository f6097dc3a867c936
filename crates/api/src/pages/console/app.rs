//! Making an authenticator app: the secret as a picture and in letters, and the first code.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpResponse, get, post};
use askama::Template;
use domain::access::Actor;
use domain::session::is_elevated;
use qrcode::{Color, EcLevel, QrCode};
use std::fmt::Write as _;
use store::people;

use super::fields::field;
use super::frame::{failed, frame};
use super::reauthenticate::first;
use super::visitor::Newcomer;
use crate::auth::own_factors::take_app;
use crate::auth::session;
use crate::auth::totp::{self, AppSecret};
use crate::error::ApiError;
use crate::extract::Staff;
use crate::pages::field::{Control, Field};
use crate::pages::layout::{Keep, Layout, Switch, answer, see};
use crate::pages::posted::Posted;
use crate::pages::problems::Problem;
use crate::request;
use crate::state::StaffState;

const PAGE: &str = "/console/security/app";

#[derive(Template)]
#[template(path = "console/app.html")]
struct AppPage<'a> {
    layout: Layout<'a>,
    who: Option<String>,
    problems: &'a [Problem],
    qr: Picture,
    secret: Vec<String>,
    fields: Vec<Field>,
}

/// A QR code as one path.
struct Picture {
    size: usize,
    path: String,
}

impl Picture {
    /// White around it, as wide as scanners want (ISO/IEC 18004: four modules).
    const QUIET: usize = 4;

    fn of(text: &str) -> Result<Self, ApiError> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M)
            .map_err(|error| ApiError::Internal(Box::new(error)))?;
        let width = code.width();
        let mut path = String::new();
        for (at, color) in code.to_colors().into_iter().enumerate() {
            if color == Color::Dark {
                let (x, y) = (at % width + Self::QUIET, at / width + Self::QUIET);
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
        Ok(Self {
            size: width + 2 * Self::QUIET,
            path,
        })
    }
}

fn page(
    state: &StaffState,
    status: StatusCode,
    offered: &AppSecret,
    problems: &[Problem],
) -> HttpResponse {
    let qr = match Picture::of(&offered.uri) {
        Ok(qr) => qr,
        Err(error) => return failed(state, &error),
    };
    let letters: Vec<char> = offered.secret.chars().collect();
    let page = AppPage {
        layout: frame(state, "console-app-new", PAGE, problems),
        who: Some(String::new()),
        problems,
        qr,
        secret: letters.chunks(4).map(String::from_iter).collect(),
        fields: vec![field(request::texts(), "code", "", problems)],
    };
    answer(status, Keep::Nothing, &page)
}

#[post("/console/security/app")]
pub(super) async fn offer(Newcomer(staff): Newcomer, state: Data<StaffState>) -> HttpResponse {
    let (now, key, live) = (state.clock.now(), state.door.key.clone(), staff.session);
    if !is_elevated(live.reauthenticated_at, now) {
        return first();
    }
    let offered = state
        .db
        .transact(&Actor::System, move |tx| {
            let person = people::by_id(tx, live.person)?.ok_or(ApiError::NotFound)?;
            totp::offer(tx, &key, person.id, &person.email, now)
        })
        .await;
    match offered {
        Ok(_) => see(PAGE),
        Err(error) => failed(&state, &error),
    }
}

#[get("/console/security/app")]
pub(super) async fn show(Newcomer(staff): Newcomer, state: Data<StaffState>) -> HttpResponse {
    if !is_elevated(staff.session.reauthenticated_at, state.clock.now()) {
        return first();
    }
    match offered(&state, &staff).await {
        Ok(Some(offered)) => page(&state, StatusCode::OK, &offered, &[]),
        Ok(None) => see("/console/security"),
        Err(error) => failed(&state, &error),
    }
}

/// The secret that waits for its first code.
async fn offered(state: &StaffState, staff: &Staff) -> Result<Option<AppSecret>, ApiError> {
    let (key, person) = (state.door.key.clone(), staff.session.person);
    state
        .db
        .transact(&Actor::System, move |tx| {
            let person = people::by_id(tx, person)?.ok_or(ApiError::NotFound)?;
            totp::waiting(tx, &key, person.id, &person.email)
        })
        .await
}

#[post("/console/security/app/confirm")]
pub(super) async fn confirm(
    Newcomer(staff): Newcomer,
    form: Posted,
    state: Data<StaffState>,
) -> HttpResponse {
    let (now, key, live) = (
        state.clock.now(),
        state.door.key.clone(),
        staff.session.clone(),
    );
    if !is_elevated(live.reauthenticated_at, now) {
        return first();
    }
    let (code, secret) = (form.value("code").to_owned(), session::new_secret());
    let hash = session::cookie_hash(&secret);
    let taken = state
        .db
        .transact(&Actor::System, move |tx| {
            let taken = take_app(tx, &key, &live, &code, now)?;
            if taken {
                // The session reaches further now: another cookie carries it.
                store::sessions::reauthenticated(tx, live.id, Some(&hash), now)?;
            }
            Ok::<_, ApiError>(taken)
        })
        .await;
    match taken {
        Ok(true) => {
            let mut response = see("/console/security?done=app");
            // The cookie is ours and well-formed: adding it cannot fail.
            let _ = response.add_cookie(&session::cookie(&secret));
            response
        }
        Ok(false) => {
            let texts = request::texts();
            let problems = [Problem {
                field: "code".to_owned(),
                message: i18n::rule(texts, &domain::problem::Rule::OneTimeCode),
            }];
            match offered(&state, &staff).await {
                Ok(Some(offered)) => page(
                    &state,
                    StatusCode::UNPROCESSABLE_ENTITY,
                    &offered,
                    &problems,
                ),
                Ok(None) => see("/console/security"),
                Err(error) => failed(&state, &error),
            }
        }
        Err(error) => failed(&state, &error),
    }
}
