//! The ID Token ([OpenID Connect Core section 2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)),
//! signed the way Frappe signs it: HS256 with the client's secret.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, errors::Error};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

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
    /// The access token beside it, if there is one.
    pub access_token: Option<&'a Secret>,
    /// The code beside it, if there is one.
    pub code: Option<&'a Secret>,
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
    #[serde(flatten)]
    user: &'a Map<String, Value>,
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
            at_hash: self.access_token.map(left_half_hash),
            c_hash: self.code.map(left_half_hash),
            exp: self.expires_at.seconds(),
            iss: &user.iss,
            sub: &user.sub,
            user: &user.claims,
        };
        // Frappe writes the type in lower case.
        let header = Header { typ: Some("jwt".to_owned()), ..Header::new(Algorithm::HS256) };
        let key = EncodingKey::from_secret(client_secret.expose().as_bytes());
        jsonwebtoken::encode(&header, &claims, &key).map(Secret::new)
    }
}

/// The subject of an ID Token that a client sends back as `id_token_hint` (section 3.1.2.1); `None`
/// for one that we never gave to this client. An expired one is still a hint.
pub fn hinted_subject(hint: &str, audience: &str, client_secret: &Secret) -> Option<String> {
    #[derive(Deserialize)]
    struct Hint {
        sub: String,
    }
    // The algorithm comes from our record of the client, never from the token's header.
    let mut validation = Validation::new(Algorithm::HS256);
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["aud"]);
    validation.set_audience(&[audience]);
    let key = DecodingKey::from_secret(client_secret.expose().as_bytes());
    let hint = jsonwebtoken::decode::<Hint>(hint, &key, &validation).ok()?;
    Some(hint.claims.sub)
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
            user: &user,
        };
        let secret = Secret::new("s");
        let hint = id_token.sign(&secret).unwrap();
        let subject =
            |hint: &str, audience, secret| hinted_subject(hint, audience, &Secret::new(secret));
        assert_eq!(subject(hint.expose(), "web", "s").as_deref(), Some("alice"));
        assert_eq!(subject(hint.expose(), "other", "s"), None);
        assert_eq!(subject(hint.expose(), "web", "t"), None);
        let unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSIsImF1ZCI6IndlYiJ9.";
        for foreign in ["xx", "xx.yy.zz", unsigned, ""] {
            assert_eq!(subject(foreign, "web", "s"), None, "{foreign}");
        }
    }

    #[test]
    fn openid_connect_core_appendix_a3_at_hash() {
        let token = Secret::new("jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y");
        assert_eq!(left_half_hash(&token), "77QmUPtjPfzWtF2AnpK9RQ");
    }
}
