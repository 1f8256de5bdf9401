//! The rules that the compiler cannot see: one rule a test, its name the rule.
//!
//! A failure names the file and line that break it. Who has to change a rule changes it here, in
//! the same commit as the code, and says why.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of a test: whatever is not as expected is a failure"
)]

mod code;
mod declared;
mod differences;
mod documents;
mod environment;
mod files;
mod handbook;
mod languages;
mod layers;
mod manifests;
mod policies;
mod routes;
mod store;
mod style;
mod tables;
#[path = "../template.rs"]
mod template;
mod trail;
mod uses;
