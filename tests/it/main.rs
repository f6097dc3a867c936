//! The one integration-test binary: users' stories over HTTP.

mod main_job;
mod schema;
