//! Sealing: AES-256-GCM, bound to the place where the secret is kept.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use thiserror::Error;

use crate::secret::{Random, Secret};

/// The key that seals. `Debug` shows nothing of it.
#[derive(Debug)]
pub struct DataKey(LessSafeKey);

/// The place where a sealed secret is kept. A secret copied to another item or field does not open
/// there: who can write to the table still cannot give his client another one's secret.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The table's logical name.
    pub table: &'a str,
    /// The item's key.
    pub key: &'a str,
    /// The field.
    pub field: &'a str,
}

/// A seal that does not open: another key, another place, or a changed text.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("a sealed secret does not open")]
pub struct BrokenSeal;

impl DataKey {
    /// Takes 32 bytes as the key.
    ///
    /// # Errors
    ///
    /// [`BrokenSeal`] for another number of bytes.
    pub fn new(bytes: &[u8]) -> Result<Self, BrokenSeal> {
        let key = UnboundKey::new(&AES_256_GCM, bytes).map_err(|_| BrokenSeal)?;
        Ok(Self(LessSafeKey::new(key)))
    }

    /// Seals a secret for a place.
    ///
    /// # Errors
    ///
    /// Never, in practice.
    pub fn seal(
        &self,
        secret: &Secret,
        place: Place<'_>,
        random: Random,
    ) -> Result<String, BrokenSeal> {
        let nonce: [u8; NONCE_LEN] = random.bytes();
        let mut text = secret.expose().as_bytes().to_vec();
        let bound = Nonce::assume_unique_for_key(nonce);
        self.0
            .seal_in_place_append_tag(bound, Aad::from(place.bytes()), &mut text)
            .map_err(|_| BrokenSeal)?;
        Ok(URL_SAFE_NO_PAD.encode([nonce.as_slice(), &text].concat()))
    }

    /// Opens a sealed secret.
    ///
    /// # Errors
    ///
    /// [`BrokenSeal`].
    pub fn open(&self, sealed: &str, place: Place<'_>) -> Result<Secret, BrokenSeal> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| BrokenSeal)?;
        let (nonce, text) = bytes.split_at_checked(NONCE_LEN).ok_or(BrokenSeal)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| BrokenSeal)?;
        let mut text = text.to_vec();
        let open = self
            .0
            .open_in_place(nonce, Aad::from(place.bytes()), &mut text)
            .map_err(|_| BrokenSeal)?;
        let text = str::from_utf8(open).map_err(|_| BrokenSeal)?;
        Ok(Secret::new(text))
    }
}

impl Place<'_> {
    /// Unambiguous: lengths before texts, so that no two places make the same bytes.
    fn bytes(self) -> Vec<u8> {
        [self.table, self.key, self.field]
            .into_iter()
            .flat_map(|part| [part.len().to_string().as_bytes(), b":", part.as_bytes()].concat())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place<'_> = Place { table: "clients", key: "a", field: "client_secret" };

    #[test]
    fn a_sealed_secret_opens_only_where_it_was_sealed_and_unchanged() {
        let key = DataKey::new(&[7; 32]).unwrap();
        let sealed = key.seal(&Secret::new("sëcret"), PLACE, Random).unwrap();
        assert_eq!(key.open(&sealed, PLACE).unwrap().expose(), "sëcret");
        assert!(!sealed.contains("cret"));

        let elsewhere = Place { key: "b", ..PLACE };
        assert_eq!(key.open(&sealed, elsewhere).err(), Some(BrokenSeal));
        let shifted = Place { table: "clientsa", key: "", ..PLACE };
        assert_eq!(key.open(&sealed, shifted).err(), Some(BrokenSeal));
        let other = DataKey::new(&[8; 32]).unwrap();
        assert_eq!(other.open(&sealed, PLACE).err(), Some(BrokenSeal));
        for broken in ["", "AAAA", "not base64!", sealed.get(1..).unwrap()] {
            assert_eq!(key.open(broken, PLACE).err(), Some(BrokenSeal));
        }
    }
}
