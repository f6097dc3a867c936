//! The one integration-test binary: users' stories over HTTP.

// Always true here; tells clippy that helpers are test code too.
#![cfg(test)]

mod access;
mod attachments;
mod audit;
mod backup;
mod backup_trial;
mod bad_bodies;
mod bad_input;
mod bad_requests;
mod bad_staff_input;
mod browser;
mod calling_systems;
mod conditional;
mod console;
mod console_pages;
mod contract;
mod crash;
mod crossing;
mod edge;
mod files;
mod hostile;
mod idempotency;
mod identity;
mod log_lines;
mod machines;
mod main_job;
mod oidc;
mod outage;
mod outside;
mod police_answers;
mod privacy;
mod processes;
mod races;
mod recovery;
mod referral_rules;
mod repeats;
mod revocation;
mod same_case;
mod schema;
mod second_factor;
mod secrecy;
mod served;
mod sessions;
mod sign_in;
mod signature;
mod smtp;
mod steps;
mod teams;
mod tokens;
mod two_consents;
mod user_commands;
mod wire;
