//! Passwords: hashed with argon2id, and read as passlib wrote them for Frappe.

use std::{fmt, num::NonZeroU32};

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::{constant_time, pbkdf2};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD as B64};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::secret::{Random, Secret};

/// The longest password that is heard, in characters: Frappe's limit, and a guard against being
/// kept busy with megabytes.
pub const LONGEST: usize = 512;

/// OWASP's recommendation: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19_456;
const PASSES: u32 = 2;
/// The costliest hash that is computed for an imported user: 256 MiB, 20 passes, 16 lanes; and for
/// PBKDF2 ten million rounds. A hostile import must not stop the login.
const MOST: (u32, u32, u32) = (262_144, 20, 16);
const MOST_ROUNDS: u32 = 10_000_000;

/// A hash that cannot be read.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the password hash is of no known form ($argon2id$ or $pbkdf2-sha256$)")]
pub struct UnknownHash;

/// A password's hash, in passlib's and PHC's form. `Debug` hides it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Hash(String);

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// What a password is to a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not the password.
    Wrong,
    /// The password.
    Right {
        /// The hash is of an older kind: time to make a new one.
        is_outdated: bool,
    },
}

impl Hash {
    /// Hashes a password with a new salt.
    ///
    /// # Errors
    ///
    /// Never for passwords up to [`LONGEST`].
    pub fn of(password: &Secret, random: Random) -> Result<Self, UnknownHash> {
        let salt = random.bytes::<16>();
        let sum = argon2(password, &salt, (MEMORY_KIB, PASSES, 1), 32)?;
        let (salt, sum) = (B64.encode(salt), B64.encode(sum));
        Ok(Self(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${salt}${sum}")))
    }

    /// Takes a hash that another system made.
    ///
    /// # Errors
    ///
    /// [`UnknownHash`] for a form that [`Hash::verify`] could not read.
    pub fn import(text: &str) -> Result<Self, UnknownHash> {
        Form::parse(text).map(|_| Self(text.to_owned()))
    }

    /// The hash of no password, to spend as long on an unknown user as on a known one: the time
    /// of an answer must not tell who exists.
    pub fn decoy() -> Self {
        let nothing = B64.encode([0; 32]);
        let salt = B64.encode([0; 16]);
        Self(format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${salt}${nothing}"))
    }

    /// Whether both are one hash, not only hashes of one password.
    pub fn is(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    /// Compares a password, in a time that does not depend on it.
    ///
    /// # Errors
    ///
    /// [`UnknownHash`] for a hash that the store should never have held.
    pub fn verify(&self, password: &Secret) -> Result<Verdict, UnknownHash> {
        let form = Form::parse(&self.0)?;
        let sum = match &form {
            Form::Argon2 { cost, salt, sum } => argon2(password, salt, *cost, sum.len())?,
            Form::Pbkdf2 { rounds, salt, sum } => pbkdf2(password, salt, *rounds, sum.len()),
        };
        Ok(match constant_time::verify_slices_are_equal(&sum, form.sum()) {
            Ok(()) => Verdict::Right { is_outdated: form.is_outdated() },
            Err(_) => Verdict::Wrong,
        })
    }
}

enum Form {
    Argon2 { cost: (u32, u32, u32), salt: Vec<u8>, sum: Vec<u8> },
    Pbkdf2 { rounds: NonZeroU32, salt: Vec<u8>, sum: Vec<u8> },
}

impl Form {
    fn parse(text: &str) -> Result<Self, UnknownHash> {
        let parts: Vec<&str> = text.split('$').collect();
        let form = match parts.as_slice() {
            ["", "argon2id", "v=19", cost, salt, sum] => Self::Argon2 {
                cost: parse_cost(cost).ok_or(UnknownHash)?,
                salt: B64.decode(salt).map_err(|_| UnknownHash)?,
                sum: B64.decode(sum).map_err(|_| UnknownHash)?,
            },
            ["", "pbkdf2-sha256", rounds, salt, sum] => Self::Pbkdf2 {
                rounds: rounds.parse().map_err(|_| UnknownHash)?,
                salt: adapted_base64(salt)?,
                sum: adapted_base64(sum)?,
            },
            _ => return Err(UnknownHash),
        };
        let is_affordable = match &form {
            Self::Argon2 { cost, .. } => cost.0 <= MOST.0 && cost.1 <= MOST.1 && cost.2 <= MOST.2,
            Self::Pbkdf2 { rounds, .. } => rounds.get() <= MOST_ROUNDS,
        };
        let is_sound = (16..=64).contains(&form.sum().len());
        if is_affordable && is_sound { Ok(form) } else { Err(UnknownHash) }
    }

    fn sum(&self) -> &[u8] {
        match self {
            Self::Argon2 { sum, .. } | Self::Pbkdf2 { sum, .. } => sum,
        }
    }

    fn is_outdated(&self) -> bool {
        match self {
            Self::Argon2 { cost, .. } => *cost != (MEMORY_KIB, PASSES, 1),
            Self::Pbkdf2 { .. } => true,
        }
    }
}

fn parse_cost(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split(',');
    let mut next = |name| parts.next()?.strip_prefix(name)?.parse().ok();
    let cost = (next("m=")?, next("t=")?, next("p=")?);
    parts.next().is_none().then_some(cost)
}

/// passlib's base64: a `.` for every `+`.
fn adapted_base64(text: &str) -> Result<Vec<u8>, UnknownHash> {
    B64.decode(text.replace('.', "+")).map_err(|_| UnknownHash)
}

fn argon2(
    password: &Secret,
    salt: &[u8],
    (memory, passes, lanes): (u32, u32, u32),
    length: usize,
) -> Result<Vec<u8>, UnknownHash> {
    let params = Params::new(memory, passes, lanes, Some(length)).map_err(|_| UnknownHash)?;
    let mut sum = vec![0; length];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.expose().as_bytes(), salt, &mut sum)
        .map_err(|_| UnknownHash)?;
    Ok(sum)
}

fn pbkdf2(password: &Secret, salt: &[u8], rounds: NonZeroU32, length: usize) -> Vec<u8> {
    let mut sum = vec![0; length];
    pbkdf2::derive(
        pbkdf2::PBKDF2_HMAC_SHA256,
        rounds,
        salt,
        password.expose().as_bytes(),
        &mut sum,
    );
    sum
}

#[cfg(test)]
#[path = "password_tests.rs"]
mod tests;
