//! Frappe's documents: JSON with a `doctype`, as fixtures, the resource API and the desk have them,
//! read into our types and written from them.
//!
//! Pure, like the protocol. A rule about a field of a document stands here and nowhere else, so that
//! an import, a command, a form and a program are held to the same.

pub mod auth;
pub mod bearer_token;
pub mod document;
mod fields;
pub mod lifetimes;
pub mod oauth_client;
pub mod oauth_settings;
pub mod settings;
pub mod standard;
mod standard_claims;
pub mod user;

pub use document::{Document, DocumentError};
