//! The public keys of a client that signs for itself: a JWK Set
//! ([RFC 7517 section 5](https://www.rfc-editor.org/rfc/rfc7517#section-5)), on its record or where its
//! record says.

use jsonwebtoken::{
    Algorithm,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyAlgorithm, KeyOperations, PublicKeyUse},
};
use serde_json::{Map, Value};
use thiserror::Error;

/// How many keys a set may have: each may have to be tried.
const MOST_KEYS: usize = 20;
/// What only a private or a symmetric key has (RFC 7518 sections 6.2.2, 6.3.2 and 6.4).
const SECRET_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// How clients may sign.
pub const ALGORITHMS: [(&str, Algorithm); 3] =
    [("RS256", Algorithm::RS256), ("ES256", Algorithm::ES256), ("PS256", Algorithm::PS256)];

/// Why a text is no set of public keys.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum KeySetError {
    /// It is not `{"keys": [...]}`.
    #[error("not a JWK Set: {{\"keys\": [...]}}")]
    Malformed,
    /// It has a key that its owner should keep: who reads the record would be the client.
    #[error("it has a private or symmetric key; a set of public keys is wanted")]
    Secret,
    /// It has none that we can use.
    #[error("it has no RSA or P-256 key")]
    Useless,
    /// It has more than anybody needs.
    #[error("it has more than 20 keys")]
    TooMany,
}

/// Reads a set. Keys of kinds that we do not know are passed over.
///
/// # Errors
///
/// See [`KeySetError`].
pub fn read(text: &str) -> Result<Vec<Jwk>, KeySetError> {
    let set: Map<String, Value> = serde_json::from_str(text).map_err(|_| KeySetError::Malformed)?;
    let Some(Value::Array(keys)) = set.get("keys") else { return Err(KeySetError::Malformed) };
    if keys.len() > MOST_KEYS {
        return Err(KeySetError::TooMany);
    }
    let is_secret = |key: &Value| SECRET_MEMBERS.iter().any(|name| key.get(name).is_some());
    if keys.iter().any(is_secret) {
        return Err(KeySetError::Secret);
    }
    let keys = keys.iter().filter_map(|key| serde_json::from_value(key.clone()).ok());
    let keys: Vec<Jwk> = keys.filter(|key| ALGORITHMS.iter().any(|(_, a)| fits(key, *a))).collect();
    if keys.is_empty() { Err(KeySetError::Useless) } else { Ok(keys) }
}

/// Whether a key signs so: by its kind, and by what its owner says of it. The word of a token's header
/// alone decides nothing, or an attacker would choose how his own token is checked.
pub(super) fn fits(key: &Jwk, algorithm: Algorithm) -> bool {
    let (of_kind, name) = match (&key.algorithm, algorithm) {
        (AlgorithmParameters::RSA(_), Algorithm::RS256) => (true, KeyAlgorithm::RS256),
        (AlgorithmParameters::RSA(_), Algorithm::PS256) => (true, KeyAlgorithm::PS256),
        (AlgorithmParameters::EllipticCurve(key), Algorithm::ES256) => {
            (key.curve == EllipticCurve::P256, KeyAlgorithm::ES256)
        }
        (_, _) => return false,
    };
    let common = &key.common;
    let of_use = common.public_key_use.as_ref().is_none_or(|one| *one == PublicKeyUse::Signature);
    let operations = common.key_operations.as_ref();
    of_kind
        && of_use
        && common.key_algorithm.is_none_or(|one| one == name)
        && operations.is_none_or(|all| all.contains(&KeyOperations::Verify))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(keys: &Value) -> Result<usize, KeySetError> {
        read(&json!({ "keys": keys }).to_string()).map(|keys| keys.len())
    }

    #[test]
    fn a_set_has_public_keys_alone_and_some_of_use() {
        let p256 = json!({"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ"});
        let rsa = json!({"kty": "RSA", "n": "bg", "e": "AQAB"});
        let p384 = json!({"kty": "EC", "crv": "P-384", "x": "eA", "y": "eQ"});
        let with = |key: &Value, name: &str, value: &str| {
            let mut key = key.clone();
            key[name] = value.into();
            key
        };
        assert_eq!(of(&json!([p256, rsa, p384, {"kty": "new"}])), Ok(2));
        assert_eq!(of(&json!([p256, with(&rsa, "d", "ZA")])), Err(KeySetError::Secret));
        assert_eq!(of(&json!([{"kty": "oct", "k": "aw"}])), Err(KeySetError::Secret));
        assert_eq!(of(&json!([p384, with(&p256, "use", "enc")])), Err(KeySetError::Useless));
        assert_eq!(of(&json!([with(&rsa, "alg", "RS512")])), Err(KeySetError::Useless));
        assert_eq!(of(&json!([])), Err(KeySetError::Useless));
        assert_eq!(of(&json!(vec![p256; 21])), Err(KeySetError::TooMany));
        for text in ["", "[]", "{}", "{\"keys\": {}}", "{\"keys\": 1}", "\u{0}"] {
            assert_eq!(read(text).unwrap_err(), KeySetError::Malformed, "{text}");
        }
    }
}
