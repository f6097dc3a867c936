//! What things are and which rules hold.
//!
//! Kinds of incident, firms, report numbers, the status machine of a case, priorities, promises and
//! duties, consent, the referral's states, and the one table of who may do what. Everything here is
//! pure: no input or output, no async, and time and randomness are arguments. Other rooms may ask
//! this one; it asks nobody.

#[macro_use]
mod coded;

pub mod access;
pub mod access_code;
pub mod advice;
pub mod api_key;
pub mod attachment;
pub mod audit;
pub mod call_back;
pub mod case;
pub mod classification;
pub mod clock;
pub mod consent;
pub mod contact;
pub mod content;
mod crockford;
pub mod cvr;
pub mod deadline;
pub mod duty;
pub mod event;
pub mod federation;
pub mod flood;
pub mod id;
pub mod kind;
pub mod language;
pub mod notification;
pub mod now;
pub mod number;
pub mod organisation;
pub mod password;
pub mod postcode;
pub mod priority;
pub mod privacy;
pub mod problem;
pub mod recovery;
pub mod referral;
pub mod register;
pub mod report;
pub mod sector;
pub mod session;
pub mod severity;
pub mod softlock;
pub mod span;
pub mod stage;
pub mod surge;
pub mod tlp;
