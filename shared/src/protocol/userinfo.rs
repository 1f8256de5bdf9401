//! What a token tells of its user: exactly the members of Frappe's `openid_profile`.

use serde::Serialize;

use super::{roles, user::User};

/// The claims, in Frappe's order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UserInfo {
    /// The subject.
    pub sub: String,
    /// First and last name.
    pub name: String,
    /// The first name.
    pub given_name: String,
    /// The last name; `null` where there is none.
    pub family_name: Option<String>,
    /// The e-mail, in lower case.
    pub email: String,
    /// An absolute URL, or `null`.
    pub picture: Option<String>,
    /// The roles with the automatic ones.
    pub roles: Vec<String>,
    /// The issuer.
    pub iss: String,
}

impl UserInfo {
    /// The claims about a user.
    pub fn of(user: &User, issuer: &str) -> Self {
        Self {
            sub: user.sub.clone(),
            name: user.full_name(),
            given_name: user.first_name.clone(),
            family_name: Some(user.last_name.clone()).filter(|name| !name.is_empty()),
            email: user.name.clone(),
            picture: user.user_image.as_deref().map(|image| absolute(image, issuer)),
            roles: roles::of(user),
            iss: issuer.to_owned(),
        }
    }
}

fn absolute(image: &str, issuer: &str) -> String {
    if image.starts_with("https://") || image.starts_with("http://") {
        image.to_owned()
    } else {
        // As text, as Frappe does: `//x` is not another host.
        let separator = if image.starts_with('/') { "" } else { "/" };
        format!("{issuer}{separator}{image}")
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
        let json = serde_json::to_string(&UserInfo::of(&user, "https://id.example.com")).unwrap();
        insta::assert_snapshot!(json, @r#"{"sub":"aaaa","name":"Alice","given_name":"Alice","family_name":null,"email":"alice@example.com","picture":"https://id.example.com/files/alice.png","roles":["All","Guest"],"iss":"https://id.example.com"}"#);
        assert_eq!(absolute("https://cdn.example.com/c.png", "x"), "https://cdn.example.com/c.png");
        assert_eq!(absolute("//c.png", "https://x"), "https://x//c.png");
        assert_eq!(absolute("c.png", "https://x"), "https://x/c.png");
    }
}
