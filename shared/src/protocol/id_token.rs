//! The ID Token ([OpenID Connect Core section 2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)),
//! signed the way Frappe signs it: HS256 with the client's secret.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, errors::Error};
use serde::Serialize;

use super::userinfo::UserInfo;
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
    /// The access token beside it.
    pub access_token: &'a Secret,
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
    at_hash: String,
    exp: i64,
    iss: &'a str,
    sub: &'a str,
    name: &'a str,
    given_name: &'a str,
    family_name: Option<&'a str>,
    email: &'a str,
    picture: Option<&'a str>,
    roles: &'a [String],
}

impl IdToken<'_> {
    /// Signs it with a client's secret.
    ///
    /// # Errors
    ///
    /// When the claims cannot be serialised: never, in practice.
    pub fn sign(&self, client_secret: &Secret) -> Result<Secret, Error> {
        let user = self.user;
        let claims = Claims {
            aud: self.audience,
            iat: self.issued_at.seconds(),
            nonce: self.nonce,
            at_hash: left_half_hash(self.access_token),
            exp: self.expires_at.seconds(),
            iss: &user.iss,
            sub: &user.sub,
            name: &user.name,
            given_name: &user.given_name,
            family_name: user.family_name.as_deref(),
            email: &user.email,
            picture: user.picture.as_deref(),
            roles: &user.roles,
        };
        // Frappe writes the type in lower case.
        let header = Header { typ: Some("jwt".to_owned()), ..Header::new(Algorithm::HS256) };
        let key = EncodingKey::from_secret(client_secret.expose().as_bytes());
        jsonwebtoken::encode(&header, &claims, &key).map(Secret::new)
    }
}

/// Section 3.1.3.6: the left half of the hash, in base64url.
fn left_half_hash(token: &Secret) -> String {
    let hash = sha256(token.expose().as_bytes());
    let (left, _) = hash.split_at(hash.len() / 2);
    URL_SAFE_NO_PAD.encode(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openid_connect_core_appendix_a3_at_hash() {
        let token = Secret::new("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
        assert_eq!(left_half_hash(&token), "77QmUPtjPfzWtF2AnpK9RQ");
    }
}
