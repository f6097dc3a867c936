//! Login at an identity provider: a certified one, and one that lies.

mod browser;
mod hostile;
mod logout;
mod mixed_up;
mod people;
mod setup;
mod stories;
