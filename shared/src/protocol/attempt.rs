//! The name of a write.

use serde::{Deserialize, Serialize};

use crate::secret::Random;

/// Who wrote an item last: drawn once a request, so that a write which was answered too late and
/// sent again by the SDK is recognised as one's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Attempt(String);

impl Attempt {
    /// A new one.
    pub fn draw(random: Random) -> Self {
        Self(random.alphanumeric(22).expose().to_owned())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
