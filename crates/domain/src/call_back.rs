//! Somebody wants to be called: the shortest report there is.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::contact::Phone;
use crate::language::Language;

/// Whom to call, and what they have written so far.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CallBack {
    /// Name.
    pub name: String,
    /// Number.
    pub phone: Phone,
    /// In which language.
    pub language: Language,
    /// An unsent report, as far as it goes; follows no rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Value>,
}
