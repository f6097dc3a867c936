//! Who somebody is: signing in, sessions, and showing again who one is.

pub mod api_key;
pub(crate) mod client;
pub(crate) mod login;
mod login_key;
pub(crate) mod logout;
pub(crate) mod own_sessions;
pub mod password;
pub(crate) mod reauthenticate;
pub(crate) mod record;
pub(crate) mod refresh;
pub(crate) mod session;
pub(crate) mod tokens;

pub use client::Binding;
pub use login_key::LoginKey;
