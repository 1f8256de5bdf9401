//! The ID Token ([OpenID Connect Core section 2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)),
//! signed as its client's record says.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, errors::Error};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{
    authentication::Authentication,
    signer::Signer,
    signing_key::{KeySet, SigningAlgorithm},
    userinfo::UserInfo,
};
use crate::{
    clock::Timestamp,
    secret::{Secret, sha256},
};

/// What an ID Token is made of.
#[derive(Debug)]
pub struct IdToken<'a> {
    /// For whom: the client's id.
    pub audience: &'a str,
    /// When it is made.
    pub issued_at: Timestamp,
    /// When it ends: with the access token beside it.
    pub expires_at: Timestamp,
    /// The `nonce` of the authorization; never one of the token request.
    pub nonce: Option<&'a str>,
    /// The access token beside it, if there is one.
    pub access_token: Option<&'a Secret>,
    /// The code beside it, if there is one.
    pub code: Option<&'a Secret>,
    /// What the app calls the user's session, if it knows of sessions.
    pub sid: Option<&'a str>,
    /// When and how the user logged in, as far as it is told.
    pub authentication: Authentication,
    /// Of whom it speaks.
    pub user: &'a UserInfo,
}

/// The claims, in Frappe's order.
#[derive(Serialize)]
struct Claims<'a> {
    aud: &'a str,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    c_hash: Option<String>,
    exp: i64,
    iss: &'a str,
    sub: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sid: Option<&'a str>,
    #[serde(flatten)]
    authentication: &'a Authentication,
    #[serde(flatten)]
    user: &'a Map<String, Value>,
}

impl IdToken<'_> {
    /// Signs it.
    ///
    /// # Errors
    ///
    /// When the key is none for the algorithm.
    pub fn sign(&self, by: &Signer) -> Result<Secret, Error> {
        let user = self.user;
        let claims = Claims {
            aud: self.audience,
            iat: self.issued_at.seconds(),
            nonce: self.nonce,
            at_hash: self.access_token.map(left_half_hash),
            c_hash: self.code.map(left_half_hash),
            exp: self.expires_at.seconds(),
            iss: &user.iss,
            sub: &user.sub,
            sid: self.sid,
            authentication: &self.authentication,
            user: &user.claims,
        };
        by.sign(&claims, None)
    }
}

/// What the signature of a hint is checked with.
#[derive(Debug)]
pub enum HintKeys<'a> {
    /// The client's secrets.
    Secrets(Vec<Secret>),
    /// Our keys of one algorithm, as they are published at a moment.
    Set(&'a KeySet, SigningAlgorithm, Timestamp),
}

/// Of whom an ID Token speaks that a client sends back as `id_token_hint`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Hint {
    /// The user.
    pub sub: String,
    /// The session, where the client knows of sessions.
    pub sid: Option<String>,
}

/// Reads an ID Token that a client sends back as `id_token_hint` (section 3.1.2.1); `None` for one that
/// we never gave to this client. An expired one is still a hint.
pub fn read_hint(hint: &str, audience: &str, keys: &HintKeys<'_>) -> Option<Hint> {
    // An access token or a logout token says in its type that it is no ID Token.
    let typ = decode_header(hint).ok()?.typ;
    if typ.is_some_and(|typ| !typ.eq_ignore_ascii_case("jwt")) {
        return None;
    }
    match keys {
        HintKeys::Secrets(secrets) => secrets.iter().find_map(|secret| {
            let key = DecodingKey::from_secret(secret.expose().as_bytes());
            check(hint, audience, (&key, Algorithm::HS256))
        }),
        HintKeys::Set(set, algorithm, now) => {
            let kid = decode_header(hint).ok()?.kid?;
            let key = set.find(&kid, *now).filter(|key| key.algorithm == *algorithm)?;
            let key = DecodingKey::from_jwk(&key.public).ok()?;
            check(hint, audience, (&key, algorithm.jwt()))
        }
    }
}

/// For whom an ID Token is, by its own word: to look for the client whose keys will tell whether that
/// is true.
pub fn claimed_audience(hint: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claimed {
        aud: String,
    }
    let claims = URL_SAFE_NO_PAD.decode(hint.split('.').nth(1)?).ok()?;
    Some(serde_json::from_slice::<Claimed>(&claims).ok()?.aud)
}

/// The algorithm comes from our record of the client, never from the token's header.
fn check(hint: &str, audience: &str, (key, algorithm): (&DecodingKey, Algorithm)) -> Option<Hint> {
    let mut validation = Validation::new(algorithm);
    // It may be over, but it ends: a signed answer of `openid_profile`, by the same key, never does.
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["aud", "exp"]);
    validation.set_audience(&[audience]);
    Some(decode::<Hint>(hint, key, &validation).ok()?.claims)
}

/// Sections 3.1.3.6 and 3.3.2.11: the left half of the hash, in base64url.
fn left_half_hash(token: &Secret) -> String {
    let hash = sha256(token.expose().as_bytes());
    let (left, _) = hash.split_at(hash.len() / 2);
    URL_SAFE_NO_PAD.encode(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{claims::Told, user::User};

    #[test]
    fn a_hint_counts_only_from_our_hand_and_for_its_client() {
        let user = User { sub: "alice".into(), ..User::default() };
        let user = UserInfo::of(&user, "https://x", Told::Frappes);
        let id_token = IdToken {
            audience: "web",
            issued_at: Timestamp::from_millis(0),
            expires_at: Timestamp::from_millis(1),
            nonce: None,
            access_token: None,
            code: None,
            sid: None,
            authentication: Authentication::default(),
            user: &user,
        };
        let secret = Secret::new("s");
        let hint = id_token.sign(&Signer::Secret(secret)).unwrap();
        let subject = |hint: &str, audience, secret: &str| {
            read_hint(hint, audience, &HintKeys::Secrets(vec![Secret::new(secret)]))
                .map(|hint| hint.sub)
        };
        assert_eq!(claimed_audience(hint.expose()).as_deref(), Some("web"));
        assert_eq!(subject(hint.expose(), "web", "s").as_deref(), Some("alice"));
        assert_eq!(subject(hint.expose(), "other", "s"), None);
        assert_eq!(subject(hint.expose(), "web", "t"), None);
        let unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSIsImF1ZCI6IndlYiJ9.";
        for foreign in ["xx", "xx.yy.zz", unsigned, ""] {
            assert_eq!(subject(foreign, "web", "s"), None, "{foreign}");
        }
        for broken in ["", "x", "..", "a.b.c", "a.W10.c"] {
            assert_eq!(claimed_audience(broken), None, "{broken}");
        }
    }

    #[test]
    fn openid_connect_core_appendix_a3_at_hash() {
        let token = Secret::new("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
        assert_eq!(left_half_hash(&token), "77QmUPtjPfzWtF2AnpK9RQ");
    }
}
