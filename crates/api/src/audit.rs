//! The audit trail for those who watch: search, export, and a page.

mod export;
mod page;
mod params;
pub(crate) mod search;
mod table;

pub(crate) use export::*;
pub(crate) use page::show_audit;
pub(crate) use search::*;
