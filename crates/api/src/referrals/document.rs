//! The referral document: the exact stored bytes with their signature.

use std::collections::HashMap;

use actix_web::http::header::{CACHE_CONTROL, ETAG};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use domain::access::Action;
use domain::case::Case;
use domain::id::ReferralId;
use referral::{police, prepare};
use store::referrals::Referral;

use crate::error::ApiError;
use crate::extract::Staff;
use crate::referrals::view::ReferralView;
use crate::state::StaffState;

/// The referral document.
///
/// The same bytes each time. `X-JWS-Signature` is a JWS with detached payload (RFC 7515, appendix
/// F); the keys are in `/.well-known/jwks.json`. The first fetch by the police delivers it. Staff
/// see the metadata of a draft, whose document is built at submit.
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
    let (id, now, actor, safe) = (
        *id,
        state.clock.now(),
        staff.actor.clone(),
        state.safe.clone(),
    );
    let (bytes, referral) = state
        .db
        .transact(&staff.actor, move |tx| {
            if actor.may(Action::AnswerReferral).is_ok() {
                return Ok(police::fetch(tx, &safe, &actor, id, now)?);
            }
            let look = prepare::look(tx, &safe, &actor, id, now)?;
            let bytes = match look.bytes {
                Some(bytes) => bytes,
                None => metadata(look.referral.clone(), &look.case, look.police_case_number)?,
            };
            Ok::<_, ApiError>((bytes, look.referral))
        })
        .await?;
    // The transaction has committed: from here on the referral counts as delivered.
    let mut response = HttpResponse::Ok();
    response
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((ETAG, format!("\"v{}\"", referral.version)));
    if let Some(jws) = referral.jws {
        response.insert_header(("X-JWS-Signature", jws));
    }
    Ok(response.body(bytes))
}

/// What there is to see of a draft, whose document is built at submit.
fn metadata(
    referral: Referral,
    case: &Case,
    police_case_number: Option<String>,
) -> Result<Vec<u8>, ApiError> {
    let view = ReferralView::of(referral, case, police_case_number, &HashMap::new());
    serde_json::to_vec(&view).map_err(|error| ApiError::Internal(Box::new(error)))
}
