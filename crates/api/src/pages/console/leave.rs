//! Signing out, and choosing the language.

use actix_web::cookie::{Cookie, SameSite};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse, get, post};
use domain::access::Actor;
use domain::language::Language;
use domain::session::{End, Method};
use store::sessions;

use super::frame::{failed, next};
use super::login::Way;
use crate::auth::session;
use crate::extract::Proof;
use crate::oidc::{self, Oidc};
use crate::pages::layout::see;
use crate::request::LANGUAGE_COOKIE;
use crate::state::StaffState;

#[post("/console/logout")]
pub(super) async fn logout(
    request: HttpRequest,
    state: Data<StaffState>,
    oidc: Option<Data<Oidc>>,
) -> HttpResponse {
    let now = state.clock.now();
    let mut there = None;
    if let Some(hash) = Proof::of_browser(&request).and_then(Proof::cookie_hash) {
        let ended = state
            .db
            .transact(&Actor::System, move |tx| {
                let live = sessions::live_by_cookie(tx, &hash, now)?;
                if let Some(live) = &live {
                    sessions::end(tx, live.id, End::Logout, now)?;
                }
                Ok::<_, store::Error>(live)
            })
            .await;
        match (ended, oidc) {
            (Ok(Some(live)), Some(oidc)) if live.method == Method::Oidc => {
                there = oidc::end_session(&oidc, &state, live.id).await;
            }
            (Ok(_), _) => {}
            (Err(error), _) => return failed(&state, &error.into()),
        }
    }
    if let Some(mut there) = there {
        // The cookie is ours and well-formed: adding it cannot fail.
        let _ = there.add_cookie(&session::no_cookie());
        return there;
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
