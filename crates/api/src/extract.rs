//! Extractors: a handler receives domain types, or the request ends in 4xx.

mod bearer;
mod body;
mod idempotency_key;
mod if_match;
mod json;
mod params;
mod proof;
mod staff;
mod unicode;

pub(crate) use bearer::Bearer;
pub(crate) use body::{Body, FromBody, Nothing};
pub(crate) use idempotency_key::IdempotencyKey;
pub(crate) use if_match::IfMatch;
pub(crate) use params::{Checked, Params, Query, cursor};
pub(crate) use proof::Proof;
pub(crate) use staff::{Elevated, SignedIn, Staff};
pub(crate) use unicode::form_pairs;
