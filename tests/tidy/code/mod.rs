//! The code as data: which function calls which, and so what each Lambda function can reach.
//!
//! Read from the sources, without a compiler: [`program`] knows the names, [`types`] which types a
//! declared type names, [`walk`] goes through a body, [`graph`] follows the calls. What cannot be
//! told for certain is a failure that names the place, never a guess.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "the language grows; what is not known here is a failure"
)]
#![expect(clippy::indexing_slicing, reason = "a function's number is its place in the list")]

mod bind;
mod expr;
pub(crate) mod graph;
pub(crate) mod program;
mod source;
mod tests;
pub(crate) mod types;
pub(crate) mod walk;
