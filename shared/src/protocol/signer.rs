//! What signs a token for a client: its secret, as Frappe does it, or a key of ours.

use std::fmt;

use jsonwebtoken::{Algorithm, EncodingKey, Header, errors::Error};
use serde::Serialize;

use super::signing_key::SigningAlgorithm;
use crate::secret::Secret;

/// What signs.
pub enum Signer {
    /// The client's secret, by HS256.
    Secret(Secret),
    /// A key of ours. The header names it (`kid`), so that who checks the token finds the key among
    /// those that are published, and knows when to ask for new ones.
    Key {
        /// Its name.
        kid: String,
        /// How it signs.
        algorithm: SigningAlgorithm,
        /// Its private half.
        key: EncodingKey,
    },
}

impl Signer {
    /// Signs claims. `typ` says in the header what kind of token it is; an ordinary one says so too.
    ///
    /// # Errors
    ///
    /// When the key is none for the algorithm.
    pub fn sign(&self, claims: &impl Serialize, typ: Option<&str>) -> Result<Secret, Error> {
        let typ = |ordinary: &str| Some(typ.unwrap_or(ordinary).to_owned());
        let signed = match self {
            Self::Secret(secret) => {
                // Frappe writes the type in lower case, and no `kid`: the key has no name.
                let header = Header { typ: typ("jwt"), ..Header::new(Algorithm::HS256) };
                let key = EncodingKey::from_secret(secret.expose().as_bytes());
                jsonwebtoken::encode(&header, claims, &key)
            }
            Self::Key { kid, algorithm, key } => {
                let header = Header::new(algorithm.jwt());
                let header = Header { typ: typ("JWT"), kid: Some(kid.clone()), ..header };
                jsonwebtoken::encode(&header, claims, key)
            }
        };
        signed.map(Secret::new)
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(secret) => f.debug_tuple("Secret").field(secret).finish(),
            Self::Key { kid, .. } => {
                f.debug_struct("Key").field("kid", kid).finish_non_exhaustive()
            }
        }
    }
}
