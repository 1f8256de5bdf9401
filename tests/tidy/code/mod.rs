//! The code as data: which function calls which, and so what each Lambda function can reach.
//!
//! Read from the sources, without a compiler: [`program`] knows the names, [`types`] which types a
//! declared type names, [`walk`] goes through a body, [`graph`] follows the calls. What cannot be
//! told for certain is a failure that names the place, never a guess.

mod expr;
pub(crate) mod graph;
pub(crate) mod program;
mod source;
pub(crate) mod types;
mod walk;

#[cfg(test)]
pub(crate) mod tests;
