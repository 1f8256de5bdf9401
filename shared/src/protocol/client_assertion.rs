//! A client that proves itself by a token which it has signed: `private_key_jwt`.
//!
//! [OpenID Connect Core section 9](https://openid.net/specs/openid-connect-core-1_0.html#ClientAuthentication),
//! [RFC 7523 section 3](https://www.rfc-editor.org/rfc/rfc7523#section-3).

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, Header, Validation, decode, decode_header, jwk::Jwk};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use thiserror::Error;

use super::client_keys::{ALGORITHMS, fits};
use crate::clock::Timestamp;

/// What `client_assertion_type` says.
pub const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// How far clocks may go apart.
const SKEW: Duration = Duration::from_mins(1);
/// How long one may be good for. Most clients take a minute, some an hour; the name of each is kept
/// until it ends.
const LONGEST: Duration = Duration::from_hours(24);
/// The longest name.
const LONGEST_JTI: usize = 255;

/// Why an assertion proves nobody.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum AssertionError {
    /// It is no signed token, or lacks a claim.
    #[error("The client_assertion is no JWT with iss, sub, aud, exp and jti.")]
    Malformed,
    /// An algorithm that is not offered: `none`, and those with a secret, among them.
    #[error("The client_assertion is not signed by RS256, ES256 or PS256.")]
    Algorithm,
    /// None of the client's keys is meant.
    #[error("The client has no such key for its client_assertion.")]
    UnknownKey,
    /// The key did not sign it.
    #[error("The signature of the client_assertion is wrong.")]
    Signature,
    /// It speaks for somebody else.
    #[error("The client_assertion must have the client_id as its iss and sub.")]
    Client,
    /// It was made for another server, which could present it here.
    #[error(
        "The client_assertion is not for this server: aud must be its issuer or token endpoint."
    )]
    Audience,
    /// It is over.
    #[error("The client_assertion has expired.")]
    Expired,
    /// It would have to be remembered for too long.
    #[error("The client_assertion is good for too long: a day at most.")]
    TooLong,
    /// It is not good yet.
    #[error("The client_assertion is of the future.")]
    Future,
    /// It has been used: who comes second may have found it in a log.
    #[error("The client_assertion has been used already.")]
    Used,
    /// Where the keys should be there are none.
    #[error("The client's key set cannot be read.")]
    Keys(String),
}

/// An assertion that its client has signed for us. Only [`check`] makes one; whether it is used for the
/// first time, the store knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    client_id: String,
    jti: String,
    ends_at: Timestamp,
}

impl Accepted {
    /// Who signed it.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Its name.
    pub fn jti(&self) -> &str {
        &self.jti
    }

    /// Until when the name has to be remembered.
    pub fn ends_at(&self) -> Timestamp {
        self.ends_at
    }
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    #[serde(deserialize_with = "second")]
    exp: i64,
    #[serde(default, deserialize_with = "some_second")]
    iat: Option<i64>,
    #[serde(default, deserialize_with = "some_second")]
    nbf: Option<i64>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Audience {
    fn has(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::Many(many) => many.iter().any(|one| one == name),
        }
    }
}

/// Whose an assertion is, by its own word: to look for the client whose keys will tell.
pub fn claimed_client(assertion: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Claimed {
        sub: String,
    }
    let claims = URL_SAFE_NO_PAD.decode(assertion.split('.').nth(1)?).ok()?;
    Some(serde_json::from_slice::<Claimed>(&claims).ok()?.sub)
}

/// Checks an assertion against a client's keys. `audiences` are our names.
///
/// # Errors
///
/// See [`AssertionError`].
pub fn check(
    assertion: &str,
    client_id: &str,
    audiences: &[String],
    keys: &[Jwk],
    now: Timestamp,
) -> Result<Accepted, AssertionError> {
    let header = decode_header(assertion).map_err(|_| AssertionError::Malformed)?;
    if !ALGORITHMS.iter().any(|(_, algorithm)| *algorithm == header.alg) {
        return Err(AssertionError::Algorithm);
    }
    let claims = verify(assertion, &header, keys)?;
    if claims.iss != client_id || claims.sub != client_id {
        return Err(AssertionError::Client);
    }
    if !audiences.iter().any(|name| claims.aud.has(name)) {
        return Err(AssertionError::Audience);
    }
    let at = |second: i64| Timestamp::from_millis(second.saturating_mul(1000));
    let ends_at = at(claims.exp) + SKEW;
    if now >= ends_at {
        return Err(AssertionError::Expired);
    }
    if ends_at > now + LONGEST + SKEW {
        return Err(AssertionError::TooLong);
    }
    if [claims.iat, claims.nbf].into_iter().flatten().any(|second| at(second) > now + SKEW) {
        return Err(AssertionError::Future);
    }
    if claims.jti.is_empty() || claims.jti.len() > LONGEST_JTI {
        return Err(AssertionError::Malformed);
    }
    Ok(Accepted { client_id: client_id.to_owned(), jti: claims.jti, ends_at })
}

/// The claims, if one of the keys that are meant has signed them.
fn verify(assertion: &str, header: &Header, keys: &[Jwk]) -> Result<Claims, AssertionError> {
    let is_named = |key: &Jwk| match &header.kid {
        Some(kid) => key.common.key_id.as_ref() == Some(kid),
        None => true,
    };
    let meant: Vec<&Jwk> =
        keys.iter().filter(|key| is_named(key) && fits(key, header.alg)).collect();
    if meant.is_empty() {
        return Err(AssertionError::UnknownKey);
    }
    let mut validation = Validation::new(header.alg);
    // Times and audience are checked here, by our clock.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    let signed = meant.into_iter().find_map(|key| {
        let key = DecodingKey::from_jwk(key).ok()?;
        decode::<Value>(assertion, &key, &validation).ok()
    });
    let claims = signed.ok_or(AssertionError::Signature)?.claims;
    serde_json::from_value(claims).map_err(|_| AssertionError::Malformed)
}

/// A second; some clients tell parts of it.
fn second<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    let value = serde_json::Number::deserialize(deserializer)?;
    let whole = || value.to_string().split('.').next().and_then(|text| text.parse().ok());
    let second = value.as_i64().or_else(whole);
    second.ok_or_else(|| serde::de::Error::custom("no moment"))
}

fn some_second<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    second(deserializer).map(Some)
}

#[cfg(test)]
#[path = "client_assertion_tests.rs"]
mod tests;
