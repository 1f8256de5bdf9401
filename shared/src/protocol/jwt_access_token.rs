//! Access tokens that an API can read: signed JWTs
//! ([RFC 9068 section 2](https://www.rfc-editor.org/rfc/rfc9068#section-2)).
//!
//! Whether one is alive is for the store to say, as of any other: its `jti` has the grant's id and a
//! secret. The secret alone proves nothing, for a `jti` stands in the logs of APIs: it counts only in
//! a JWT that bears our signature.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header, errors::Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{
    authentication::Authentication,
    resource::{self, Resources},
    scope::Scope,
    signer::Signer,
    signing_key::KeySet,
    token::Presented,
};
use crate::{clock::Timestamp, secret::Secret};

/// Its type, which no ID Token has (section 2.1).
const TYPE: &str = "at+jwt";

/// What it says.
#[derive(Debug)]
pub struct JwtAccessToken<'a> {
    /// Who gives it.
    pub issuer: &'a str,
    /// For which APIs; if none is named, for the issuer's own.
    pub resources: &'a Resources,
    /// Of whom it speaks.
    pub sub: &'a str,
    /// To whom it is given.
    pub client_id: &'a str,
    /// Since when.
    pub issued_at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// Its name, by which the store finds it.
    pub id: &'a Presented,
    /// What it is good for.
    pub scope: &'a Scope,
    /// How the user logged in, if somebody did.
    pub authentication: Option<Authentication>,
    /// The user's roles, if they are told.
    pub roles: Option<&'a Value>,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    exp: i64,
    aud: Audience<'a>,
    sub: &'a str,
    client_id: &'a str,
    iat: i64,
    jti: &'a str,
    scope: &'a Scope,
    #[serde(flatten)]
    authentication: Option<&'a Authentication>,
    #[serde(skip_serializing_if = "Option::is_none")]
    roles: Option<&'a Value>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Audience<'a> {
    Issuer(&'a str),
    #[serde(serialize_with = "resource::audience")]
    Resources(&'a Resources),
}

#[derive(Deserialize)]
struct Named {
    jti: String,
}

impl JwtAccessToken<'_> {
    /// Signs it.
    ///
    /// # Errors
    ///
    /// When the key is none for the algorithm.
    pub fn sign(&self, by: &Signer) -> Result<Secret, Error> {
        let id = self.id.to_secret();
        let claims = Claims {
            iss: self.issuer,
            exp: self.expires_at.seconds(),
            aud: if self.resources.is_empty() {
                Audience::Issuer(self.issuer)
            } else {
                Audience::Resources(self.resources)
            },
            sub: self.sub,
            client_id: self.client_id,
            iat: self.issued_at.seconds(),
            jti: id.expose(),
            scope: self.scope,
            authentication: self.authentication.as_ref(),
            roles: self.roles,
        };
        by.sign(&claims, Some(TYPE))
    }
}

/// Whether a text has the form of a JWT, which no other token of ours has.
pub fn is_one(text: &str) -> bool {
    text.contains('.')
}

/// The key that has signed it, by its own word; `None` for what is no access token.
pub fn key_of(text: &str) -> Option<String> {
    let header = decode_header(text).ok()?;
    let typ = header.typ?.to_ascii_lowercase();
    let is_one = typ.strip_prefix("application/").unwrap_or(&typ) == TYPE;
    header.kid.filter(|_| is_one)
}

/// Reads one; `None` for what we have not signed as an access token, an ID Token above all.
///
/// RFC 7662 section 4 has the signature checked before anything is said of a token: else its holder
/// could write other claims around the name of a live one, and an API would hear that it is active.
/// Whether it is over, or revoked, is another question.
pub fn read(text: &str, keys: &KeySet, now: Timestamp) -> Option<Presented> {
    // The algorithm is the key's, whatever the header says of it.
    let key = keys.find(&key_of(text)?, now)?;
    let mut validation = Validation::new(key.algorithm.jwt());
    validation.required_spec_claims.clear();
    // Both are the store's to judge, by its own clock.
    (validation.validate_exp, validation.validate_aud) = (false, false);
    let key = DecodingKey::from_jwk(&key.public).ok()?;
    let named = decode::<Named>(text, &key, &validation).ok()?.claims;
    Presented::named(&named.jti)
}

/// Which token a JWT names, by its own word. Enough for a revocation, which a client that has proved
/// itself asks for its own tokens alone: it needs no keys then.
pub fn claimed(text: &str) -> Option<Presented> {
    let claims = URL_SAFE_NO_PAD.decode(text.split('.').nth(1)?).ok()?;
    Presented::named(&serde_json::from_slice::<Named>(&claims).ok()?.jti)
}

#[cfg(test)]
#[path = "jwt_access_token_tests.rs"]
mod tests;
