//! The one integration-test binary: users' stories over HTTP.

mod bad_input;
mod bad_requests;
mod browser;
mod calling_systems;
mod crash;
mod idempotency;
mod main_job;
mod outside;
mod schema;
mod signature;
mod smtp;
mod steps;
