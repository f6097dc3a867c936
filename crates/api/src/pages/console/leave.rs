//! Signing out, and choosing the language.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, get, post};
use domain::access::Actor;
use domain::language::Language;
use domain::session::End;
use store::sessions;

use super::frame::{failed, next};
use super::login::Way;
use crate::auth::session;
use crate::extract::Proof;
use crate::pages::layout::see;
use crate::request::LANGUAGE_COOKIE;
use crate::state::StaffState;

#[post("/console/logout")]
pub(super) async fn logout(request: HttpRequest, state: Data<StaffState>) -> HttpResponse {
    let now = state.clock.now();
    if let Some(hash) = Proof::of_browser(&request).and_then(Proof::cookie_hash) {
        let ended = state
            .db
            .transact(&Actor::System, move |tx| {
                match sessions::live_by_cookie(tx, &hash, now)? {
                    Some(live) => sessions::end(tx, live.id, End::Logout, now).map(drop),
                    None => Ok::<_, store::Error>(()),
                }
            })
            .await;
        if let Err(error) = ended {
            return failed(&state, &error.into());
        }
    }
    gone("logout")
}

/// Leads to the login without a cookie, and says why.
pub(super) fn gone(why: &str) -> HttpResponse {
    let mut response = see(&format!("/console/login?done={why}"));
    // The cookie is ours and well-formed: adding it cannot fail.
    let _ = response.add_cookie(&session::no_cookie());
    response
}

#[get("/console/language/{language:da|en}")]
pub(super) async fn language(language: Path<Language>, way: Query<Way>) -> HttpResponse {
    let mut response = see(next(&way.next));
    let cookie = Cookie::build(LANGUAGE_COOKIE, language.code())
        .path("/")
        .secure(true)
        .http_only(true)
        .same_site(SameSite::Lax)
        .permanent()
        .finish();
    // The cookie is ours and well-formed: adding it cannot fail.
    let _ = response.add_cookie(&cookie);
    response
}
