//! From a JSON body to a [`Report`], with every broken rule named at once.

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::defang::defang;
use super::reader::Reader;
use super::{FirmContact, Mandate, OnBehalf, Precision, Report, Reporter};
use crate::consent::{Consents, PoliceConsent};
use crate::contact::{Email, NAME_MAX, Phone};
use crate::cvr::Cvr;
use crate::kind::Kind;
use crate::language::Language;
use crate::organisation::{Municipality, Organisation, OrganisationType, SizeClass};
use crate::postcode::Postcode;
use crate::problem::{FieldProblem, Rule};
use crate::sector::{NaceVersion, Sector};
use crate::severity::{Impact, Ongoing};

/// Fewest characters of a description.
pub const DESCRIPTION_MIN: usize = 10;
/// Most characters of a description.
pub const DESCRIPTION_MAX: usize = 20_000;
/// Most characters of a message, a note or a reason.
pub const TEXT_MAX: usize = 20_000;
/// Clocks of phones go wrong by minutes.
pub const FUTURE_TOLERANCE: Duration = Duration::minutes(5);

/// Reads and checks a report as in `contract.md`. `fallback` is the caller's language.
pub fn parse(
    body: &Value,
    fallback: Language,
    now: DateTime<Utc>,
) -> Result<Report, Vec<FieldProblem>> {
    let mut r = Reader::new(body);
    let language = r
        .choice("language", Language::CODES, Language::from_code)
        .unwrap_or(fallback);
    let kind = r.required_choice("kind", Kind::CODES, Kind::from_code);
    let ongoing = r.required_choice("ongoing", Ongoing::CODES, Ongoing::from_code);
    let impact = r.required_choice("impact", Impact::CODES, Impact::from_code);
    let aware_at = time(&mut r, "aware_at", now);
    let aware_precision = r.choice("aware_precision", Precision::CODES, Precision::from_code);
    let description = r.required_text("description", DESCRIPTION_MIN, DESCRIPTION_MAX);
    let had_organisation = r.has("organisation");
    let organisation = r.object("organisation", organisation).unwrap_or_default();
    let had_reporter = r.has("reporter");
    let reporter = r.object("reporter", reporter).unwrap_or_default();
    if !had_reporter {
        r.problem("reporter", Rule::Required);
    }
    let named = organisation.name.is_some() || organisation.cvr.is_some();
    if !named && !reporter.anonymous && !organisation_has_problem(&r, body, had_organisation) {
        r.problem("organisation/name", Rule::OneOfRequired(&["name", "cvr"]));
    }
    let on_behalf = r.object("on_behalf", on_behalf);
    let mut details = r.free_object("details", 5_000);
    defang(&mut details);
    let consents = consents_field(&mut r);
    let source = r.text("source", 100);
    let source_ref = r.text("source_ref", 255);
    let problems = r.finish();
    match (kind, ongoing, impact, consents) {
        (Some(kind), Some(ongoing), Some(impact), Some(consents)) if problems.is_empty() => {
            Ok(Report {
                language,
                kind,
                ongoing,
                impact,
                aware_at,
                aware_precision,
                description,
                organisation,
                reporter,
                on_behalf,
                details,
                consents,
                source,
                source_ref,
            })
        }
        _ => Err(problems),
    }
}

/// A number or name that is there but wrong has been named already.
fn organisation_has_problem(_: &Reader<'_>, body: &Value, had: bool) -> bool {
    had && body.get("organisation").is_some_and(|organisation| {
        !organisation.is_object()
            || ["name", "cvr"].iter().any(|field| {
                organisation.get(field).is_some_and(|value| match value {
                    Value::String(text) => !text.trim().is_empty(),
                    Value::Null => false,
                    Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => true,
                })
            })
    })
}

