//! What a thief would find: who can read what, whatever he holds.

mod canary;
mod keys;
mod places;
mod rotation;
mod search;
mod tampering;
