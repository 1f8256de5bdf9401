//! Hashes by PBKDF2 ([RFC 8018 section 5.2]), as passlib writes them and Frappe's default is.
//!
//! [RFC 8018 section 5.2]: https://www.rfc-editor.org/rfc/rfc8018#section-5.2

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as B64};

use super::{are_equal, is_sound};
use crate::secret::Secret;

/// The costliest hash that is computed for an imported user. A hostile import must not stop the
/// login.
const MOST_ROUNDS: u32 = 10_000_000;

/// A hash as its text says it.
pub(super) struct Pbkdf2 {
    rounds: NonZeroU32,
    salt: Vec<u8>,
    sum: Vec<u8>,
}

impl Pbkdf2 {
    /// Reads what stands between the `$`s.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        let ["", "pbkdf2-sha256", rounds, salt, sum] = parts else {
            return None;
        };
        let rounds: NonZeroU32 = rounds.parse().ok()?;
        let hash = Self { rounds, salt: adapted_base64(salt)?, sum: adapted_base64(sum)? };
        (rounds.get() <= MOST_ROUNDS && is_sound(&hash.sum)).then_some(hash)
    }

    /// Whether it is this password's.
    pub(super) fn fits(&self, password: &Secret) -> bool {
        let mut sum = vec![0; self.sum.len()];
        let password = password.expose().as_bytes();
        pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, self.rounds, &self.salt, password, &mut sum);
        are_equal(&sum, &self.sum)
    }
}

/// passlib's base64: a `.` for every `+`.
fn adapted_base64(text: &str) -> Option<Vec<u8>> {
    B64.decode(text.replace('.', "+")).ok()
}
