//! The public pages: the report form in five steps, its receipt, and the follow page.
//!
//! Rendered on the server, in Danish and English; everything works without a script. Pages know no
//! database: they reach the case through the [`Desk`] they are given, and show plain views. No
//! number and no access code ever stands in an address, so every form that carries them is a POST.

mod accessibility;
mod answers;
mod audit;
mod aware;
mod call_back;
mod call_back_page;
mod check_page;
pub(crate) mod console;
mod desk;
mod details;
mod draft;
mod error_page;
mod field;
mod files;
pub(crate) mod first;
mod follow;
mod follow_page;
mod form;
mod fragments;
mod keeping;
pub(crate) mod layout;
mod methods;
mod posted;
mod privacy;
mod problems;
mod receipt_page;
mod saved;
mod site;
mod stages;
mod start;
mod step;
mod step_page;
mod timeline;
mod view;

#[cfg(test)]
mod tests;

use actix_web::web;
use domain::now::Clock;

use first::FirstStep;

pub use answers::Answers;
pub(crate) use audit::AuditPage;
pub use desk::{
    Desk, DeskError, DeskFuture, DraftChange, FileTrouble, Gate, Pass, SentFiles, Wave,
};
pub use error_page::{error_page, language_of};
pub use keeping::StoredDraft;
pub(crate) use methods::{methods_of, methods_of_console};
pub use site::{Assets, Contacts, DesignSystem, Mode, Site};
pub use view::{
    FileLimits, FollowEntry, FollowFile, FollowReferral, FollowStage, FollowView, ReceiptView,
    StageView,
};

/// What every page handler is given.
pub struct PagesState {
    /// The way to reports and cases.
    pub desk: Box<dyn Desk>,
    /// What every page shows around its content.
    pub site: Site,
    /// Where the time comes from.
    pub clock: Clock,
    /// Makes a new idempotency key: 16 to 255 visible ASCII characters, never the same twice.
    pub new_key: fn() -> String,
    /// The page that most ask for.
    pub(crate) first_step: FirstStep,
}

/// Registers every page. Needs `web::Data<PagesState>` in the app.
pub fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(start::choose_language)
        .service(start::start)
        .service(privacy::show)
        .service(accessibility::show)
        .service(saved::confirm)
        .service(call_back::ask)
        .service(call_back::send)
        .service(call_back::edit)
        .service(call_back::begin_again)
        .service(form::begin)
        .service(keeping::ask)
        .service(keeping::open)
        .service(keeping::save_draft)
        .service(keeping::pick)
        .service(form::edit)
        .service(form::list)
        .service(form::send)
        .service(form::answer)
        .service(form::begin_again)
        .service(follow::ask)
        .service(follow::show)
        .service(follow::add_message)
        .service(follow::set_consents)
        .service(files::add_files)
        .service(stages::show)
        .service(stages::save)
        .service(stages::mark)
        .service(stages::fetch)
        .service(follow::ask_again);
}
