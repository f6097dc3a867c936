//! Who somebody is: signing in, sessions, and showing again who one is.

pub mod api_key;
pub(crate) mod client;
pub mod enrolment;
pub(crate) mod factor;
pub(crate) mod login;
mod login_key;
pub(crate) mod logout;
pub(crate) mod own_factors;
pub(crate) mod own_password;
pub(crate) mod own_sessions;
pub(crate) mod passkey;
pub mod password;
pub(crate) mod reauthenticate;
pub(crate) mod record;
pub(crate) mod refresh;
pub(crate) mod session;
pub(crate) mod sign_in;
pub(crate) mod tokens;
pub mod totp;

pub use client::Binding;
pub use factor::SecondFactor;
pub use login_key::LoginKey;
