//! The reporter's side of the API: file a report, follow it, write, change consents.

mod consents;
mod follow;
pub(crate) mod lanes;
mod messages;
mod own_status;
pub(crate) mod register;
pub(crate) mod request;
mod stage_request;
pub(crate) mod stage_text;
pub(crate) mod stage_view;
mod stages;
pub(crate) mod submit;
pub(crate) mod view;

pub(crate) use consents::*;
pub(crate) use follow::*;
pub(crate) use messages::*;
pub(crate) use own_status::*;
pub(crate) use stages::*;
pub(crate) use submit::*;
