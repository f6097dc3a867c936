//! Who may reach a case, as the rows beside it say: for [`domain::access`] to decide on, and as a
//! condition for lists, so that pages are full.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Text, Uuid as SqlUuid};
use domain::access::{Actor, Role, Standing};
use domain::case::Case;
use domain::id::{CaseId, Id, PersonId, TeamId};
use domain::number::ReportNumber;
use domain::referral::State;
use uuid::Uuid;

use crate::schema::{case_people, case_teams, cases, people, referrals, teams};
use crate::{Error, Tx};

/// What the rows beside these cases say of the actor. A case that nothing is said of is left out.
pub fn standings(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: &[Case],
) -> Result<HashMap<CaseId, Standing>, Error> {
    let mut found: HashMap<CaseId, Standing> = HashMap::new();
    let Actor::Person {
        id,
        role,
        teams: own,
    } = actor
    else {
        return Ok(found);
    };
    if *role == Role::PoliceLiaison {
        let ids: Vec<Uuid> = of.iter().map(|case| case.id.uuid()).collect();
        for case in referred(tx, &ids)? {
            found.entry(case).or_default().recipient = true;
        }
        return Ok(found);
    }
    // Most cases are open to their own team: then no row beside them matters.
    let asked: Vec<Uuid> = of
        .iter()
        .filter(|case| case.restricted || !own.contains(&case.team))
        .map(|case| case.id.uuid())
        .collect();
    if asked.is_empty() {
        return Ok(found);
    }
    let own: Vec<Uuid> = own.iter().map(|team| team.uuid()).collect();
    let shared: Vec<Uuid> = case_teams::table
        .filter(case_teams::case_id.eq_any(&asked))
        .filter(case_teams::team_id.eq_any(own))
        .select(case_teams::case_id)
        .load(tx.conn)?;
    for case in shared {
        found.entry(Id::from_uuid(case)).or_default().shared = true;
    }
    let listed: Vec<(Uuid, Option<DateTime<Utc>>)> = case_people::table
        .filter(case_people::case_id.eq_any(&asked))
        .filter(case_people::person_id.eq(id.uuid()))
        .filter(not_over())
        .select((case_people::case_id, case_people::until))
        .load(tx.conn)?;
    for (case, until) in listed {
        let standing = found.entry(Id::from_uuid(case)).or_default();
        standing.listed |= until.is_none();
        standing.emergency |= until.is_some();
    }
    Ok(found)
}

fn referred(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<CaseId>, Error> {
    let visible: Vec<&str> = State::ALL
        .iter()
        .filter(|state| state.is_visible_to_police())
        .map(|state| state.code())
        .collect();
    let cases: Vec<Uuid> = referrals::table
        .filter(referrals::case_id.eq_any(ids))
        .filter(referrals::state.eq_any(visible))
        .select(referrals::case_id)
        .distinct()
        .load(tx.conn)?;
    Ok(cases.into_iter().map(Id::from_uuid).collect())
}

/// The clock of the caller's transaction, as row-level security asks it.
fn not_over() -> diesel::expression::SqlLiteral<Bool> {
    sql("(case_people.until IS NULL OR case_people.until > smv_now())")
}

/// Whose cases a list shows.
#[derive(Debug, Clone)]
pub enum Sight {
    /// All.
    All,
    /// What this person may reach.
    Of {
        /// Who.
        person: PersonId,
        /// Their teams.
        teams: Vec<TeamId>,
        /// Whether restricted cases of their own teams are among them.
        leads: bool,
    },
    /// None.
    Nothing,
}

impl Sight {
    /// What the actor may find in lists.
    #[must_use]
    pub fn of(actor: &Actor) -> Self {
        match actor {
            Actor::System
            | Actor::Person {
                role: Role::Auditor,
                ..
            } => Self::All,
            Actor::Person {
                id,
                role: role @ (Role::Analyst | Role::DutyLead),
                teams,
            } => Self::Of {
                person: *id,
                teams: teams.clone(),
                leads: *role == Role::DutyLead,
            },
            Actor::Person {
                role: Role::PoliceLiaison | Role::Admin,
                ..
            }
            | Actor::Reporter => Self::Nothing,
        }
    }
}

type Condition = Box<dyn BoxableExpression<cases::table, Pg, SqlType = Bool>>;

/// The condition of a list; none when all cases are seen.
pub(crate) fn seen(sight: &Sight) -> Option<Condition> {
    let (person, ids, leads) = match sight {
        Sight::All => return None,
        Sight::Nothing => return Some(Box::new(sql::<Bool>("false"))),
        Sight::Of {
            person,
            teams,
            leads,
        } => {
            let ids: Vec<Uuid> = teams.iter().map(|team| team.uuid()).collect();
            (person.uuid(), ids, *leads)
        }
    };
    let listed = case_people::table
        .filter(case_people::person_id.eq(person))
        .filter(not_over())
        .select(case_people::case_id);
    let shared = case_teams::table
        .filter(case_teams::team_id.eq_any(ids.clone()))
        .select(case_teams::case_id);
    let is_owner = || {
        cases::owner
            .is_not_distinct_from(Some(person))
            .or(cases::restricted.eq(false))
    };
    let of_team: Condition = if leads {
        Box::new(cases::team_id.eq_any(ids))
    } else {
        Box::new(cases::team_id.eq_any(ids).and(is_owner()))
    };
    let of_shared = cases::id.eq_any(shared).and(is_owner());
    Some(Box::new(of_team.or(cases::id.eq_any(listed)).or(of_shared)))
}

/// Who needs to know of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Opened in an emergency, until then.
    pub until: Option<DateTime<Utc>>,
}

