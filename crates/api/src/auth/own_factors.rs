//! A person's own second factors: an authenticator app, and passkeys.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{delete, get, post};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::id::{PasskeyId, PersonId};
use domain::problem::{FieldProblem, Rule};
use domain::report::reader::Reader;
use domain::session::{End, Method, Scope, is_elevated};
use serde::Serialize;
use store::passkeys::PasskeyRow;
use store::sessions::Live;
use store::{Tx, passkeys, people, sessions};
use utoipa::ToSchema;

use super::factor::{Factors, SecondFactor};
use super::{LoginKey, totp};
use crate::answer::Answer;
use crate::error::{ApiError, Conflict, Forbidden};
use crate::extract::{Body, FromBody, Nothing, SignedIn};
use crate::state::StaffState;

/// What an authenticator app takes. Shown once.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TotpOfferView {
    /// Base 32, for typing.
    #[schema(example = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]
    pub secret: String,
    /// The same with what belongs to it, for a QR code.
    #[schema(example = "otpauth://totp/SMV-CERT:ida%40cert.example?secret=…&issuer=SMV-CERT")]
    pub uri: String,
}

/// The first code of an app.
#[derive(Debug, ToSchema)]
pub(crate) struct ConfirmTotpRequest {
    /// Six digits.
    pub code: String,
}

impl FromBody for ConfirmTotpRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            code: r.required_text("code", 1, 20),
        })
    }
}

/// What the caller has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FactorsView {
    /// Whether there is an authenticator app.
    pub totp: bool,
    /// Passkeys, oldest first.
    pub passkeys: Vec<PasskeyView>,
}

/// A passkey.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PasskeyView {
    /// Id.
    #[schema(value_type = Uuid)]
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last used.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl From<PasskeyRow> for PasskeyView {
    fn from(row: PasskeyRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            created_at: row.created_at,
            last_used_at: row.last_used_at,
        }
    }
}

/// Which second factors the caller has.
#[utoipa::path(tag = "auth", operation_id = "list_factors",
    responses((status = OK, body = FactorsView)), security(("staff" = [])))]
#[get("/api/v1/auth/factors")]
pub(crate) async fn list_factors(
    caller: SignedIn,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let person = caller.0.session.person;
    let (factors, passkeys) = state
        .db
        .transact(&Actor::System, move |tx| {
            Ok::<_, store::Error>((Factors::of(tx, person)?, passkeys::of_person(tx, person)?))
        })
        .await?;
    Answer::ok(&FactorsView {
        totp: factors.app,
        passkeys: passkeys.into_iter().map(PasskeyView::from).collect(),
    })
}

/// Begin with an authenticator app, or with another one. It comes into use with its first code.
#[utoipa::path(tag = "auth", operation_id = "offer_totp",
    responses((status = CREATED, body = TotpOfferView)), security(("staff" = [])))]
#[post("/api/v1/auth/totp")]
pub(crate) async fn offer_totp(
    caller: SignedIn,
    _body: Body<Nothing>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (now, key, live) = (state.clock.now(), state.door.key.clone(), caller.0.session);
    just_shown(&live, now)?;
    let offered = state
        .db
        .transact(&Actor::System, move |tx| {
            let person = people::by_id(tx, live.person)?.ok_or(ApiError::Unauthenticated)?;
            totp::offer(tx, &key, person.id, &person.email, now)
        })
        .await?;
    let view = TotpOfferView {
        secret: offered.secret,
        uri: offered.uri,
    };
    Ok(Answer::of(StatusCode::CREATED, &view)?.not_stored())
}

/// Bring the app into use with its first code. All other sessions of the caller end.
#[utoipa::path(tag = "auth", operation_id = "confirm_totp", request_body = ConfirmTotpRequest,
    responses((status = NO_CONTENT)), security(("staff" = [])))]
