//! Referrals and the exact bytes of their packages.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::content::Sealed;
use domain::id::{CaseId, Id, PersonId, ReferralId};
use domain::referral::State;
use uuid::Uuid;

use crate::schema::referrals as r;
use crate::{Error, Tx};

/// A referral without its package.
#[derive(Debug, Clone)]
pub struct Referral {
    /// Id.
    pub id: ReferralId,
    /// The case.
    pub case: CaseId,
    /// Where it stands.
    pub state: State,
    /// Counts changes; the `ETag`.
    pub version: i32,
    /// Whether it rests on the reporter's consent.
    pub by_consent: bool,
    /// Reads as `domain::consent::ReferralBasis`.
    pub basis: Sealed,
    /// Hash of the package's bytes.
    pub package_sha256: Option<Vec<u8>>,
    /// Compact JWS with detached payload.
    pub jws: Option<String>,
    /// Reads as text.
    pub police_case_number: Option<Sealed>,
    /// Version of all that is sealed in the row.
    pub seal_version: i32,
    /// When the package was destroyed because a person in it was erased.
    pub package_erased_at: Option<DateTime<Utc>>,
    /// Who drafted it.
    pub created_by: PersonId,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Who submitted it.
    pub submitted_by: Option<PersonId>,
    /// When.
    pub submitted_at: Option<DateTime<Utc>>,
    /// Who approved it.
    pub approved_by: Option<PersonId>,
    /// When.
    pub approved_at: Option<DateTime<Utc>>,
    /// When the police fetched it first.
    pub delivered_at: Option<DateTime<Utc>>,
    /// Last step.
    pub updated_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = crate::schema::referrals, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    #[diesel(column_name = case_id)]
    case: Uuid,
    state: String,
    version: i32,
    by_consent: bool,
    basis: Vec<u8>,
    package_sha256: Option<Vec<u8>>,
    jws: Option<String>,
    police_case_number: Option<Vec<u8>>,
    seal_version: i32,
    package_erased_at: Option<DateTime<Utc>>,
    created_by: Uuid,
    created_at: DateTime<Utc>,
    submitted_by: Option<Uuid>,
    submitted_at: Option<DateTime<Utc>>,
    approved_by: Option<Uuid>,
    approved_at: Option<DateTime<Utc>>,
    delivered_at: Option<DateTime<Utc>>,
    updated_at: DateTime<Utc>,
}

impl TryFrom<Row> for Referral {
    type Error = Error;
    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: Id::from_uuid(row.id),
            case: Id::from_uuid(row.case),
            state: State::from_code(&row.state).ok_or_else(|| Error::Corrupt {
                table: "referrals",
                column: "state",
                id: row.id.to_string(),
            })?,
            version: row.version,
            by_consent: row.by_consent,
            basis: Sealed::from_stored(row.basis),
            package_sha256: row.package_sha256,
            jws: row.jws,
            police_case_number: row.police_case_number.map(Sealed::from_stored),
            seal_version: row.seal_version,
            package_erased_at: row.package_erased_at,
            created_by: Id::from_uuid(row.created_by),
            created_at: row.created_at,
            submitted_by: row.submitted_by.map(Id::from_uuid),
            submitted_at: row.submitted_at,
            approved_by: row.approved_by.map(Id::from_uuid),
            approved_at: row.approved_at,
            delivered_at: row.delivered_at,
            updated_at: row.updated_at,
        })
    }
}

/// Writes a draft.
pub fn insert(
    tx: &mut Tx<'_>,
    id: ReferralId,
    case: CaseId,
    by_consent: bool,
    basis: &Sealed,
    created_by: PersonId,
    now: DateTime<Utc>,
) -> Result<Referral, Error> {
    let row: Row = diesel::insert_into(r::table)
        .values((
            r::id.eq(id.uuid()),
            r::case_id.eq(case.uuid()),
            r::state.eq(State::Draft.code()),
            r::by_consent.eq(by_consent),
            r::basis.eq(basis.as_stored()),
            r::created_by.eq(created_by.uuid()),
            r::created_at.eq(now),
            r::updated_at.eq(now),
        ))
        .returning(Row::as_select())
        .get_result(tx.conn)?;
    row.try_into()
}

