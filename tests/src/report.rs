//! Reports as people send them.

use serde_json::{Value, json};

/// The baker who is locked out of everything.
#[must_use]
pub fn bakery() -> Value {
    json!({
        "language": "da",
        "kind": "ransomware",
        "ongoing": "yes",
        "impact": "all_down",
        "aware_precision": "hour",
        "description": "Alle filer på serveren er låst, og der ligger en besked med et krav.",
        "organisation": {
            "cvr": "13748136", "name": "Bageriet Solsikken ApS", "size_class": "5-9",
            "municipality": "0751", "sector": {"nace_version": "DB25", "code": "10"},
            "type": "company"
        },
        "reporter": {
            "name": "Karen Holm", "email": "karen@solsikken.example", "phone": "+4520304050"
        },
        "details": {"backup_unaffected": "unknown", "ransom_paid": "no"},
        "consents": {"police_referral": "yes", "share_anonymised": true}
    })
}

/// A report of this kind by this firm, less urgent than the baker's.
#[must_use]
pub fn of(kind: &str, firm: &str, description: &str) -> Value {
    json!({
        "language": "en", "kind": kind, "ongoing": "no", "impact": "normal",
        "description": description,
        "organisation": {"name": firm},
        "reporter": {"name": "Bo", "email": "bo@firm.example"},
        "consents": {"police_referral": "no", "share_anonymised": false}
    })
}
