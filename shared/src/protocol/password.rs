//! Passwords: hashed with argon2id, and read as passlib wrote them for Frappe, one form a file.

mod argon2;
mod bcrypt;
mod pbkdf2;

use std::fmt;

use aws_lc_rs::constant_time;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use self::{argon2::Argon2, bcrypt::Bcrypt, pbkdf2::Pbkdf2};
use crate::secret::{Random, Secret};

/// The longest password that is heard, in characters: Frappe's limit, and a guard against being
/// kept busy with megabytes.
pub const LONGEST: usize = 512;

/// A hash that cannot be read, or whose costs nobody should pay.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error(
    "the password hash is of no known form ($argon2id$, $argon2i$, $argon2d$, $pbkdf2-sha256$, \
     $2a$, $2b$, $2y$ or $bcrypt-sha256$), or too costly"
)]
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
        argon2::hash(password, &random.bytes::<16>()).map(Self)
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
        Self(argon2::text(&[0; 16], &[0; 32]))
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
        Ok(if form.fits(password)? {
            Verdict::Right { is_outdated: form.is_outdated() }
        } else {
            Verdict::Wrong
        })
    }
}

/// The forms that are read.
enum Form {
    Argon2(Argon2),
    Bcrypt(Bcrypt),
    Pbkdf2(Pbkdf2),
}

impl Form {
    fn parse(text: &str) -> Result<Self, UnknownHash> {
        let parts: Vec<&str> = text.split('$').collect();
        let argon2 = || Argon2::parse(&parts).map(Self::Argon2);
        let pbkdf2 = || Pbkdf2::parse(&parts).map(Self::Pbkdf2);
        let bcrypt = || Bcrypt::parse(&parts).map(Self::Bcrypt);
        argon2().or_else(pbkdf2).or_else(bcrypt).ok_or(UnknownHash)
    }

    fn fits(&self, password: &Secret) -> Result<bool, UnknownHash> {
        match self {
            Self::Argon2(hash) => hash.fits(password),
            Self::Bcrypt(hash) => Ok(hash.fits(password)),
            Self::Pbkdf2(hash) => Ok(hash.fits(password)),
        }
    }

    fn is_outdated(&self) -> bool {
        match self {
            Self::Argon2(hash) => hash.is_outdated(),
            Self::Bcrypt(_) | Self::Pbkdf2(_) => true,
        }
    }
}

/// Whether a sum is long enough to tell passwords apart, and no longer than anybody makes them.
fn is_sound(sum: &[u8]) -> bool {
    (16..=64).contains(&sum.len())
}

/// Compares in constant time: a sum must not be found byte by byte.
fn are_equal(sum: &[u8], other: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(sum, other).is_ok()
}

#[cfg(test)]
#[path = "password_tests.rs"]
mod tests;
