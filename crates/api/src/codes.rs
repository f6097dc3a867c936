//! Closed lists of the domain as the contract shows them: strings with their allowed values.
//!
//! The values come from the domain's own lists, so the document cannot lag behind; the domain never
//! sees utoipa.

use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

macro_rules! code_schemas {
    ($($(#[$meta:meta])* $name:ident = $list:path),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug)]
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(SchemaType::Type(Type::String))
                    .enum_values(Some($list.iter().copied()))
                    .into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

code_schemas! {
    /// Where a file stands.
    AttachmentStateCode = domain::attachment::AttachmentState::CODES,
    /// Language of answers and mails.
    LanguageCode = domain::language::Language::CODES,
    /// What happened, as the reporter says it.
    KindCode = domain::kind::Kind::CODES,
    /// Whether it still happens.
    OngoingCode = domain::severity::Ongoing::CODES,
    /// How hard the firm is hit.
    ImpactCode = domain::severity::Impact::CODES,
    /// How bad a case is.
    SeverityCode = domain::severity::Severity::CODES,
    /// How exactly a time is known.
    PrecisionCode = domain::report::Precision::CODES,
    /// Size by number of employees.
    SizeClassCode = domain::organisation::SizeClass::CODES,
    /// Sort of organisation.
    OrganisationTypeCode = domain::organisation::OrganisationType::CODES,
    /// Version of the industry classification.
    NaceVersionCode = domain::sector::NaceVersion::CODES,
    /// On what ground a supplier reports.
    MandateCode = domain::report::Mandate::CODES,
    /// How well it is known that a reporter speaks for the firm.
    IdentityAssuranceCode = domain::consent::IdentityAssurance::CODES,
    /// Whether the case may go to the police.
    PoliceConsentCode = domain::consent::PoliceConsent::CODES,
    /// Where a case stands.
    StatusCode = domain::case::status::Status::CODES,
    /// What can be asked for.
    TransitionCode = domain::case::transition::ASKED_FOR,
    /// Traffic Light Protocol 2.0.
    TlpCode = domain::tlp::Tlp::CODES,
    /// Where a referral stands.
    ReferralStateCode = domain::referral::State::CODES,
    /// A duty of the firm.
    DutyCode = domain::duty::DutyName::CODES,
    /// How sure it is that a duty applies.
    AppliesCode = domain::duty::Applies::CODES,
    /// A stage of a firm's notice to the authorities.
    StageCode = domain::stage::StageName::CODES,
    /// Where a stage stands.
    StageStateCode = domain::stage::StageState::CODES,
    /// An answer to a yes-or-no question.
    YesNoCode = domain::severity::Ongoing::CODES,
    /// A promise of ours.
    ClockCode = domain::clock::ClockName::CODES,
    /// A part of a priority.
    FactorCode = domain::priority::FactorName::CODES,
    /// What happened to a case.
    EventCode = domain::event::EventName::CODES,
    /// Who may read an event.
    AudienceCode = domain::event::Audience::CODES,
    /// What somebody did, or tried.
    AuditActionCode = domain::audit::Act::CODES,
    /// What came of it.
    AuditOutcomeCode = domain::audit::Outcome::CODES,
    /// Something doubtful that was accepted.
    WarningCode = domain::problem::Warning::CODES,
    /// What carries a session.
    SessionKindCode = domain::session::Kind::CODES,
    /// How somebody has signed in.
    LoginMethodCode = domain::session::Method::CODES,
    /// Where the police take a kind.
    PoliceChannelCode = domain::kind::PoliceChannel::CODES,
}
