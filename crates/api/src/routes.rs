//! Every route of the JSON API, registered once: what serves is what the document describes.

use utoipa_actix_web::service_config::ServiceConfig;

use crate::{auth, cases, events, first_aid, referrals, reports, well_known};

/// For anyone, on every listener.
pub(crate) fn common(cfg: &mut ServiceConfig<'_>) {
    cfg.service(well_known::healthz)
        .service(well_known::readyz)
        .service(well_known::jwks)
        .service(well_known::security_txt)
        .service(well_known::openapi);
}

/// The public role: reports and first aid.
pub(crate) fn public(cfg: &mut ServiceConfig<'_>) {
    cfg.service(reports::submit_report)
        .service(reports::list_own_reports)
        .service(reports::get_report)
        .service(reports::add_message_to_report)
        .service(reports::set_report_consents)
        .service(first_aid::get_first_aid);
}

/// The staff role: analysts and the police.
pub(crate) fn staff(cfg: &mut ServiceConfig<'_>) {
    cfg.service(auth::login)
        .service(auth::refresh)
        .service(auth::logout)
        .service(cases::list_queue)
        .service(cases::claim_case)
        .service(cases::list_cases)
        .service(cases::get_case)
        .service(cases::list_case_events)
        .service(cases::transition_case)
        .service(cases::set_case_owner)
        .service(cases::set_case_classification)
        .service(cases::set_case_severity)
        .service(cases::set_case_tlp)
        .service(cases::add_note)
        .service(cases::add_message)
        .service(cases::replace_access_code)
        .service(events::list_events)
        .service(referrals::draft_referral)
        .service(referrals::submit_referral)
        .service(referrals::approve_referral)
        .service(referrals::reject_referral)
        .service(referrals::withdraw_referral)
        .service(referrals::list_referrals)
        .service(referrals::get_referral)
        .service(referrals::acknowledge_referral)
        .service(referrals::decide_referral)
        .service(referrals::question_referral)
        .service(referrals::conclude_referral);
}
