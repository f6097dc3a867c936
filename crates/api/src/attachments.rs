//! Files of reports: sent by reporters, in one request or in several, and taken out by staff.

mod add;
mod download;
mod files;
mod intake;
mod paced;
mod places;
mod resume;
mod view;

pub(crate) use add::*;
pub(crate) use download::*;
pub(crate) use files::post_files;
pub(crate) use intake::{Intake, OutTray};
pub(crate) use resume::*;
pub(crate) use view::{AttachmentView, state_text};