/// The referral with this id, and nobody else changes it until the transaction ends.
pub fn find_for_update(tx: &mut Tx<'_>, id: ReferralId) -> Result<Referral, Error> {
    let row: Row = r::table
        .find(id.uuid())
        .select(Row::as_select())
        .for_update()
        .first(tx.conn)?;
    row.try_into()
}

/// The case that a referral is of.
pub fn case_of(tx: &mut Tx<'_>, id: ReferralId) -> Result<CaseId, Error> {
    let case: Uuid = r::table.find(id.uuid()).select(r::case_id).first(tx.conn)?;
    Ok(Id::from_uuid(case))
}

/// The bytes of its package.
pub fn package(tx: &mut Tx<'_>, id: ReferralId) -> Result<Option<Sealed>, Error> {
    let bytes: Option<Vec<u8>> = r::table.find(id.uuid()).select(r::package).first(tx.conn)?;
    Ok(bytes.map(Sealed::from_stored))
}

/// The referrals of a case, first one first.
pub fn of_case(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Referral>, Error> {
    r::table
        .filter(r::case_id.eq(case.uuid()))
        .order((r::created_at, r::id))
        .select(Row::as_select())
        .load::<Row>(tx.conn)?
        .into_iter()
        .map(Referral::try_from)
        .collect()
}

/// A page of referrals in these states, last step first.
pub fn list(
    tx: &mut Tx<'_>,
    states: &[State],
    after: Option<(DateTime<Utc>, ReferralId)>,
    limit: i64,
) -> Result<Vec<Referral>, Error> {
    use crate::schema::cases;
    let codes: Vec<&str> = states.iter().map(|state| state.code()).collect();
    // The join lets row-level security on cases decide which referrals the actor may see.
    let mut query = r::table
        .inner_join(cases::table)
        .filter(r::state.eq_any(codes))
        .order((r::updated_at.desc(), r::id.desc()))
        .select(Row::as_select())
        .limit(limit)
        .into_boxed();
    if let Some((updated_at, id)) = after {
        query = query.filter(
            r::updated_at
                .lt(updated_at)
                .or(r::updated_at.eq(updated_at).and(r::id.lt(id.uuid()))),
        );
    }
    query
        .load::<Row>(tx.conn)?
        .into_iter()
        .map(Referral::try_from)
        .collect()
}

/// What a step sets beside the state. What is `None` stays.
#[derive(Debug, Clone, Default, AsChangeset)]
#[diesel(table_name = crate::schema::referrals)]
pub struct StepFacts {
    /// The legal basis, sealed again.
    pub basis: Option<Vec<u8>>,
    /// The package, sealed.
    pub package: Option<Option<Vec<u8>>>,
    /// Its hash.
    pub package_sha256: Option<Option<Vec<u8>>>,
    /// The signature.
    pub jws: Option<Option<String>>,
    /// The police's own number, sealed.
    pub police_case_number: Option<Option<Vec<u8>>>,
    /// Version of all that is sealed in the row.
    pub seal_version: Option<i32>,
    /// Who submitted.
    pub submitted_by: Option<Option<Uuid>>,
    /// When.
    pub submitted_at: Option<Option<DateTime<Utc>>>,
    /// Who approved.
    pub approved_by: Option<Option<Uuid>>,
    /// When.
    pub approved_at: Option<Option<DateTime<Utc>>>,
    /// When first fetched.
    pub delivered_at: Option<Option<DateTime<Utc>>>,
}

/// Moves a referral if it still has the version that was read.
pub fn step(
    tx: &mut Tx<'_>,
    referral: &Referral,
    to: State,
    facts: &StepFacts,
    now: DateTime<Utc>,
) -> Result<Referral, Error> {
    let row: Option<Row> = diesel::update(
        r::table
            .filter(r::id.eq(referral.id.uuid()))
            .filter(r::version.eq(referral.version)),
    )
    .set((
        facts,
        r::state.eq(to.code()),
        r::version.eq(referral.version + 1),
        r::updated_at.eq(now),
    ))
    .returning(Row::as_select())
    .get_result(tx.conn)
    .optional()?;
    row.ok_or(Error::Stale)?.try_into()
}
