//! Beginning with a code that was handed over: a password first, then a second factor.

use actix_web::post;
use actix_web::web::Data;
use aws_lc_rs::digest::{SHA256, digest};
use chrono::{DateTime, Utc};
use domain::access::Actor;
use domain::access_code::AccessCode;
use domain::id::{PersonId, RecoveryId};
use domain::recovery::CODE_LIFE;
use domain::report::reader::Reader;
use domain::session::{End, Method, Scope};
use domain::softlock::Subject;
use store::{Tx, enrolment, login_locks, passkeys, people, sessions, totp};
use utoipa::ToSchema;

use super::client::Client;
use super::factor::SecondFactor;
use super::login::TokensView;
use super::own_password::hashed;
use super::record::{self, Concerned, Refusal};
use super::session::{self, Entry};
use super::sign_in::whole_seconds;
use crate::answer::Answer;
use crate::error::ApiError;
use crate::extract::{Body, FromBody};
use crate::state::StaffState;

/// A code and the password that shall hold.
#[derive(Debug, ToSchema)]
pub(crate) struct EnrolRequest {
    /// As it was handed over, in any shape. Works once, for a day.
    pub code: String,
    /// 12 to 256 characters of any kind.
    #[schema(format = Password, min_length = 12, max_length = 256)]
    pub new_password: String,
}

impl FromBody for EnrolRequest {
    fn read(r: &mut Reader<'_>) -> Option<Self> {
        Some(Self {
            code: r.required_text("code", 1, 100),
            new_password: r.secret("new_password", 1000),
        })
    }
}

/// Begin with a code that was handed over: sets the password, and takes away whatever the person had
/// before. The session reaches as far as making a second factor, where one is needed.
#[utoipa::path(tag = "auth", operation_id = "enrol", request_body = EnrolRequest,
    responses((status = OK, body = TokensView)))]
#[post("/api/v1/auth/enrol")]
pub(crate) async fn enrol(
    client: Client,
    body: Body<EnrolRequest>,
    state: Data<StaffState>,
) -> Result<Answer, ApiError> {
    let asked = Enrolment {
        code: body.value.code,
        new_password: body.value.new_password,
    };
    let open = |tx: &mut Tx<'_>, entry: &Entry| Ok(session::open_api(tx, entry)?);
    let (entry, opened) = begin(&state, &client, asked, open).await?;
    record::entered(&entry, opened.id);
    session::tokens_answer(&state, entry.person, opened, entry.scope)
}

/// What somebody types.
pub(crate) struct Enrolment {
    pub(crate) code: String,
    pub(crate) new_password: String,
}

/// Uses the code, sets the password, and opens a session.
pub(crate) async fn begin<T, F>(
    state: &StaffState,
    client: &Client,
    asked: Enrolment,
    open: F,
) -> Result<(Entry, T), ApiError>
where
    T: Send + 'static,
    F: FnOnce(&mut Tx<'_>, &Entry) -> Result<T, ApiError> + Send + 'static,
{
    let (now, needed) = (state.clock.now(), state.door.second_factor);
    let network = client.network_hash(&state.door.key);
    let code_hash = AccessCode::parse(&asked.code).map(|code| hash(&code));
    let wanted = code_hash.clone();
    let found = state
        .db
        .transact(&Actor::System, move |tx| {
            let [lock] = login_locks::hold(tx, [&network], now)?;
            if let Some(wait) = lock.wait(now) {
                return Err(ApiError::TooManyRequests(whole_seconds(wait)));
            }
            let person = match &wanted {
                Some(hash) => enrolment::holder(tx, hash, now)?,
                None => None,
            };
            let person = match person {
                Some(person) => people::by_id(tx, person)?,
                None => None,
            };
            if person.is_none() {
                login_locks::keep(tx, &network, &lock.tried(Subject::Network, now))?;
            }
            Ok(person)
        })
        .await?;
    let (Some(person), Some(code_hash)) = (found, code_hash) else {
        record::failed_login(state, Refusal::Wrong, Concerned::default()).await?;
        return Err(ApiError::Unauthenticated);
    };
    let about = [person.name.as_str(), person.email.as_str()];
    let password = hashed(state, asked.new_password, &about, "#/new_password").await?;
    state
        .db
        .transact(&Actor::System, move |tx| {
            let Some(person) = enrolment::use_code(tx, &code_hash, now)? else {
                return Err(ApiError::Unauthenticated);
            };
            forget_everything(tx, person, now)?;
            people::set_password(tx, person, &password, now)?;
            let entry = Entry {
                person,
                method: Method::EnrolmentCode,
                scope: match needed {
                    SecondFactor::Required => Scope::Enrolment,
                    SecondFactor::Optional => Scope::Full,
                },
                now,
            };
            Ok((entry, open(tx, &entry)?))
        })
        .await
}

/// What the person had before opens nothing any more.
pub(crate) fn forget_everything(
    tx: &mut Tx<'_>,
    person: PersonId,
    now: DateTime<Utc>,
) -> Result<(), store::Error> {
    totp::remove(tx, person, now)?;
    passkeys::remove_all(tx, person, now)?;
    sessions::end_all(tx, person, None, End::Recovered, now)?;
    Ok(())
}

/// A new code for a person, as it is handed over. Shown once; only its hash is kept.
pub fn give_code(
    tx: &mut Tx<'_>,
    person: PersonId,
    recovery: Option<RecoveryId>,
    now: DateTime<Utc>,
) -> Result<String, store::Error> {
    // 130 random bits, in the shape that people already read aloud here.
    let code = AccessCode::from_mac(&store::random::<32>());
    enrolment::give_code(tx, &hash(&code), person, recovery, now, now + CODE_LIFE)?;
    Ok(code.shown())
}

/// With 130 random bits a plain hash is enough (ASVS 5.0, 6.5.2).
fn hash(code: &AccessCode) -> Vec<u8> {
    digest(&SHA256, code.symbols().as_bytes()).as_ref().to_vec()
}
