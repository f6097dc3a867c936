//! Logins at the site's own identity provider.

pub mod attempts;
pub mod identities;
pub mod logout_tokens;
pub mod people;
pub mod sessions;
