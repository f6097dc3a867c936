//! The package: what the police get, as JSON. `docs/referral-package.schema.json` is its schema.

use chrono::{DateTime, SecondsFormat, Utc};
use domain::case::Case;
use domain::consent::{IdentityAssurance, PoliceConsent, ReferralBasis};
use domain::event::{Audience, EventName};
use domain::id::ReferralId;
use domain::language::Language;
use serde_json::{Value, json};
use triage_queue::page::{ReadEvent, ReadReport};

use crate::Error;

/// Version of the package's form; the schema names it.
pub const FORM: &str = "smv-cert-referral/1";

/// What a package is built from.
#[derive(Debug)]
pub struct Parts<'a> {
    /// Id of the referral.
    pub id: ReferralId,
    /// The case.
    pub case: &'a Case,
    /// Its reports; those without consent are held back unless a legal basis is given.
    pub reports: &'a [ReadReport],
    /// Its timeline; notes stay with us.
    pub timeline: &'a [ReadEvent],
    /// Why it may go.
    pub basis: &'a ReferralBasis,
    /// Who submits.
    pub submitted_by: &'a str,
    /// When.
    pub now: DateTime<Utc>,
}

/// Builds the exact bytes. The same parts always give the same bytes.
pub fn build(parts: &Parts<'_>) -> Result<Vec<u8>, Error> {
    let (sent, held_back): (Vec<_>, Vec<_>) = parts
        .reports
        .iter()
        .partition(|read| may_go(read, parts.basis));
    let facts = parts.case.kind.facts();
    let rsit = |rsit: &domain::classification::RsitType| json!({"class": rsit.class(), "type": rsit.kind(), "label_en": rsit.labels().1});
    let package = json!({
        "form": FORM,
        "referral": {
            "id": parts.id,
            "created_at": time(parts.now),
            "submitted_by": parts.submitted_by,
            "basis": parts.basis,
            "identity_assurance": assurance(&sent),
            "sender": "SMV-CERT",
            "tlp": parts.case.tlp,
        },
        "case": {
            "number": parts.case.number,
            "kind": parts.case.kind,
            "kind_label_da": parts.case.kind.label(Language::Da),
            "police_channel": facts.police_channel,
            "severity": parts.case.severity,
            "classification": {
                "taxonomy": "RSIT",
                "taxonomy_version": parts.case.classification.taxonomy_version,
                "primary": rsit(&parts.case.classification.primary),
                "secondary":
                    parts.case.classification.secondary.iter().map(rsit).collect::<Vec<_>>(),
            },
            "ongoing": parts.case.ongoing,
            "impact": parts.case.impact,
            "aware_at": time(parts.case.aware_at),
            "received_at": time(parts.case.received_at),
        },
        "reports": sent.iter().map(|read| report(read)).collect::<Vec<_>>(),
        "messages": messages(parts, &sent),
        "attachments": [],
        "held_back": {
            "reports_without_consent": held_back.len(),
            "internal_notes": parts
                .timeline
                .iter()
                .filter(|read| read.event.name == EventName::Note)
                .count(),
        },
    });
    serde_json::to_vec_pretty(&package).map_err(Error::Package)
}

/// How well it is known that somebody who reports speaks for the firm: the best of what was checked.
fn assurance(sent: &[&ReadReport]) -> IdentityAssurance {
    let known = sent.iter().map(|read| read.stored.identity_assurance);
    known.max().unwrap_or(IdentityAssurance::None)
}

/// Whether this report may be in the package.
pub(crate) fn may_go(read: &ReadReport, basis: &ReferralBasis) -> bool {
    match basis {
        ReferralBasis::Consent { .. } => read.consents.police_referral == PoliceConsent::Yes,
        ReferralBasis::LegalBasis { .. } => true,
    }
}

fn report(read: &ReadReport) -> Value {
    let report = &read.report;
    let organisation = &report.organisation;
    json!({
        "number": read.stored.number,
        "received_at": time(read.stored.received_at),
        "language": report.language,
        "kind": report.kind,
        "ongoing": report.ongoing,
        "impact": report.impact,
        "aware_at": report.aware_at.map(time),
        "aware_precision": report.aware_precision,
        "description": report.description,
        "details": report.details,
        "organisation": {
            "cvr": organisation.cvr,
            "cvr_checksum_ok": organisation.cvr.as_ref().map(domain::cvr::Cvr::checksum_ok),
            "name": organisation.name,
            "size_class": organisation.size_class,
            "municipality": organisation.municipality,
            "sector": organisation.sector,
            "type": organisation.kind,
        },
        "reporter": report.reporter,
        "on_behalf": report.on_behalf,
        "consents": read.consents,
    })
}

/// What passed between the reporters in the package and us.
fn messages(parts: &Parts<'_>, sent: &[&ReadReport]) -> Vec<Value> {
    parts
        .timeline
        .iter()
        .filter(|read| read.event.audience == Audience::Reporter)
        .filter(|read| {
            read.event
                .report
                .is_none_or(|id| sent.iter().any(|report| report.stored.id == id))
        })
        .filter_map(|read| {
            let text = read.body.text.as_ref()?;
            Some(json!({"at": time(read.event.at), "name": read.event.name, "text": text}))
        })
        .collect()
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
