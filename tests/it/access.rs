//! Who may do what, see what, and what is kept from whom.

mod emergency;
mod fields;
mod lists;
pub(crate) mod matrix;
mod people;
mod policy;
mod restricted;
mod second_line;
mod table;
pub(crate) mod things;
mod timing;
