//! The auditor's page.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use domain::access::Action;
use triage_queue::audit::search;

use super::params::{PageParams, SearchParams};
use super::search::AuditView;
use crate::error::ApiError;
use crate::extract::{Checked, Staff};
use crate::page_of::Page;
use crate::pages::{AuditPage, Site};
use crate::request;
use crate::state::StaffState;

/// The audit trail for reading: filters, older lines, export. Works without a script.
#[get("/console/audit")]
pub(crate) async fn show_audit(
    staff: Staff,
    params: Result<Checked<PageParams>, ApiError>,
    asked: HttpRequest,
    state: Data<StaffState>,
    site: Data<Site>,
) -> Result<HttpResponse, ApiError> {
    staff.actor.may(Action::ReadAudit)?;
    let may_export = staff.actor.may(Action::ExportAudit).is_ok();
    let query = asked.query_string();
    let Ok(Checked(PageParams { asked, language })) = params else {
        let page = AuditPage::wrong(&site, request::language(), query);
        return Ok(page.answer(StatusCode::BAD_REQUEST));
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
    Ok(AuditPage::new(&site, language, query, page, may_export).answer(StatusCode::OK))
}
