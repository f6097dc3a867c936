//! The optional questions of each kind (ux.md 2.3). All may stay empty; none is ever refused.

use domain::kind::Kind;

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    /// One of these.
    Choice(&'static [&'static str]),
    /// A line of text; digits come up first on a phone.
    Number,
    /// A line of text.
    Line,
    /// Several lines.
    Lines,
}

/// One optional question; its key is the field's name and the key in the report's `details`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Detail {
    /// The key.
    pub(super) key: &'static str,
    /// The way to answer.
    pub(super) ask: Ask,
}

const YES_NO: Ask = Ask::Choice(&["yes", "no", "unknown"]);

const fn detail(key: &'static str, ask: Ask) -> Detail {
    Detail { key, ask }
}

/// What "something else" is: the one kind that is no incident yet.
const HOLE: Ask = Ask::Choice(&["yes", "no"]);

/// Asked for every kind.
pub(super) const NEED: Detail = detail("need", Ask::Choice(&["advice", "callback", "none"]));

const RANSOMWARE: &[Detail] = &[
    detail("ransom_note", Ask::Lines),
    detail("backup_unaffected", YES_NO),
    detail("ransom_paid", YES_NO),
];
const BEC: &[Detail] = &[
    detail("bank_called", YES_NO),
    detail("amount_dkk", Ask::Number),
    detail("transferred_at", Ask::Line),
    detail("recipient_account", Ask::Line),
];
const ACCOUNT: &[Detail] = &[
    detail("service", Ask::Line),
    detail("password_changed", YES_NO),
    detail("mails_sent", YES_NO),
];
const PHISHING: &[Detail] = &[
    detail("clicked", YES_NO),
    detail("link_or_sender", Ask::Line),
];
const WEBSITE: &[Detail] = &[
    detail("site_state", Ask::Choice(&["down", "changed", "unknown"])),
    detail("address", Ask::Line),
    detail("operator", Ask::Line),
];
const OTHER: &[Detail] = &[detail("hole", HOLE)];
const BREACH: &[Detail] = &[
    detail("data_kinds", Ask::Line),
    detail("persons_affected", Ask::Number),
];
const MALWARE: &[Detail] = &[
    detail("computers", Ask::Number),
    detail("screen_message", Ask::Lines),
];

/// The questions of one kind, beside [`NEED`].
pub(super) const fn of(kind: Option<Kind>) -> &'static [Detail] {
    match kind {
        Some(Kind::Ransomware) => RANSOMWARE,
        Some(Kind::Bec) => BEC,
        Some(Kind::AccountTakeover) => ACCOUNT,
        Some(Kind::Phishing) => PHISHING,
        Some(Kind::Ddos | Kind::Defacement) => WEBSITE,
        Some(Kind::DataBreach) => BREACH,
        Some(Kind::Malware) => MALWARE,
        Some(Kind::Vulnerability | Kind::Other) => OTHER,
        None => &[],
    }
}

/// Every question of every kind.
pub(super) fn all() -> impl Iterator<Item = Detail> {
    [
        RANSOMWARE, BEC, ACCOUNT, PHISHING, WEBSITE, BREACH, MALWARE, OTHER,
    ]
    .into_iter()
    .flatten()
    .copied()
    .chain([NEED])
}

/// Whether a field holds words of several lines.
pub(super) fn is_words(field: &str) -> bool {
    let lines = |detail: Detail| detail.key == field && detail.ask == Ask::Lines;
    field == "description" || all().any(lines)
}

/// Whether a question stands right under the kind, because the advice depends on it.
pub(super) fn belongs_to_kind(key: &str) -> bool {
    matches!(key, "site_state" | "hole")
}
