//! The key of clients that sign for themselves: `private_key_jwt` (OpenID Connect Core section 9).

use std::fmt;

use aws_lc_rs::{encoding::AsDer, rsa::KeySize, signature::RsaKeyPair};
use base64::{Engine, engine::general_purpose::STANDARD};
use jsonwebtoken::{
    Algorithm, EncodingKey, Header, encode, get_current_timestamp,
    jwk::{Jwk, PublicKeyUse},
};
use serde_json::{Value, json};

use super::entropy;

/// What `client_assertion_type` says (RFC 7523 section 2.2).
pub(crate) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// The name of the key.
const KID: &str = "conformance";

/// An RSA key for RS256. All clients have the same, as in a run of the suite.
pub(crate) struct Key {
    private: EncodingKey,
    /// The public half, as a set.
    pub(crate) set: Value,
}

impl Key {
    /// A new one.
    pub(crate) fn make() -> Self {
        let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let text = STANDARD.encode(pair.as_der().unwrap().as_ref());
        let pem = format!("-----BEGIN PRIVATE KEY-----\n{text}\n-----END PRIVATE KEY-----\n");
        let private = EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
        let mut public = Jwk::from_encoding_key(&private, Algorithm::RS256).unwrap();
        public.common.key_id = Some(KID.to_owned());
        public.common.public_key_use = Some(PublicKeyUse::Signature);
        Self { private, set: json!({ "keys": [public] }) }
    }

    /// A client's assertion, as the suite makes it.
    pub(crate) fn assertion(&self, client_id: &str, audience: &str) -> String {
        let now = get_current_timestamp();
        let claims = json!({
            "iss": client_id, "sub": client_id, "aud": audience, "jti": entropy::random(20),
            "iat": now, "exp": now + 60,
        });
        let header = Header { kid: Some(KID.to_owned()), ..Header::new(Algorithm::RS256) };
        encode(&header, &claims, &self.private).unwrap()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(KID)
    }
}
