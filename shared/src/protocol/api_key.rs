//! API keys: Frappe's `Authorization: token <api_key>:<api_secret>`, or the same by Basic.
//!
//! A key is an item of its own, found by its name. It acts for its user only while the user's own
//! item names it: giving a key, changing it and taking it back are each one write to the user.

use serde::{Deserialize, Serialize};

use super::user::User;
use crate::{
    clock::Timestamp,
    secret::{Random, Secret, SecretHash},
};

/// Letters of a key's name, and of its secret. Frappe's have fifteen each.
const NAME_LENGTH: usize = 20;
const SECRET_LENGTH: usize = 40;

/// An API key as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Proves its holder.
    pub secret: SecretHash,
    /// For whom it acts: the e-mail.
    pub user: String,
    /// For whom it acts: the subject.
    pub sub: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What was presented: the name and the secret.
#[derive(Clone, Debug)]
pub struct Presented {
    /// Names the key.
    pub api_key: String,
    /// Proves its holder.
    pub api_secret: Secret,
}

impl Presented {
    /// A new key, for its one showing.
    pub fn draw(random: Random) -> Self {
        let api_key = random.alphanumeric(NAME_LENGTH).expose().to_owned();
        Self { api_key, api_secret: random.alphanumeric(SECRET_LENGTH) }
    }

    /// Reads `<api_key>:<api_secret>`; `None` for what we never made.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, secret) = text.split_once(':')?;
        let is = |text: &str, length| {
            text.len() == length && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        let is_ours = is(name, NAME_LENGTH) && is(secret, SECRET_LENGTH);
        is_ours.then(|| Self { api_key: name.to_owned(), api_secret: Secret::new(secret) })
    }

    /// The key of a user, for the store.
    pub fn of(&self, user: &User, now: Timestamp) -> ApiKey {
        ApiKey {
            secret: SecretHash::of(self.api_secret.expose()),
            user: user.name.clone(),
            sub: user.sub.clone(),
            created_at: now,
        }
    }
}

impl ApiKey {
    /// Whether what was presented is this key, and its user still lets it act for him.
    pub fn acts_for(&self, presented: &Presented, user: &User) -> bool {
        self.secret.matches(presented.api_secret.expose())
            && user.name == self.user
            && user.api_key.as_ref() == Some(&presented.api_key)
            && user.vouches_for(&self.sub, self.created_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_back_and_a_strangers_is_not() {
        let drawn = Presented::draw(Random);
        let text = format!("{}:{}", drawn.api_key, drawn.api_secret.expose());
        let back = Presented::parse(&text).unwrap();
        assert!(back.api_key == drawn.api_key && back.api_secret.equals(&drawn.api_secret));
        for foreign in ["", ":", "a:b", &text[1..], &format!("{text}:"), &text.replace(':', "é")] {
            assert!(Presented::parse(foreign).is_none(), "{foreign}");
        }
    }

    #[test]
    fn a_key_acts_only_with_its_secret_and_while_its_user_names_it() {
        let at = Timestamp::from_millis;
        let drawn = Presented::draw(Random);
        let user = User {
            name: "a@x".into(),
            sub: "s".into(),
            enabled: true,
            api_key: Some(drawn.api_key.clone()),
            ..User::default()
        };
        let key = drawn.of(&user, at(5));
        assert!(key.acts_for(&drawn, &user));
        let other = Presented { api_secret: Secret::new("x"), ..drawn.clone() };
        assert!(!key.acts_for(&other, &user));
        let without = |user: User| !key.acts_for(&drawn, &user);
        assert!(without(User { api_key: None, ..user.clone() }));
        assert!(without(User { api_key: Some("another".into()), ..user.clone() }));
        assert!(without(User { enabled: false, ..user.clone() }));
        assert!(without(User { sub: "t".into(), ..user.clone() }));
        assert!(without(user.cut_off(at(5))));
    }
}
