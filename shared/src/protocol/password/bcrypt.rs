//! Hashes by bcrypt, as passlib writes them: `$2a$`, `$2b$` and `$2y$`, and `$bcrypt-sha256$`.
//!
//! The three differ in the faults of other libraries only. passlib's `bcrypt` 4.0.1 and OpenBSD's
//! `$2b$` are one function, and so is this. `$2x$` keeps such a fault, and `$2$` ends no password.

use aws_lc_rs::hmac;
use base64::{
    Engine, alphabet,
    engine::{GeneralPurpose, GeneralPurposeConfig, general_purpose::STANDARD},
};

use super::are_equal;
use crate::secret::{Secret, sha256};

/// The costliest hash that is computed for an imported user: four times passlib's default, 12. A
/// hostile import must not stop the login, and each step doubles the time: 14 takes more than a
/// second, 18 longer than a function may run, and 31 two days.
const MOST_COST: u32 = 14;
/// bcrypt's own least.
const LEAST_COST: u32 = 4;
/// bcrypt hears no more than this of a password, in bytes.
const HEARD: usize = 72;
/// The characters of a salt of 16 bytes.
const SALT: usize = 22;

/// bcrypt's base64. Old libraries left chance in the last bits, which mean nothing.
const B64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::BCRYPT,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(base64::engine::DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

/// What bcrypt is given.
enum Input {
    /// The password.
    Password,
    /// Its SHA-256, in `$bcrypt-sha256$` of version 1.
    Sha256,
    /// Its HMAC by the text of the salt, in version 2.
    Hmac,
}

/// A hash as its text says it.
pub(super) struct Bcrypt {
    input: Input,
    cost: u32,
    salt: [u8; 16],
    sum: Vec<u8>,
}

impl Bcrypt {
    /// Reads what stands between the `$`s.
    pub(super) fn parse(parts: &[&str]) -> Option<Self> {
        let (input, cost, salt, sum) = match parts {
            ["", "2a" | "2b" | "2y", cost, rest] => {
                let (salt, sum) = rest.split_at_checked(SALT)?;
                (Input::Password, *cost, salt, sum)
            }
            ["", "bcrypt-sha256", costs, salt, sum] => {
                let (input, cost) = parse_costs(costs)?;
                (input, cost, *salt, *sum)
            }
            _ => return None,
        };
        let cost = cost.parse().ok()?;
        let salt = B64.decode(salt).ok()?.try_into().ok()?;
        let hash = Self { input, cost, salt, sum: B64.decode(sum).ok()? };
        let is_affordable = (LEAST_COST..=MOST_COST).contains(&cost);
        (is_affordable && hash.sum.len() == 23).then_some(hash)
    }

    /// Whether it is this password's.
    pub(super) fn fits(&self, password: &Secret) -> bool {
        let mut input = self.input(password.expose().as_bytes());
        // bcrypt repeats what it hears, with a NUL between: `a` and `a\0a` have one hash. passlib
        // makes none of a password with a NUL, so who sends one has not the password.
        let has_no_nul = !input.contains(&0);
        input.push(0);
        // passlib made the hash of the first bytes alone, so they are the password, until the login
        // makes a hash of all that it was given. The end may be half a character.
        input.truncate(HEARD);
        let [sum @ .., _] = bcrypt::bcrypt(self.cost, self.salt, &input);
        are_equal(&sum, &self.sum) && has_no_nul
    }

    fn input(&self, password: &[u8]) -> Vec<u8> {
        match self.input {
            Input::Password => password.to_vec(),
            Input::Sha256 => STANDARD.encode(sha256(password)).into_bytes(),
            Input::Hmac => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, B64.encode(self.salt).as_bytes());
                STANDARD.encode(hmac::sign(&key, password)).into_bytes()
            }
        }
    }
}

/// The version and the cost of `$bcrypt-sha256$`.
fn parse_costs(text: &str) -> Option<(Input, &str)> {
    if let Some(cost) = text.strip_prefix("v=2,t=2b,r=") {
        return Some((Input::Hmac, cost));
    }
    let cost = text.strip_prefix("2a,").or_else(|| text.strip_prefix("2b,"))?;
    Some((Input::Sha256, cost))
}