/// An optional RFC 3339 time that has come and is not absurdly old.
fn time(r: &mut Reader<'_>, field: &'static str, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if r.is_blank(field) {
        r.problem(field, Rule::Time);
    }
    let time = r.parsed(field, Rule::Time, |text| {
        DateTime::parse_from_rfc3339(text)
            .ok()
            .map(|time| time.with_timezone(&Utc))
    })?;
    if time > now + FUTURE_TOLERANCE {
        r.problem(field, Rule::InTheFuture);
    } else if time < now - Duration::days(3650) {
        r.problem(field, Rule::TooLongAgo);
    }
    Some(time)
}

fn organisation(r: &mut Reader<'_>) -> Organisation {
    let postcode = r.parsed("postcode", Rule::Postcode, Postcode::parse);
    let municipality = r.parsed("municipality", Rule::Municipality, Municipality::parse);
    Organisation {
        cvr: r.parsed("cvr", Rule::CvrDigits, |text| Cvr::parse(text).ok()),
        name: r.text("name", NAME_MAX),
        size_class: r.choice("size_class", SizeClass::CODES, SizeClass::from_code),
        municipality: municipality.or_else(|| postcode.as_ref()?.municipality()),
        postcode,
        sector: r.object("sector", sector).flatten(),
        kind: r.choice("type", OrganisationType::CODES, OrganisationType::from_code),
    }
}

fn sector(r: &mut Reader<'_>) -> Option<Sector> {
    let version = r.required_choice("nace_version", NaceVersion::CODES, NaceVersion::from_code);
    let code = r.required_text("code", 1, 10);
    let (version, code) = (version?, Some(code).filter(|code| !code.is_empty())?);
    let sector = Sector::parse(version, &code);
    if sector.is_none() {
        r.problem("code", Rule::SectorCode);
    }
    sector
}

fn reporter(r: &mut Reader<'_>) -> Reporter {
    let anonymous = r.boolean("anonymous").unwrap_or(false);
    let name = if anonymous {
        r.text("name", NAME_MAX)
    } else {
        Some(r.required_text("name", 1, NAME_MAX)).filter(|name| !name.is_empty())
    };
    let tried = r.has("email") || r.has("phone");
    let email = r.parsed("email", Rule::Email, Email::parse);
    let phone = r.parsed("phone", Rule::Phone, Phone::parse);
    if !anonymous && email.is_none() && phone.is_none() && !tried {
        r.problem("email", Rule::OneOfRequired(&["email", "phone"]));
    }
    Reporter {
        anonymous,
        name,
        email,
        phone,
    }
}

fn on_behalf(r: &mut Reader<'_>) -> OnBehalf {
    OnBehalf {
        supplier: r.text("supplier", NAME_MAX),
        supplier_cvr: r.parsed("supplier_cvr", Rule::CvrDigits, |text| {
            Cvr::parse(text).ok()
        }),
        mandate: r
            .choice("mandate", Mandate::CODES, Mandate::from_code)
            .unwrap_or(Mandate::None),
        supplier_suspected: r.boolean("supplier_suspected").unwrap_or(false),
        firm_contact: r.object("firm_contact", |r| FirmContact {
            name: r.text("name", NAME_MAX),
            phone: r.parsed("phone", Rule::Phone, Phone::parse),
        }),
    }
}

fn consents_field(r: &mut Reader<'_>) -> Option<Consents> {
    if !r.has("consents") {
        let _ = r.object("consents", |_| ());
        r.problem("consents", Rule::Required);
        return None;
    }
    r.object("consents", read_consents).flatten()
}

/// Reads both consents; also the body of `PUT …/consents`.
pub fn read_consents(r: &mut Reader<'_>) -> Option<Consents> {
    let police_referral = r.required_choice(
        "police_referral",
        PoliceConsent::CODES,
        PoliceConsent::from_code,
    );
    if !r.has("share_anonymised") {
        r.problem("share_anonymised", Rule::Required);
    }
    let share_anonymised = r.boolean("share_anonymised");
    Some(Consents {
        police_referral: police_referral?,
        share_anonymised: share_anonymised?,
    })
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
