//! The auditor's page.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::access::{Action, Actor};
use store::people;
use triage_queue::audit::search;

use super::params::{PageParams, SearchParams};
use super::search::AuditView;
use crate::error::{ApiError, Forbidden, Malformed};
use crate::extract::{Checked, Staff};
use crate::page_of::Page;
use crate::pages::console::failed;
use crate::pages::layout::see;
use crate::pages::{AuditPage, Site};
use crate::request;
use crate::state::StaffState;

/// The audit trail for reading: filters, older lines, export. Works without a script.
#[get("/console/audit")]
pub(crate) async fn show_audit(
    staff: Result<Staff, ApiError>,
    params: Result<Checked<PageParams>, ApiError>,
    asked: HttpRequest,
    state: Data<StaffState>,
    site: Data<Site>,
) -> Result<HttpResponse, ApiError> {
    let staff = match staff {
        Err(ApiError::Unauthenticated) => return Ok(see("/console/login?next=/console/audit")),
        Err(ApiError::Forbidden(Forbidden::SecondFactor)) => return Ok(see("/console/security")),
        staff => staff?,
    };
    if let Err(denied) = staff.actor.may(Action::ReadAudit) {
        return Ok(failed(&state, &denied.into()));
    }
    let person = staff.session.person;
    let names = state
        .db
        .transact(&Actor::System, move |tx| people::names(tx, &[person]))
        .await?;
    let who = names.into_iter().next().map(|(_, name)| name);
    let who = who.unwrap_or_default();
    let may_export = staff.actor.may(Action::ExportAudit).is_ok();
    let query = asked.query_string();
    let PageParams { asked, language } = match params {
        Ok(Checked(params)) => params,
        Err(ApiError::Malformed(
            Malformed::BadParameter(name) | Malformed::UnknownParameter(name),
        )) => {
            let page = AuditPage::wrong(&site, who, request::language(), query, &name);
            return Ok(page.answer(StatusCode::BAD_REQUEST));
        }
        Err(error) => return Ok(failed(&state, &error)),
    };
    let SearchParams { limit, search } = asked;
    let (actor, now) = (staff.actor.clone(), state.clock.now());
    let found = state
        .db
        .transact_reading(&staff.actor, move |tx| {
            search::search(tx, &actor, &search, limit + 1, now)
        })
        .await?;
    let page = Page::of(AuditView::all(found), limit, |line| line.id, |line| line);
    let language = language.unwrap_or_else(request::language);
    Ok(AuditPage::new(&site, who, language, query, page, may_export).answer(StatusCode::OK))
}
