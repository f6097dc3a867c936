//! Referrals to the police, from our side and from theirs.

mod document;
mod list;
mod police;
mod prepare;
pub(crate) mod view;

pub(crate) use document::*;
pub(crate) use list::*;
pub(crate) use police::*;
pub(crate) use prepare::*;