#[post("/api/v1/auth/totp/confirm")]
pub(crate) async fn confirm_totp(
    caller: SignedIn,
    body: Body<ConfirmTotpRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let (now, key, live) = (state.clock.now(), state.door.key.clone(), caller.0.session);
    just_shown(&live, now)?;
    let code = body.value.code;
    let fits = state
        .db
        .transact(&Actor::System, move |tx| {
            take_app(tx, &key, &live, &code, now)
        })
        .await?;
    if fits {
        Ok(Answer::empty())
    } else {
        Err(ApiError::Invalid(vec![FieldProblem {
            pointer: "#/code".to_owned(),
            rule: Rule::OneTimeCode,
        }]))
    }
}

/// Take the authenticator app away. The last second factor stays where one is needed.
#[utoipa::path(tag = "auth", operation_id = "remove_totp",
    responses((status = NO_CONTENT)), security(("staff" = [])))]
#[delete("/api/v1/auth/totp")]
pub(crate) async fn remove_totp(
    caller: SignedIn,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    remove(&state, caller.0.session, Removed::App).await?;
    Ok(Answer::empty())
}

/// Take a passkey away. The last second factor stays where one is needed.
#[utoipa::path(tag = "auth", operation_id = "remove_passkey",
    params(("id" = Uuid, Path, description = "Passkey")),
    responses((status = NO_CONTENT)), security(("staff" = [])))]
#[delete("/api/v1/auth/passkeys/{id}")]
pub(crate) async fn remove_passkey(
    caller: SignedIn,
    id: Path<PasskeyId>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    remove(&state, caller.0.session, Removed::Passkey(*id)).await?;
    Ok(Answer::empty())
}

/// What is taken away.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Removed {
    App,
    Passkey(PasskeyId),
}

/// Takes a factor away, and ends the other sessions.
pub(crate) async fn remove(state: &StaffState, live: Live, which: Removed) -> Result<(), ApiError> {
    let (now, needed) = (state.clock.now(), state.door.second_factor);
    just_shown(&live, now)?;
    state
        .db
        .transact(&Actor::System, move |tx| {
            match which {
                Removed::App => {
                    if store::totp::remove(tx, live.person, now)? == 0 {
                        return Err(ApiError::NotFound);
                    }
                }
                Removed::Passkey(id) => passkeys::remove(tx, live.person, id, now)?,
            }
            // After the fact, so that two removals at once cannot both find the other one there.
            people::hold(tx, live.person)?;
            if needed == SecondFactor::Required && !Factors::of(tx, live.person)?.any() {
                return Err(ApiError::Conflict(Conflict::LastFactor));
            }
            sessions::end_all(tx, live.person, Some(live.id), End::FactorChanged, now)?;
            Ok(())
        })
        .await
}

/// Brings the waiting app into use, when the code fits; the session then reaches as far as the role.
pub(crate) fn take_app(
    tx: &mut Tx<'_>,
    key: &LoginKey,
    live: &Live,
    code: &str,
    now: DateTime<Utc>,
) -> Result<bool, ApiError> {
    if !totp::confirm(tx, key, live.person, code, now)? {
        return Ok(false);
    }
    has_enrolled(tx, live, Method::Totp, now)?;
    Ok(true)
}

/// After a new factor: this session reaches as far as the role, and the others end.
pub(crate) fn has_enrolled(
    tx: &mut Tx<'_>,
    live: &Live,
    method: Method,
    now: DateTime<Utc>,
) -> Result<(), store::Error> {
    if live.scope == Scope::Enrolment {
        sessions::enrolled(tx, live.id, method)?;
    }
    end_others(tx, live.person, live, now)
}

fn end_others(
    tx: &mut Tx<'_>,
    person: PersonId,
    live: &Live,
    now: DateTime<Utc>,
) -> Result<(), store::Error> {
    sessions::end_all(tx, person, Some(live.id), End::FactorChanged, now).map(drop)
}

/// Factors are changed only by who has shown a moment ago who they are.
pub(crate) fn just_shown(live: &Live, now: DateTime<Utc>) -> Result<(), ApiError> {
    if is_elevated(live.reauthenticated_at, now) {
        Ok(())
    } else {
        Err(ApiError::Forbidden(Forbidden::Reauthentication))
    }
}
