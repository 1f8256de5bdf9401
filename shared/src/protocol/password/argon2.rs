//! Hashes by argon2id ([RFC 9106]), in PHC's form: ours, and passlib's.
//!
//! [RFC 9106]: https://www.rfc-editor.org/rfc/rfc9106

use argon2::{Algorithm, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as B64};

use super::{UnknownHash, are_equal, is_sound};
use crate::secret::Secret;

/// OWASP's recommendation: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// The costliest hash that is computed for an imported user: 256 MiB, 20 passes, 16 lanes. A
/// hostile import must not stop the login.
const MOST: (u32, u32, u32) = (262_144, 20, 16);

/// A hash as its text says it.
pub(super) struct Argon2 {
    cost: (u32, u32, u32),
    salt: Vec<u8>,
    sum: Vec<u8>,
}

impl Argon2 {
    /// Reads what stands between the `$`s.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        let ["", "argon2id", "v=19", cost, salt, sum] = parts else {
            return None;
        };
        let cost = parse_cost(cost)?;
        let hash = Self { cost, salt: B64.decode(salt).ok()?, sum: B64.decode(sum).ok()? };
        let is_affordable = cost.0 <= MOST.0 && cost.1 <= MOST.1 && cost.2 <= MOST.2;
        (is_affordable && is_sound(&hash.sum)).then_some(hash)
    }

    /// Whether it is this password's.
    pub(super) fn fits(&self, password: &Secret) -> Result<bool, UnknownHash> {
        let sum = compute(password, &self.salt, self.cost, self.sum.len())?;
        Ok(are_equal(&sum, &self.sum))
    }

    /// Whether it costs something else than ours.
    pub(super) fn is_outdated(&self) -> bool {
        self.cost != (MEMORY_KIB, PASSES, 1)
    }
}

/// A hash of ours.
pub(super) fn hash(password: &Secret, salt: &[u8]) -> Result<String, UnknownHash> {
    compute(password, salt, (MEMORY_KIB, PASSES, 1), 32).map(|sum| text(salt, &sum))
}

/// The text of a hash of ours.
pub(super) fn text(salt: &[u8], sum: &[u8]) -> String {
    let (salt, sum) = (B64.encode(salt), B64.encode(sum));
    format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${salt}${sum}")
}

fn parse_cost(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split(',');
    let mut next = |name| parts.next()?.strip_prefix(name)?.parse().ok();
    let cost = (next("m=")?, next("t=")?, next("p=")?);
    parts.next().is_none().then_some(cost)
}

fn compute(
    password: &Secret,
    salt: &[u8],
    (memory, passes, lanes): (u32, u32, u32),
    length: usize,
) -> Result<Vec<u8>, UnknownHash> {
    let params = Params::new(memory, passes, lanes, Some(length)).map_err(|_| UnknownHash)?;
    let mut sum = vec![0; length];
    argon2::Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.expose().as_bytes(), salt, &mut sum)
        .map_err(|_| UnknownHash)?;
    Ok(sum)
}
