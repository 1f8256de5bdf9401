//! Secrets: how they are made, kept out of logs, hashed and compared.

use std::fmt;

use aws_lc_rs::{constant_time, digest, error::Unspecified, hkdf, hmac};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use rand::{Rng, rand_core::UnwrapErr, rngs::SysRng};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// The letters and digits that tokens are made of, as Frappe's are.
const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// A text that must not be seen: a password, a code, a token, a client's secret.
///
/// `Debug` prints `[redacted]`; there is no `Display` and no `Serialize`. Who needs the text
/// says so with [`Secret::expose`].
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// Takes a text as a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the answer or computation that is meant to have it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether both are the same text, in a time that does not tell how much of it matched.
    ///
    /// Compares hashes, so that not even the lengths show.
    pub fn equals(&self, other: &Self) -> bool {
        SecretHash::of(&self.0).matches(&other.0)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The SHA-256 of a secret with at least 128 bits of chance: what the store keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// The hash of a secret's text.
    pub fn of(secret: &str) -> Self {
        Self(sha256(secret.as_bytes()))
    }

    /// A hash that somebody wrote down in hexadecimal.
    pub fn from_hex(text: &str) -> Option<Self> {
        unhex(text)?.try_into().ok().map(Self)
    }

    /// Whether `secret` is the one, in constant time: a comparison that stops at the first wrong
    /// byte lets a stranger find a secret byte by byte.
    pub fn matches(&self, secret: &str) -> bool {
        constant_time::verify_slices_are_equal(&self.0, &sha256(secret.as_bytes())).is_ok()
    }
}

impl Serialize for SecretHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl<'de> Deserialize<'de> for SecretHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(D::Error::custom)?;
        bytes.try_into().map(Self).map_err(|_| D::Error::custom("a hash has 32 bytes"))
    }
}

/// The operating system's randomness, handed on to those who make secrets.
#[derive(Clone, Copy, Debug, Default)]
pub struct Random;

impl Random {
    /// `length` letters and digits, each equally likely (5.95 bits apiece).
    pub fn alphanumeric(self, length: usize) -> Secret {
        let mut text = String::with_capacity(length);
        while text.len() < length {
            // 248 = 4 * 62: bytes from there on would make the first letters likelier.
            for byte in self.bytes::<64>().into_iter().filter(|byte| *byte < 248) {
                if text.len() < length {
                    text.push(letter(u16::from(byte)));
                }
            }
        }
        Secret(text)
    }

    /// `N` random bytes: keys, salts, nonces.
    pub fn bytes<const N: usize>(self) -> [u8; N] {
        let mut bytes = [0; N];
        // Without randomness there is nothing safe to answer; the kernel's source does not fail.
        UnwrapErr(SysRng).fill_bytes(&mut bytes);
        bytes
    }
}

/// SHA-256.
pub fn sha256(data: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    for (to, from) in hash.iter_mut().zip(digest::digest(&digest::SHA256, data).as_ref()) {
        *to = *from;
    }
    hash
}

/// SHA-256 of a text in lower-case hexadecimal: a name for what must not be read from its name.
pub fn sha256_hex(text: &str) -> String {
    hex(&sha256(text.as_bytes()))
}

/// HMAC-SHA256 in lower-case hexadecimal: values that only the holder of `key` can make.
pub fn hmac_hex(key: &Secret, message: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key.0.as_bytes());
    hex(hmac::sign(&key, message.as_bytes()).as_ref())
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        text.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        text.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        text
    })
}

/// The bytes of hexadecimal text.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(
        digits.chunks(2).map(|pair| pair.iter().fold(0, |byte, digit| byte << 4 | digit)).collect(),
    )
}

/// `length` letters and digits that follow from `secret`, `salt` and `label` alone (HKDF-SHA256).
///
/// # Errors
///
/// Fails when more is asked than HKDF gives (4,080 letters).
pub fn derive(
    secret: &Secret,
    salt: &[u8],
    label: &str,
    length: usize,
) -> Result<Secret, Unspecified> {
    struct Length(usize);
    impl hkdf::KeyType for Length {
        fn len(&self) -> usize {
            self.0
        }
    }
    let mut bytes = vec![0; length * 2];
    let key = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret.0.as_bytes());
    key.expand(&[label.as_bytes()], Length(bytes.len()))
        .and_then(|output| output.fill(&mut bytes))?;
    // Two bytes a letter: the bias of the remainder is below one in a thousand.
    let letters =
        bytes.chunks(2).map(|pair| letter(pair.iter().fold(0, |n, b| (n << 8) | u16::from(*b))));
    Ok(Secret(letters.collect()))
}

fn letter(number: u16) -> char {
    char::from(ALPHABET.get(usize::from(number % 62)).copied().unwrap_or(b'A'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_a_secret() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "[redacted]");
    }

    #[test]
    fn random_letters_are_of_the_alphabet_and_never_the_same() {
        let (one, other) = (Random.alphanumeric(300), Random.alphanumeric(300));
        assert_eq!(one.expose().len(), 300);
        assert!(one.expose().bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert!(!one.equals(&other));
    }

    #[test]
    fn derived_letters_depend_on_secret_salt_and_label() {
        let derived = |secret: &str, salt: &[u8], label| {
            derive(&Secret::new(secret), salt, label, 32).unwrap().expose().to_owned()
        };
        let first = derived("a", b"s", "x");
        assert_eq!(first, derived("a", b"s", "x"));
        assert_eq!(first.len(), 32);
        for other in [derived("b", b"s", "x"), derived("a", b"t", "x"), derived("a", b"s", "y")] {
            assert_ne!(first, other);
        }
    }

    #[test]
    fn a_hash_survives_its_journey_through_the_store() {
        let hash = SecretHash::of("abc");
        let text = serde_json::to_string(&hash).unwrap();
        let back: SecretHash = serde_json::from_str(&text).unwrap();
        assert!(back.matches("abc") && !back.matches("abd"));
        assert_eq!(hex(&sha256(b"abc")).get(..8), Some("ba7816bf"));
        assert_eq!(unhex(&hex(&sha256(b"abc"))).as_deref(), Some(sha256(b"abc").as_slice()));
        assert_eq!((unhex("0"), unhex("0g")), (None, None));
        assert_eq!(SecretHash::from_hex(&sha256_hex("abc")), Some(hash));
        assert_eq!(SecretHash::from_hex("00"), None);
    }
}
