//! The referral document: the exact stored bytes with their signature.

use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use domain::access::Action;
use domain::id::ReferralId;
use referral::{police, prepare};

use crate::error::ApiError;
use crate::extract::Staff;
use crate::state::StaffState;

/// The referral document.
///
/// The same bytes each time. `X-JWS-Signature` is a JWS with detached payload (RFC 7515, appendix
/// F); the keys are in `/.well-known/jwks.json`. The first fetch by the police delivers it.
#[utoipa::path(tag = "referrals", operation_id = "get_referral",
    params(("id" = Uuid, Path, description = "Referral")),
    responses((status = OK, description = "The document, see docs/referral-package.schema.json",
        content_type = "application/json", body = Object,
        headers(("X-JWS-Signature" = String, description = "Missing until the referral is approved")))),
    security(("staff" = [])))]
#[get("/api/v1/referrals/{id}")]
pub(crate) async fn get_referral(
    staff: Staff,
    id: Path<ReferralId>,
    state: Data<StaffState>,
) -> Result<HttpResponse, ApiError> {
    let (id, now, actor) = (*id, state.clock.now(), staff.actor.clone());
    let (bytes, jws) = state
        .db
        .transact(&staff.actor, move |tx| {
            if actor.may(Action::AnswerReferral).is_ok() {
                police::fetch(tx, &actor, id, now).map(|(bytes, jws)| (bytes, Some(jws)))
            } else {
                prepare::document(tx, &actor, id)
            }
        })
        .await?;
    // The transaction has committed: from here on the referral counts as delivered.
    let mut response = HttpResponse::Ok();
    response
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-store"));
    if let Some(jws) = jws {
        response.insert_header(("X-JWS-Signature", jws));
    }
    Ok(response.body(bytes))
}
