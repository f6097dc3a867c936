//! The console's own pages: signing in, what one signs in with, and where one is signed in.
//!
//! Rendered on the server in both languages, like the public pages; only passkeys need a script.
//! The language is the browser's, unless its reader has chosen another.

mod app;
mod call_backs;
mod enrol;
mod fields;
mod frame;
mod leave;
mod login;
mod passkeys;
mod reauthenticate;
mod recoveries;
mod security;
mod security_page;
mod start;
mod surge;
mod visitor;

use actix_web::web;

pub(crate) use frame::{failed, next};
pub(crate) use login::{Way, replace};
pub(crate) use visitor::Visitor;

/// Registers every page. Needs `web::Data<StaffState>` in the app.
pub(crate) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.service(start::start)
        .service(surge::show)
        .service(call_backs::show)
        .service(call_backs::finish)
        .service(login::ask)
        .service(login::enter)
        .service(leave::logout)
        .service(leave::language)
        .service(reauthenticate::ask)
        .service(reauthenticate::show)
        .service(enrol::ask)
        .service(enrol::enrol)
        .service(security::show)
        .service(security::password)
        .service(security::remove_app)
        .service(security::remove_passkey)
        .service(security::end_session)
        .service(security::everywhere)
        .service(app::offer)
        .service(app::show)
        .service(app::confirm)
        .service(recoveries::show)
        .service(recoveries::open)
        .service(recoveries::approve)
        .service(recoveries::cancel)
        .service(passkeys::begin_sign_in)
        .service(passkeys::finish_sign_in)
        .service(passkeys::begin_again)
        .service(passkeys::finish_again)
        .service(passkeys::begin_register)
        .service(passkeys::finish_register);
}
