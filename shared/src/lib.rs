//! What the functions have in common.
//!
//! The layers, from the inside out; none knows the next:
//!
//! - [`protocol`]: the rules of OAuth and Frappe, pure. [`doctype`]: Frappe's documents, as pure.
//! - [`store`], [`keys`], [`queue`], [`outbound`], [`pages`]: DynamoDB, the secrets that must be
//!   readable, what apps are to be told, the way to where they are, the HTML.
//! - [`admin`]: what administrators do, by page, program or command.
//! - [`web`]: HTTP in, HTTP out.
//!
//! [`config`], [`clock`] and [`secret`] hold the environment, the time and the randomness; all
//! three reach the rest as arguments.

pub mod admin;
pub mod app;
pub mod aws;
pub mod clock;
pub mod config;
pub mod doctype;
pub mod keys;
pub mod log;
pub mod outbound;
pub mod pages;
pub mod protocol;
pub mod queue;
pub mod secret;
pub mod store;
pub mod web;

pub use app::App;

#[cfg(test)]
mod strangers_tests;
