//! Cases as analysts work on them.

mod access;
mod assess;
mod break_glass;
mod get;
mod list;
mod owner;
mod queue;
mod speaker;
mod transition;
pub(crate) mod view;
mod write;

pub(crate) use access::*;
pub(crate) use assess::*;
pub(crate) use break_glass::*;
pub(crate) use get::*;
pub(crate) use list::*;
pub(crate) use owner::*;
pub(crate) use queue::*;
pub(crate) use speaker::*;
pub(crate) use transition::*;
pub(crate) use write::*;
