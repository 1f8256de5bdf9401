//! What a token tells of its user: the answer of Frappe's `openid_profile`, and what others take
//! from it.

use jsonwebtoken::errors::Error;
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::{claims::Told, signer::Signer, user::User};
use crate::secret::Secret;

/// A user as a client is told of him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserInfo {
    /// The subject.
    pub sub: String,
    /// What is told of him, in the order in which it is told.
    pub claims: Map<String, Value>,
    /// The issuer.
    pub iss: String,
    /// Whether the issuer stands behind the claims, as in Frappe.
    names_issuer: bool,
}

impl UserInfo {
    /// The claims about a user.
    pub fn of(user: &User, issuer: &str, told: Told<'_>) -> Self {
        Self {
            sub: user.sub.clone(),
            claims: told.about(user, issuer),
            iss: issuer.to_owned(),
            names_issuer: matches!(told, Told::Frappes),
        }
    }

    /// What is told, as a JWT for a client
    /// ([OpenID Connect Core section 5.3.2](https://openid.net/specs/openid-connect-core-1_0.html#UserInfoResponse)):
    /// who tells it and whom, beside it. It has no `exp`, which every ID Token has, so that the one
    /// is never taken for the other.
    ///
    /// # Errors
    ///
    /// When the key is none for the algorithm.
    pub fn sign(&self, audience: &str, by: &Signer) -> Result<Secret, Error> {
        #[derive(Serialize)]
        struct Signed<'a> {
            sub: &'a str,
            #[serde(flatten)]
            claims: &'a Map<String, Value>,
            iss: &'a str,
            aud: &'a str,
        }
        let Self { sub, claims, iss, .. } = self;
        by.sign(&Signed { sub, claims, iss, aud: audience }, None)
    }
}

impl Serialize for UserInfo {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (sub, iss) = (Value::from(self.sub.as_str()), Value::from(self.iss.as_str()));
        let claims = self.claims.iter().map(|(name, value)| (name.as_str(), value));
        let issuer = self.names_issuer.then_some(("iss", &iss));
        serializer.collect_map([("sub", &sub)].into_iter().chain(claims).chain(issuer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_members_and_their_order_are_frappes() {
        let user = User {
            name: "alice@example.com".into(),
            sub: "aaaa".into(),
            first_name: "Alice".into(),
            user_image: Some("/files/alice.png".into()),
            ..User::default()
        };
        let told = |user: &User| {
            let info = UserInfo::of(user, "https://id.example.com", Told::Frappes);
            serde_json::to_string(&info).unwrap()
        };
        insta::assert_snapshot!(told(&user), @r#"{"sub":"aaaa","name":"Alice","given_name":"Alice","family_name":null,"email":"alice@example.com","picture":"https://id.example.com/files/alice.png","roles":["All","Guest"],"iss":"https://id.example.com"}"#);
        let picture = |image: &str| {
            let user = User { user_image: Some(image.into()), ..User::default() };
            UserInfo::of(&user, "https://x", Told::Frappes).claims["picture"].clone()
        };
        assert_eq!(picture("https://cdn.example.com/c.png"), "https://cdn.example.com/c.png");
        assert_eq!(picture("//c.png"), "https://x//c.png");
        assert_eq!(picture("c.png"), "https://x/c.png");
    }
}
