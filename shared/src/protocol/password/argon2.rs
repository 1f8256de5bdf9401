//! Hashes by argon2 ([RFC 9106]), in PHC's form: argon2id is ours, and passlib has made all three.
//!
//! [RFC 9106]: https://www.rfc-editor.org/rfc/rfc9106

use argon2::{Algorithm, MIN_SALT_LEN, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as B64};

use super::{UnknownHash, are_equal, is_sound};
use crate::secret::Secret;

/// Memory in KiB, passes and lanes.
type Cost = (u32, u32, u32);

/// OWASP's recommendation: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// The costliest hash that is computed for an imported user: 256 MiB, 20 passes, 16 lanes. A
/// hostile import must not stop the login.
const MOST: Cost = (262_144, 20, 16);

const OURS: (Algorithm, Version, Cost) =
    (Algorithm::Argon2id, Version::V0x13, (MEMORY_KIB, PASSES, 1));

/// A hash as its text says it.
pub(super) struct Argon2 {
    kind: (Algorithm, Version, Cost),
    salt: Vec<u8>,
    sum: Vec<u8>,
}

impl Argon2 {
    /// Reads what stands between the `$`s. Texts from before version 19 name none.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        let (algorithm, version, cost, salt, sum) = match parts {
            ["", algorithm, "v=19", cost, salt, sum] => {
                (algorithm, Version::V0x13, cost, salt, sum)
            }
            ["", algorithm, "v=16", cost, salt, sum] | ["", algorithm, cost, salt, sum] => {
                (algorithm, Version::V0x10, cost, salt, sum)
            }
            _ => return None,
        };
        let cost = parse_cost(cost)?;
        let kind = (algorithm.parse().ok()?, version, cost);
        let hash = Self { kind, salt: B64.decode(salt).ok()?, sum: B64.decode(sum).ok()? };
        let is_affordable = cost.0 <= MOST.0 && cost.1 <= MOST.1 && cost.2 <= MOST.2;
        // Of costs that nothing can have, the import is told, and not the person who logs in.
        let is_possible = params(cost, hash.sum.len()).is_ok() && hash.salt.len() >= MIN_SALT_LEN;
        (is_affordable && is_possible && is_sound(&hash.sum)).then_some(hash)
    }

    /// Whether it is this password's.
    pub(super) fn fits(&self, password: &Secret) -> Result<bool, UnknownHash> {
        let sum = compute(password, &self.salt, self.kind, self.sum.len())?;
        Ok(are_equal(&sum, &self.sum))
    }

    /// Whether it was made otherwise than ours.
    pub(super) fn is_outdated(&self) -> bool {
        self.kind != OURS
    }
}

/// A hash of ours.
pub(super) fn hash(password: &Secret, salt: &[u8]) -> Result<String, UnknownHash> {
    compute(password, salt, OURS, 32).map(|sum| text(salt, &sum))
}

/// The text of a hash of ours.
pub(super) fn text(salt: &[u8], sum: &[u8]) -> String {
    let (salt, sum) = (B64.encode(salt), B64.encode(sum));
    format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${salt}${sum}")
}

fn parse_cost(text: &str) -> Option<Cost> {
    let mut parts = text.split(',');
    let mut next = |name| parts.next()?.strip_prefix(name)?.parse().ok();
    let cost = (next("m=")?, next("t=")?, next("p=")?);
    parts.next().is_none().then_some(cost)
}

fn params((memory, passes, lanes): Cost, length: usize) -> Result<Params, UnknownHash> {
    Params::new(memory, passes, lanes, Some(length)).map_err(|_| UnknownHash)
}

fn compute(
    password: &Secret,
    salt: &[u8],
    (algorithm, version, cost): (Algorithm, Version, Cost),
    length: usize,
) -> Result<Vec<u8>, UnknownHash> {
    let mut sum = vec![0; length];
    argon2::Argon2::new(algorithm, version, params(cost, length)?)
        .hash_password_into(password.expose().as_bytes(), salt, &mut sum)
        .map_err(|_| UnknownHash)?;
    Ok(sum)
}
