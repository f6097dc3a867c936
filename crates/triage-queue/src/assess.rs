//! What a case is and how bad: classification, severity, TLP label.

use chrono::{DateTime, Utc};
use domain::access::{Action, Actor};
use domain::case::Case;
use domain::classification::Classification;
use domain::event::{Audience, EventBody, EventName};
use domain::id::CaseId;
use domain::priority;
use domain::severity::Severity;
use domain::tlp::Tlp;
use store::{Tx, cases};

use crate::error::check_version;
use crate::reach::held;
use crate::{CaseKeys, Error, Line, Safe};

/// One judgement on a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assessment {
    /// What it is.
    Classification(Classification),
    /// How bad; the priority follows.
    Severity(Severity),
    /// With whom it may be shared.
    Tlp(Tlp),
}

/// Records a judgement.
pub fn assess(
    tx: &mut Tx<'_>,
    safe: &Safe,
    actor: &Actor,
    id: CaseId,
    assessment: Assessment,
    expected: Option<i32>,
    now: DateTime<Utc>,
) -> Result<Case, Error> {
    let case = held(tx, actor, Action::Classify, id)?;
    check_version(expected, case.version)?;
    let (name, from, to) = match &assessment {
        Assessment::Classification(to) => (
            EventName::Classified,
            shown(&case.classification),
            shown(to),
        ),
        Assessment::Severity(to) => (
            EventName::SeverityChanged,
            case.severity.to_string(),
            to.to_string(),
        ),
        Assessment::Tlp(to) => (EventName::TlpChanged, case.tlp.to_string(), to.to_string()),
    };
    let line = Line {
        case: id,
        report: None,
        name,
        audience: Audience::Internal,
        body: EventBody::default().with("from", from).with("to", to),
    };
    CaseKeys::of(tx, safe, id)?.append(tx, actor, now, &[line])?;
    Ok(cases::change(tx, &case, &change(&case, assessment), now)?)
}

fn change(case: &Case, assessment: Assessment) -> cases::Change {
    match assessment {
        Assessment::Classification(to) => cases::Change {
            classification: Some(to),
            ..cases::Change::default()
        },
        Assessment::Severity(severity) => {
            let facts = priority::Facts {
                severity,
                ..case.priority_facts()
            };
            cases::Change {
                severity: Some(severity),
                priority: Some(priority::priority(&facts)),
                ..cases::Change::default()
            }
        }
        Assessment::Tlp(to) => cases::Change {
            tlp: Some(to),
            ..cases::Change::default()
        },
    }
}

fn shown(classification: &Classification) -> String {
    std::iter::once(&classification.primary)
        .chain(&classification.secondary)
        .map(|rsit| format!("{}/{}", rsit.class(), rsit.kind()))
        .collect::<Vec<_>>()
        .join(" ")
}
