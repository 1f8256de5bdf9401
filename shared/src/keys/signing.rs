//! Pairs of keys: how they are made.

use aws_lc_rs::{
    encoding::AsDer,
    rsa::KeySize,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RsaKeyPair},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{
    EncodingKey,
    errors::Error as JwtError,
    jwk::{Jwk, PublicKeyUse, ThumbprintHash},
};
use thiserror::Error;

use crate::{protocol::signing_key::SigningAlgorithm, secret::Secret};

/// A pair of keys that could not be made or read.
#[derive(Clone, Debug, Error)]
#[error("a signing key cannot be made: {0}")]
pub struct UnusableKey(String);

/// A pair of keys.
#[derive(Debug)]
pub struct Pair {
    /// The thumbprint of the public half ([RFC 7638](https://www.rfc-editor.org/rfc/rfc7638)).
    pub kid: String,
    /// The public half, with `kid`, `alg` and `use`.
    pub public: Jwk,
    /// The private half: PKCS#8 in PEM.
    pub private: Secret,
}

impl Pair {
    /// Makes a pair: RSA of 2,048 bits, or P-256. The randomness is the library's own, from the
    /// operating system.
    ///
    /// # Errors
    ///
    /// Never, in practice.
    pub fn make(algorithm: SigningAlgorithm) -> Result<Self, UnusableKey> {
        let unusable = |_| UnusableKey("no key was generated".to_owned());
        let der = match algorithm {
            SigningAlgorithm::RS256 => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(unusable)?;
                pair.as_der().map_err(unusable)?.as_ref().to_vec()
            }
            SigningAlgorithm::ES256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING);
                pair.and_then(|pair| pair.to_pkcs8v1()).map_err(unusable)?.as_ref().to_vec()
            }
        };
        let private = Secret::new(pem(&der));
        Self::of(algorithm, private).map_err(|error| UnusableKey(error.to_string()))
    }

    fn of(algorithm: SigningAlgorithm, private: Secret) -> Result<Self, JwtError> {
        let key = encoding_key(algorithm, &private)?;
        let mut public = Jwk::from_encoding_key(&key, algorithm.jwt())?;
        let kid = public.thumbprint(ThumbprintHash::SHA256)?;
        public.common.key_id = Some(kid.clone());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Ok(Self { kid, public, private })
    }
}

/// The key to sign with, of a private half.
///
/// # Errors
///
/// When the text is no such key.
pub fn encoding_key(
    algorithm: SigningAlgorithm,
    private: &Secret,
) -> Result<EncodingKey, JwtError> {
    let text = private.expose().as_bytes();
    match algorithm {
        SigningAlgorithm::RS256 => EncodingKey::from_rsa_pem(text),
        SigningAlgorithm::ES256 => EncodingKey::from_ec_pem(text),
    }
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| str::from_utf8(line).unwrap_or_default()).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{DecodingKey, Header, Validation, decode, encode};
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn what_a_key_signs_its_public_half_verifies_and_tells_nothing_private() {
        for algorithm in SigningAlgorithm::ALL {
            let pair = Pair::make(algorithm).unwrap();
            let key = encoding_key(algorithm, &pair.private).unwrap();
            let token = encode(&Header::new(algorithm.jwt()), &json!({"sub": "a"}), &key).unwrap();
            let mut validation = Validation::new(algorithm.jwt());
            validation.set_required_spec_claims::<&str>(&[]);
            let key = DecodingKey::from_jwk(&pair.public).unwrap();
            assert_eq!(decode::<Value>(&token, &key, &validation).unwrap().claims["sub"], "a");

            let public = serde_json::to_value(&pair.public).unwrap();
            let mut members: Vec<&str> =
                public.as_object().unwrap().keys().map(String::as_str).collect();
            members.sort_unstable();
            let expected: &[&str] = match algorithm {
                SigningAlgorithm::RS256 => &["alg", "e", "kid", "kty", "n", "use"],
                SigningAlgorithm::ES256 => &["alg", "crv", "kid", "kty", "use", "x", "y"],
            };
            assert_eq!(members, expected);
            assert_eq!(public["kid"], pair.kid.as_str());
        }
    }
}
