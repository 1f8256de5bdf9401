//! Dynamic registration: what an app may say of itself, and what comes of it.
//!
//! [RFC 7591](https://www.rfc-editor.org/rfc/rfc7591) and
//! [OpenID Connect Registration](https://openid.net/specs/openid-connect-registration-1_0.html). Frappe's `register_client` takes the same members, and its words are kept where it has the rule.

mod addresses;
mod error;
mod fields;
pub mod information;
mod metadata;
mod policy;
pub mod record;
mod types;

pub use self::{
    error::{RegistrationCode, RegistrationError},
    metadata::Metadata,
    policy::NotAdmitted,
    types::GRANT_TYPES,
};

#[cfg(test)]
mod tests;
