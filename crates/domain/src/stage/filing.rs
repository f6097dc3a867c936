//! A stage as somebody sends it: what it says, whether it was sent to the authority, or both.

use chrono::{DateTime, Duration, Utc};

use super::{Ask, Content, Field, StageName, fields};
use crate::problem::{FieldProblem, Rule};
use crate::report::FUTURE_TOLERANCE;
use crate::report::reader::Reader;

/// Who knows only the day on which the firm became aware may have sent a stage earlier on it.
const BEFORE_AWARE: Duration = Duration::hours(24);

/// A stage to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filing {
    /// Which.
    pub stage: StageName,
    /// What it says; none: only the mark changes.
    pub content: Option<Content>,
    /// Whether it was sent to the authority.
    pub mark: Mark,
}

/// Whether a stage was sent to the authority, as the firm says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// Nothing new is said of that.
    Unsaid,
    /// Then.
    SentAt(DateTime<Utc>),
    /// It was not, whatever was said before.
    NotSent,
}

impl Filing {
    /// Reads the body of `POST …/stages`. `None` only with a problem noted.
    ///
    /// With `sent_at` and no field of the stage only the mark changes; else the stage's required fields
    /// must be there.
    pub fn read(r: &mut Reader<'_>) -> Option<Self> {
        let stage = r.required_choice("stage", StageName::CODES, StageName::from_code);
        let mark = read_mark(r);
        let Some(stage) = stage else {
            // Which fields there are depends on the stage: none is unknown.
            for field in StageName::ALL.iter().flat_map(|stage| fields(*stage)) {
                let _ = r.text(field.name, usize::MAX);
            }
            return None;
        };
        let says_something = fields(stage).iter().any(|field| r.has(field.name));
        let content = if says_something || mark == Mark::Unsaid {
            Some(read_content(r, stage))
        } else {
            for field in fields(stage) {
                let _ = r.text(field.name, usize::MAX);
            }
            None
        };
        Some(Self {
            stage,
            content,
            mark,
        })
    }

    /// Whether the time of sending can be: not still to come, and not before the firm knew.
    pub fn check(&self, aware_at: DateTime<Utc>, now: DateTime<Utc>) -> Result<(), FieldProblem> {
        let rule = match self.mark {
            Mark::SentAt(at) if at > now + FUTURE_TOLERANCE => Rule::SentInTheFuture,
            Mark::SentAt(at) if at < aware_at - BEFORE_AWARE => Rule::BeforeAware,
            Mark::SentAt(_) | Mark::Unsaid | Mark::NotSent => return Ok(()),
        };
        Err(FieldProblem {
            pointer: "#/sent_at".to_owned(),
            rule,
        })
    }
}

/// `null` takes the mark back, so it says something here.
fn read_mark(r: &mut Reader<'_>) -> Mark {
    if !r.mentions("sent_at") {
        return Mark::Unsaid;
    }
    if r.is_blank("sent_at") {
        r.problem("sent_at", Rule::Time);
    }
    let is_null = !r.has("sent_at");
    let at = r.parsed("sent_at", Rule::Time, |text| {
        let at = DateTime::parse_from_rfc3339(text).ok()?;
        Some(at.with_timezone(&Utc))
    });
    match at {
        Some(at) => Mark::SentAt(at),
        None if is_null => Mark::NotSent,
        // A problem is noted; what the rest says is still worth looking at.
        None => Mark::Unsaid,
    }
}

fn read_content(r: &mut Reader<'_>, stage: StageName) -> Content {
    let mut content = Content::empty(stage);
    for field in fields(stage) {
        if let Some(value) = read_field(r, field) {
            content.set(field.name, value);
        }
    }
    content
}

fn read_field(r: &mut Reader<'_>, field: &Field) -> Option<String> {
    match (field.ask, field.required) {
        (Ask::Choice(codes), required) => {
            let known = |text: &str| codes.iter().find(|code| **code == text).copied();
            let chosen = if required {
                r.required_choice(field.name, codes, known)
            } else {
                r.choice(field.name, codes, known)
            };
            chosen.map(str::to_owned)
        }
        (Ask::Words { min, max }, true) => Some(r.required_text(field.name, min, max)),
        (Ask::Line { max }, true) => Some(r.required_text(field.name, 1, max)),
        (Ask::Words { max, .. } | Ask::Line { max }, false) => r.text(field.name, max),
    }
}
