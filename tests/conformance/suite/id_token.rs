//! ID Tokens, checked with the published keys alone (gate checks G3 to G5 of every module).

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation, decode, decode_header, get_current_timestamp,
};
use serde_json::Value;

use super::{provider::Provider, standard_claims};

/// How far two clocks may be apart.
const SKEW: u64 = 300;

/// Claims that are not about the user.
const PROTOCOL: [&str; 15] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "iat",
    "nonce",
    "auth_time",
    "acr",
    "amr",
    "azp",
    "at_hash",
    "c_hash",
    "s_hash",
    "sid",
    "jti",
];

/// A token whose signature and claims are in order.
#[derive(Clone, Debug)]
pub(crate) struct IdToken {
    pub(crate) text: String,
    pub(crate) claims: Value,
}

impl IdToken {
    /// Judges a token that a client was given.
    pub(crate) fn judge(
        provider: &Provider,
        text: &str,
        client_id: &str,
        nonce: Option<&str>,
    ) -> Self {
        let claims = signed(provider, text, client_id);
        let number = |name: &str| claims[name].as_u64().unwrap_or_else(|| panic!("G4: no {name}"));
        let now = get_current_timestamp();
        assert_eq!(claims["iss"], provider.issuer(), "G4: iss");
        let is_alone = claims["aud"] == client_id || claims["aud"] == Value::from(vec![client_id]);
        assert!(is_alone || claims["azp"] == client_id, "G4: aud {}", claims["aud"]);
        assert!(number("exp") + SKEW > now && number("iat") <= now + SKEW, "G4: {claims}");
        assert!(number("iat") + SKEW > now, "G4: iat {claims}");
        assert_ne!(claims["acr"], "", "G4: acr");
        assert!(claims.get("auth_time").is_none_or(Value::is_u64), "G4: auth_time {claims}");
        assert_eq!(claims.get("nonce").and_then(Value::as_str), nonce, "G5: nonce");
        let sub = claims["sub"].as_str().unwrap_or_default();
        assert!(!sub.is_empty() && sub.len() <= 255 && sub.is_ascii(), "G5: sub {sub}");
        standard_claims::judge_types(&claims);
        Self { text: text.to_owned(), claims }
    }

    /// A claim.
    pub(crate) fn claim(&self, name: &str) -> &Value {
        self.claims.get(name).unwrap_or(&Value::Null)
    }

    /// When the user proved himself, which must be told.
    pub(crate) fn auth_time(&self) -> u64 {
        self.claim("auth_time").as_u64().unwrap_or_else(|| panic!("no auth_time: {}", self.claims))
    }

    /// The names of the claims that tell of the user.
    pub(crate) fn about_the_user(&self) -> Vec<&str> {
        let names = self.claims.as_object().unwrap().keys().map(String::as_str);
        names.filter(|name| !PROTOCOL.contains(name)).collect()
    }

    /// Fails unless `at_hash` or `c_hash` is the hash of what it stands beside (Core section
    /// 3.3.2.11); where it must not be missing, that fails too.
    pub(crate) fn judge_hash(&self, claim: &str, of: Option<&str>, is_required: bool) {
        let expected = of.map(half_hash);
        match (self.claims.get(claim), expected) {
            (Some(found), Some(expected)) => assert_eq!(found, &expected, "{claim}"),
            (None, Some(_)) => assert!(!is_required, "no {claim}: {}", self.claims),
            (_, None) => {}
        }
    }
}

/// The left half of the SHA-256, which goes with RS256 and ES256.
pub(super) fn half_hash(text: &str) -> String {
    let hash = digest(&SHA256, text.as_bytes());
    URL_SAFE_NO_PAD.encode(&hash.as_ref()[..16])
}

/// G3: the claims of a token that one of the published keys has signed.
pub(crate) fn signed(provider: &Provider, text: &str, audience: &str) -> Value {
    let header = decode_header(text).unwrap_or_else(|error| panic!("G3: {error}: {text}"));
    let is_symmetric = matches!(header.alg, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512);
    assert!(!is_symmetric, "G3: {:?} cannot be checked with a published key", header.alg);
    let key = provider.key(&header.kid.unwrap_or_else(|| panic!("G3: no kid")));
    assert_eq!(key.common.key_algorithm.unwrap().to_string(), format!("{:?}", header.alg), "G3");
    let mut validation = Validation::new(header.alg);
    validation.set_audience(&[audience]);
    validation.set_issuer(&[provider.issuer()]);
    // A logout token need not expire.
    validation.set_required_spec_claims(&["iss", "aud"]);
    let key = DecodingKey::from_jwk(key).unwrap();
    decode(text, &key, &validation).unwrap_or_else(|error| panic!("G3: {error}")).claims
}
