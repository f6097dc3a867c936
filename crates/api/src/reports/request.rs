//! The body of a report as the contract shows it. Reading is `domain::report::parse`'s.

use chrono::{DateTime, Utc};
use utoipa::ToSchema;

use crate::codes::{
    ImpactCode, KindCode, LanguageCode, MandateCode, NaceVersionCode, OngoingCode,
    OrganisationTypeCode, PoliceConsentCode, PrecisionCode, SizeClassCode,
};

/// A report.
#[derive(Debug, ToSchema)]
#[schema(as = ReportRequest)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct ReportRequest {
    /// Language of answers and mails; without it `Accept-Language` decides.
    #[schema(value_type = Option<LanguageCode>)]
    pub language: Option<String>,
    /// What happened.
    #[schema(value_type = KindCode)]
    pub kind: String,
    /// Whether it still happens.
    #[schema(value_type = OngoingCode)]
    pub ongoing: String,
    /// How hard the firm is hit.
    #[schema(value_type = ImpactCode)]
    pub impact: String,
    /// When the firm became aware; not in the future.
    pub aware_at: Option<DateTime<Utc>>,
    /// How exactly that is known.
    #[schema(value_type = Option<PrecisionCode>)]
    pub aware_precision: Option<String>,
    /// Own words, without passwords or CPR numbers.
    #[schema(min_length = 10, max_length = 20000)]
    pub description: String,
    /// The firm; `name` or `cvr` is needed unless the reporter is anonymous.
    pub organisation: Option<OrganisationBody>,
    /// Who reports.
    pub reporter: ReporterBody,
    /// Set when somebody reports for the firm.
    pub on_behalf: Option<OnBehalfBody>,
    /// What the kind asks for: free keys with short text, numbers or truth values.
    #[schema(value_type = Option<Object>)]
    pub details: Option<serde_json::Value>,
    /// What is allowed.
    pub consents: ConsentsBody,
    /// The sending system's own label.
    #[schema(max_length = 100)]
    pub source: Option<String>,
    /// The sending system's own reference; with an API key it makes the report idempotent.
    #[schema(max_length = 255)]
    pub source_ref: Option<String>,
}

/// The firm or body that was hit.
#[derive(Debug, ToSchema)]
#[schema(as = Organisation)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct OrganisationBody {
    /// CVR number, eight digits.
    #[schema(example = "13748136")]
    pub cvr: Option<String>,
    /// Name.
    #[schema(max_length = 200)]
    pub name: Option<String>,
    /// Size.
    #[schema(value_type = Option<SizeClassCode>)]
    pub size_class: Option<String>,
    /// Postcode, four digits. Without `municipality` it tells the municipality.
    #[schema(example = "8000")]
    pub postcode: Option<String>,
    /// Municipality code, four digits.
    #[schema(example = "0751")]
    pub municipality: Option<String>,
    /// Industry.
    pub sector: Option<SectorBody>,
    /// Sort of organisation.
    #[serde(rename = "type")]
    #[schema(value_type = Option<OrganisationTypeCode>)]
    pub kind: Option<String>,
}

/// Industry code with its version.
#[derive(Debug, ToSchema)]
#[schema(as = Sector)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct SectorBody {
    /// Version.
    #[schema(value_type = NaceVersionCode)]
    pub nace_version: String,
    /// Section letter, division or finer code.
    #[schema(example = "10")]
    pub code: String,
}

/// Who reports.
#[derive(Debug, ToSchema)]
#[schema(as = Reporter)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct ReporterBody {
    /// Stay anonymous: then nothing else is needed.
    pub anonymous: Option<bool>,
    /// Name.
    pub name: Option<String>,
    /// Mail address; it or `phone` is needed.
    pub email: Option<String>,
    /// Phone number.
    #[schema(example = "+4512345678")]
    pub phone: Option<String>,
}

/// Reporting for somebody else.
#[derive(Debug, ToSchema)]
#[schema(as = OnBehalf)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct OnBehalfBody {
    /// The supplier's name.
    pub supplier: Option<String>,
    /// The supplier's CVR number.
    pub supplier_cvr: Option<String>,
    /// On what ground.
    #[schema(value_type = Option<MandateCode>)]
    pub mandate: Option<String>,
    /// Whether the supplier itself may be the cause.
    pub supplier_suspected: Option<bool>,
    /// Who to call at the firm.
    pub firm_contact: Option<FirmContactBody>,
}

/// A person at the firm.
#[derive(Debug, ToSchema)]
#[schema(as = FirmContact)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct FirmContactBody {
    /// Name.
    pub name: Option<String>,
    /// Phone number.
    pub phone: Option<String>,
}

/// Both consents; neither has a default.
#[derive(Debug, ToSchema)]
#[schema(as = Consents)]
#[expect(
    dead_code,
    reason = "a shape of the document; bodies are read field by field"
)]
pub(crate) struct ConsentsBody {
    /// Pass to the police.
    #[schema(value_type = PoliceConsentCode)]
    pub police_referral: String,
    /// Share what is learned, without the firm's name.
    pub share_anonymised: bool,
}
