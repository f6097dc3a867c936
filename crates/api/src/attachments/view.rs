//! A file as it is shown to its reporter and to staff.

use chrono::{DateTime, Utc};
use domain::attachment::{AttachmentState, safe_name};
use domain::id::AttachmentId;
use domain::language::Language;
use i18n::Texts;
use serde::Serialize;
use triage_queue::attachments::Attachment;
use utoipa::ToSchema;

use crate::codes::AttachmentStateCode;

/// A file of a report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttachmentView {
    /// Id.
    #[schema(value_type = Uuid)]
    pub id: AttachmentId,
    /// Its name, made safe: no folders, no invisible characters.
    pub name: String,
    /// Its name exactly as it was sent.
    pub original_name: String,
    /// Bytes of the whole.
    pub size: u64,
    /// Bytes that are here; the offset to go on at.
    pub received: u64,
    /// The media type that the sender declared.
    pub declared_type: Option<String>,
    /// The media type by its first bytes.
    pub detected_type: Option<String>,
    /// Once all of it is here.
    pub sha256: Option<String>,
    /// Once all of it is here.
    pub sha512: Option<String>,
    /// Where it stands.
    #[schema(value_type = AttachmentStateCode)]
    pub state: AttachmentState,
    /// The same in plain words.
    pub state_text: String,
    /// What the scanner said; to staff only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scanner: Option<String>,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When all of it was here.
    pub received_at: Option<DateTime<Utc>>,
}

/// Files of a report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AttachmentsView {
    /// In the order in which they were sent.
    pub attachments: Vec<AttachmentView>,
}

impl AttachmentView {
    pub(crate) fn of(file: Attachment, language: Language) -> Self {
        let hash = |hash: String| (!hash.is_empty()).then_some(hash);
        let verdict = file.verdict.map(|verdict| verdict.detail);
        Self {
            id: file.id,
            name: safe_name(&file.content.name),
            size: file.announced.unwrap_or(file.size),
            received: file.size,
            declared_type: file.content.declared_type,
            detected_type: file.content.detected_type,
            sha256: hash(file.content.sha256),
            sha512: hash(file.content.sha512),
            state: file.state,
            state_text: state_text(file.state, language),
            scanner: verdict.filter(|detail| !detail.is_empty()),
            created_at: file.created_at,
            received_at: file.received_at,
            original_name: file.content.name,
        }
    }
}

/// Where a file stands, in plain words.
pub(crate) fn state_text(state: AttachmentState, language: Language) -> String {
    Texts::new(language).get(&format!("attachment-state-{state}"))
}
