//! The fields of an OAuth Client for how long its codes and tokens live. Frappe has none of them.

use super::{
    document::{Document, DocumentError},
    fields::{Fields, put},
};
use crate::protocol::lifetimes::Lifetimes;

const DAY: u64 = 86_400;

/// The fields that a document has, in seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LifetimeFields {
    code: Option<u64>,
    access_token: Option<u64>,
    refresh_token_idle: Option<u64>,
    refresh_token_absolute: Option<u64>,
    rotation_grace: Option<u64>,
}

impl LifetimeFields {
    /// Lifetimes with these in the place of what they were.
    #[must_use]
    pub fn over(self, existing: Lifetimes) -> Lifetimes {
        Lifetimes {
            code: self.code.unwrap_or(existing.code),
            access_token: self.access_token.unwrap_or(existing.access_token),
            refresh_token_idle: self.refresh_token_idle.unwrap_or(existing.refresh_token_idle),
            refresh_token_absolute: self
                .refresh_token_absolute
                .unwrap_or(existing.refresh_token_absolute),
            rotation_grace: self.rotation_grace.unwrap_or(existing.rotation_grace),
        }
    }
}

/// Reads the fields.
///
/// The bounds: RFC 6749 section 4.1.2 wants codes to end within ten minutes; what is shorter than a
/// few seconds fails honest clients whose clock or network is slow; and what lives longer than a
/// year lives for ever.
pub(super) fn read(document: &Document<'_>) -> Result<LifetimeFields, DocumentError> {
    Ok(LifetimeFields {
        code: document.number("code_lifetime", 10..=600)?,
        access_token: document.number("access_token_lifetime", 60..=7 * DAY)?,
        refresh_token_idle: document.number("refresh_token_idle_lifetime", 60..=366 * DAY)?,
        refresh_token_absolute: document.number("refresh_token_lifetime", 60..=366 * DAY)?,
        rotation_grace: document.number("refresh_token_grace", 0..=600)?,
    })
}

/// Writes the fields.
pub(super) fn write(fields: &mut Fields, lifetimes: Lifetimes) {
    put(fields, "code_lifetime", lifetimes.code);
    put(fields, "access_token_lifetime", lifetimes.access_token);
    put(fields, "refresh_token_idle_lifetime", lifetimes.refresh_token_idle);
    put(fields, "refresh_token_lifetime", lifetimes.refresh_token_absolute);
    put(fields, "refresh_token_grace", lifetimes.rotation_grace);
}
