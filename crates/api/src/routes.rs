//! Every route of the JSON API, registered once with what it asks of its caller: what serves is what
//! the document describes.

use domain::access::Action as A;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::policy::{Policy, Routes};
use crate::{
    attachments, audit, auth, call_backs, cases, events, first_aid, referrals, reports, surge,
    well_known,
};

/// For anyone, on every listener.
pub(crate) fn common(cfg: &mut ServiceConfig<'_>) {
    Routes::on(cfg)
        .route(Policy::Anyone, well_known::healthz)
        .route(Policy::Anyone, well_known::readyz)
        .route(Policy::Anyone, well_known::jwks)
        .route(Policy::Anyone, well_known::security_txt)
        .route(Policy::Anyone, well_known::openapi);
}

/// The public role: reports and first aid.
pub(crate) fn public(cfg: &mut ServiceConfig<'_>) {
    Routes::on(cfg)
        .route(Policy::AnyoneOrKey, reports::submit_report)
        .route(Policy::Key, reports::list_own_reports)
        .route(Policy::AccessCodeOrKey, reports::get_report)
        .route(Policy::AccessCode, reports::add_message_to_report)
        .route(Policy::AccessCode, reports::set_report_consents)
        .route(Policy::AccessCode, reports::add_stage_to_report)
        .route(Policy::AccessCode, reports::get_report_stage)
        .route(Policy::AccessCode, attachments::add_attachments_to_report)
        .route(Policy::AccessCode, attachments::get_report_attachment)
        .route(Policy::AccessCode, attachments::append_to_report_attachment)
        .route(Policy::Anyone, first_aid::get_first_aid);
}

/// The staff role: analysts and the police.
pub(crate) fn staff(cfg: &mut ServiceConfig<'_>) {
    Routes::on(cfg)
        .route(Policy::Secret, auth::login::login)
        .route(Policy::Secret, auth::enrolment::enrol)
        .route(Policy::Secret, auth::refresh::refresh)
        .route(Policy::Secret, auth::logout::logout)
        .route(Policy::SignedIn, auth::logout::logout_everywhere)
        .route(Policy::SignedIn, auth::reauthenticate::reauthenticate)
        .route(Policy::SignedIn, auth::own_password::change_password)
        .route(Policy::SignedIn, auth::own_factors::list_factors)
        .route(Policy::SignedIn, auth::own_factors::offer_totp)
        .route(Policy::SignedIn, auth::own_factors::confirm_totp)
        .route(Policy::SignedIn, auth::own_factors::remove_totp)
        .route(Policy::SignedIn, auth::own_factors::remove_passkey)
        .route(Policy::SignedIn, auth::own_sessions::list_sessions)
        .route(Policy::SignedIn, auth::own_sessions::end_session)
        .may(&[A::RecoverPeople], auth::recovery::list_recoveries)
        .may(&[A::RecoverPeople], auth::recovery::open_recovery)
        .may(&[A::RecoverPeople], auth::recovery::approve_recovery)
        .may(&[A::RecoverPeople], auth::recovery::cancel_recovery)
        .may(&[A::ReadCase], cases::list_queue)
        .may(&[A::Claim], cases::claim_case)
        .may(&[A::ReadCallBacks], call_backs::list_call_backs)
        .may(&[A::TakeCallBacks], call_backs::finish_call_back)
        .may(&[A::ReadCase], surge::get_surge)
        .may(&[A::ReadCase], cases::list_cases)
        .may(&[A::ReadCase], cases::get_case)
        .may(&[A::ReadCase], cases::list_case_events)
        .may(&[A::Transition], cases::transition_case)
        .may(&[A::Assign], cases::set_case_owner)
        .may(&[A::Classify], cases::set_case_classification)
        .may(&[A::Classify], cases::set_case_severity)
        .may(&[A::Classify], cases::set_case_tlp)
        .may(&[A::WriteNote], cases::add_note)
        .may(&[A::WriteMessage], cases::add_message)
        .may(&[A::ReplaceCode], cases::replace_access_code)
        .may(&[A::ReplaceCode], cases::add_identity_check)
        .may(&[A::ReplaceCode], cases::shut_sender_out)
        .may(&[A::OpenAttachment], attachments::download_attachment)
        .may(&[A::ReadAccess], cases::get_case_access)
        .may(&[A::ManageAccess], cases::set_case_access)
        .may(&[A::BreakGlass], cases::break_glass)
        .may(&[A::ReadCase], events::list_events)
        .may(&[A::PrepareReferral], referrals::draft_referral)
        .may(&[A::PrepareReferral], referrals::submit_referral)
        .may(&[A::DecideReferral], referrals::approve_referral)
        .may(&[A::DecideReferral], referrals::reject_referral)
        .may(&[A::PrepareReferral], referrals::withdraw_referral)
        .may(
            &[A::ReadReferral, A::AnswerReferral],
            referrals::list_referrals,
        )
        .may(
            &[A::ReadReferral, A::AnswerReferral],
            referrals::get_referral,
        )
        .may(&[A::AnswerReferral], referrals::acknowledge_referral)
        .may(&[A::AnswerReferral], referrals::decide_referral)
        .may(&[A::AnswerReferral], referrals::question_referral)
        .may(&[A::ReadAudit], audit::search_audit)
        .may(&[A::ExportAudit], audit::export_audit)
        .may(&[A::AnswerReferral], referrals::conclude_referral);
}
