//! Plain values that pages show. The back end fills them; nothing here knows where they come from.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::case::status::Status;
use domain::consent::Consents;
use domain::duty::Duty;
use domain::event::EventName;
use domain::kind::Kind;
use domain::problem::Warning;
use domain::referral::State;
use domain::stage::{Content, StageName, StageState};

/// What the receipt shows. The only page that ever shows the access code.
#[derive(Clone)]
pub struct ReceiptView {
    /// `SMV-XXXX-XXXX`.
    pub number: String,
    /// The access code in groups joined by `-`.
    pub access_code: String,
    /// What happened.
    pub kind: Kind,
    /// When the report was received.
    pub received_at: DateTime<Utc>,
    /// When the reporter hears from us at the latest.
    pub next_update_due: DateTime<Utc>,
    /// Duties that may apply.
    pub duties: Vec<Duty>,
    /// What was doubtful but accepted.
    pub warnings: Vec<Warning>,
    /// Whether we know how to reach the reporter; else number and code are the only way.
    pub reachable: bool,
}

/// How many files may be sent, and how large.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileLimits {
    /// At a time.
    pub files: usize,
    /// Of each file.
    pub megabytes: u64,
    /// To one report.
    pub per_report: i32,
}

/// A file that we have, or that is on its way.
#[derive(Clone)]
pub struct FollowFile {
    /// Its name, made safe.
    pub name: String,
    /// Where it stands, in words.
    pub state: String,
}

/// A case as its reporter may see it.
#[derive(Clone)]
pub struct FollowView {
    /// The number of the report.
    pub number: String,
    /// The code as typed, for the hidden fields of the page's forms.
    pub access_code: String,
    /// Where the case stands.
    pub state: Status,
    /// When the report was received.
    pub received_at: DateTime<Utc>,
    /// When the reporter hears from us at the latest; none when nothing is promised any more.
    pub next_update_due: Option<DateTime<Utc>>,
    /// What happened.
    pub kind: Kind,
    /// The reporter's own words.
    pub description: String,
    /// The firm, by name or number.
    pub organisation: Option<String>,
    /// What is allowed.
    pub consents: Consents,
    /// What happened to the case, oldest first.
    pub entries: Vec<FollowEntry>,
    /// Duties that may apply.
    pub duties: Vec<Duty>,
    /// Stages of the firm's own notice to the authorities.
    pub stages: Vec<FollowStage>,
    /// Every hand-over to the police.
    pub referrals: Vec<FollowReferral>,
    /// Files, oldest first.
    pub attachments: Vec<FollowFile>,
    /// How many files may be sent, and how large.
    pub files: FileLimits,
}

/// One line of what happened. The page reads the facts `to` (a status), `police_case_number` and
/// `outcome`.
#[derive(Clone)]
pub struct FollowEntry {
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub name: EventName,
    /// Words of a person.
    pub text: Option<String>,
    /// Facts by name.
    pub facts: BTreeMap<String, String>,
}

/// A hand-over to the police.
#[derive(Clone)]
pub struct FollowReferral {
    /// Where it stands.
    pub state: State,
    /// The number the police gave it.
    pub police_case_number: Option<String>,
}

/// A stage of the firm's notice to the authorities.
#[derive(Clone)]
pub struct FollowStage {
    /// Which.
    pub name: StageName,
    /// Where it stands.
    pub state: StageState,
    /// When it is due; none: no clock runs.
    pub due_at: Option<DateTime<Utc>>,
    /// When the firm sent it, as it says.
    pub sent_at: Option<DateTime<Utc>>,
    /// When it was written last.
    pub written_at: Option<DateTime<Utc>>,
    /// How often it was written.
    pub versions: usize,
}

/// One stage with what stands in it.
#[derive(Clone)]
pub struct StageView {
    /// The number of the report.
    pub number: String,
    /// The code as typed, for the hidden fields of the page's forms.
    pub access_code: String,
    /// The stage.
    pub stage: FollowStage,
    /// What it says, or can begin with.
    pub content: Content,
    /// The text for the authorities' own form.
    pub text: String,
    /// Whether everything is answered that must be.
    pub is_complete: bool,
}
