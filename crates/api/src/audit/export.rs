//! Taking the audit trail out of the house, as a table.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, LINK};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use triage_queue::audit::search;

use super::params::{EXPORT_MOST, ExportParams};
use super::search::AuditView;
use super::table::csv;
use crate::error::ApiError;
use crate::extract::{Checked, Elevated, cursor};
use crate::page_of::Page;
use crate::state::StaffState;

/// The audit trail as a table (CSV, RFC 4180), newest first.
///
/// Asks that the caller has shown who they are within ten minutes. At most 50,000 lines; when there are more, a `Link` header with `rel="next"` leads on. A cell that a
/// spreadsheet would take for a formula begins with an apostrophe. Every export is a line itself.
#[utoipa::path(tag = "audit", operation_id = "export_audit",
    params(
        ("actor" = Option<Uuid>, Query, description = "Who did it"),
        ("action" = Option<String>, Query, description = "Comma-separated actions"),
        ("case" = Option<Uuid>, Query, description = "About this case"),
        ("outcome" = Option<crate::codes::AuditOutcomeCode>, Query, description = "What came of it"),
        ("from" = Option<String>, Query, description = "At or after this time, or day (UTC)"),
        ("to" = Option<String>, Query, description = "Before this time, or day (UTC)"),
        ("after" = Option<String>, Query, description = "From the `Link` of the export before")),
    responses((status = OK, description = "The lines", content_type = "text/csv", body = String)),
    security(("staff" = [])))]
#[get("/api/v1/audit/export")]
pub(crate) async fn export_audit(
    Elevated(staff): Elevated,
    params: Checked<ExportParams>,
    request: HttpRequest,
    state: Data<StaffState>,
) -> Result<HttpResponse, ApiError> {
    let search = params.0.0;
    let (actor, now) = (staff.actor.clone(), state.clock.now());
    let found = state
        .db
        .transact(&staff.actor, move |tx| {
            search::export(tx, &actor, &search, EXPORT_MOST + 1, now)
        })
        .await?;
    let lines = AuditView::all(found);
    let page = Page::of(lines, EXPORT_MOST, |line| line.id, |line| line);
    let mut response = HttpResponse::Ok();
    response
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""));
    if page.next.is_some()
        && let Some(last) = page.data.last()
    {
        let next = following(&request, &cursor(&last.id));
        response.insert_header((LINK, format!("<{next}>; rel=\"next\"")));
    }
    Ok(response.body(csv(&page.data)?))
}

/// The same request for what comes after.
fn following(request: &HttpRequest, after: &str) -> String {
    let kept = url::form_urlencoded::parse(request.query_string().as_bytes())
        .filter(|(name, _)| name != "after");
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(kept)
        .append_pair("after", after)
        .finish();
    format!("{}?{query}", request.path())
}