/// Those on a case's list, and those who opened it in an emergency that is not over.
pub fn listed(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Listed>, Error> {
    let rows: Vec<(Uuid, String, Option<DateTime<Utc>>)> = case_people::table
        .inner_join(people::table)
        .filter(case_people::case_id.eq(case.uuid()))
        .filter(not_over())
        .order((people::name, people::id))
        .select((people::id, people::name, case_people::until))
        .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(person, name, until)| Listed {
            person: Id::from_uuid(person),
            name,
            until,
        })
        .collect())
}

/// The teams that a case is shared with, by name.
pub fn shared_with(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<(TeamId, String)>, Error> {
    let rows: Vec<(Uuid, String)> = case_teams::table
        .inner_join(teams::table)
        .filter(case_teams::case_id.eq(case.uuid()))
        .order(teams::name)
        .select((teams::id, teams::name))
        .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, name)| (Id::from_uuid(id), name))
        .collect())
}

/// Sets who may reach a case beside its team. Emergencies that run stay.
pub fn set(
    tx: &mut Tx<'_>,
    case: CaseId,
    people: &[PersonId],
    teams: &[TeamId],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::delete(
        case_people::table
            .filter(case_people::case_id.eq(case.uuid()))
            .filter(case_people::until.is_null()),
    )
    .execute(tx.conn)?;
    diesel::delete(case_teams::table.filter(case_teams::case_id.eq(case.uuid())))
        .execute(tx.conn)?;
    for person in people {
        list(tx, case, *person, None, now)?;
    }
    let rows: Vec<_> = teams
        .iter()
        .map(|team| {
            (
                case_teams::case_id.eq(case.uuid()),
                case_teams::team_id.eq(team.uuid()),
            )
        })
        .collect();
    diesel::insert_into(case_teams::table)
        .values(&rows)
        .execute(tx.conn)?;
    Ok(())
}

/// Lists somebody, or lets them in until a time. Who stands on the list for good stays there for good.
pub fn list(
    tx: &mut Tx<'_>,
    case: CaseId,
    person: PersonId,
    until: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    diesel::insert_into(case_people::table)
        .values((
            case_people::case_id.eq(case.uuid()),
            case_people::person_id.eq(person.uuid()),
            case_people::until.eq(until),
            case_people::since.eq(now),
        ))
        .on_conflict((case_people::case_id, case_people::person_id))
        .do_update()
        .set((case_people::until.eq(until), case_people::since.eq(now)))
        .execute(tx.conn)?;
    Ok(())
}

/// A restricted case of one of the caller's teams, or shared with one: what must be known of it before
/// the caller may see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    /// The case.
    pub id: CaseId,
    /// Its team.
    pub team: TeamId,
    /// Who works on it.
    pub owner: Option<PersonId>,
}

#[derive(QueryableByName)]
struct ClosedRow {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
    #[diesel(sql_type = SqlUuid)]
    team_id: Uuid,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    owner: Option<Uuid>,
}

/// Looks behind row-level security for a restricted case with this number.
pub fn closed(tx: &mut Tx<'_>, number: &ReportNumber) -> Result<Closed, Error> {
    let row: ClosedRow =
        diesel::sql_query("SELECT id, team_id, owner FROM restricted_case($1) LIMIT 1")
            .bind::<Text, _>(number.as_str())
            .get_result(tx.conn)?;
    Ok(Closed {
        id: Id::from_uuid(row.id),
        team: Id::from_uuid(row.team_id),
        owner: row.owner.map(Id::from_uuid),
    })
}
