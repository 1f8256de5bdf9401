//! A user: who logs in, and of whom the tokens speak.

use serde::{Deserialize, Serialize};

use super::standard_claims::StandardClaims;
use crate::{
    clock::Timestamp,
    secret::{Random, hex},
};

/// The length of a subject that Frappe makes.
const SUBJECT: usize = 39;

/// A user, with Frappe's field names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct User {
    /// The e-mail address in lower case, which is the user's name.
    pub name: String,
    /// The subject identifier: never reused, never changed. Frappe keeps it as the social login
    /// row of provider `frappe`: 39 hexadecimal characters.
    pub sub: String,
    /// A disabled user cannot log in, and his tokens are dead.
    pub enabled: bool,
    /// The given name.
    pub first_name: String,
    /// The family name.
    pub last_name: String,
    /// A picture: a path on this server or an absolute URL.
    pub user_image: Option<String>,
    /// `System User` or `Website User`; follows from the roles where it is absent.
    pub user_type: Option<String>,
    /// A language tag such as `en`.
    pub language: Option<String>,
    /// What else is known of him.
    #[serde(skip_serializing_if = "StandardClaims::is_empty")]
    pub claims: StandardClaims,
    /// The roles given to the user; [`roles::of`](super::roles::of) adds the automatic ones.
    pub roles: Vec<String>,
    /// Names the API key that acts for the user; see [`ApiKey`](super::api_key::ApiKey).
    pub api_key: Option<String>,
    /// Grants, sessions and API keys made up to this moment are dead: "sign out everywhere" is one
    /// write.
    pub valid_from: Timestamp,
    /// When the user was made.
    pub creation: Timestamp,
    /// When the user was last changed; no two versions have the same.
    pub modified: Timestamp,
}

impl User {
    /// First and last name; the e-mail where there is neither.
    pub fn full_name(&self) -> String {
        let name = format!("{} {}", self.first_name, self.last_name);
        match name.trim() {
            "" => self.name.clone(),
            name => name.to_owned(),
        }
    }

    /// Whether what was made at `created_at` for the subject `sub` may still act for this user.
    ///
    /// Another user under the same e-mail has another `sub` and inherits nothing. What was made
    /// in the very millisecond of the cut is dead too: nobody can say which came first.
    pub fn vouches_for(&self, sub: &str, created_at: Timestamp) -> bool {
        self.enabled && self.sub == sub && created_at > self.valid_from
    }

    /// The same user, cut off at `at` at the earliest.
    #[must_use]
    pub fn cut_off(self, at: Timestamp) -> Self {
        Self { valid_from: self.valid_from.max(at), ..self }
    }

    /// The user as he is made at `now`. What a deleted user of the same e-mail and subject was given
    /// is dead.
    #[must_use]
    pub fn made(self, now: Timestamp) -> Self {
        let valid_from = self.valid_from.max(now.a_moment_before());
        Self { creation: now, modified: now, valid_from, ..self }
    }

    /// The user as he is saved over `existing`: the same subject, the same cut or a new one, and a
    /// new version, if he is another.
    ///
    /// Who is disabled, or gets another password, is cut off from what was made before, and
    /// enabling him again does not bring it back.
    #[must_use]
    pub fn saved_over(mut self, existing: &Self, has_new_password: bool, now: Timestamp) -> Self {
        if self.sub.is_empty() {
            self.sub.clone_from(&existing.sub);
        }
        self.valid_from = self.valid_from.max(existing.valid_from);
        if (existing.enabled && !self.enabled) || has_new_password {
            self.valid_from = self.valid_from.max(now);
        }
        self.creation = existing.creation;
        self.modified = existing.modified;
        if self != *existing {
            self.modified = existing.modified.next_version(now);
        }
        self
    }
}

/// A new subject, as Frappe makes them: 39 hexadecimal digits.
pub fn new_subject(random: Random) -> String {
    let mut subject = hex(&random.bytes::<20>());
    subject.truncate(SUBJECT);
    subject
}

/// A login id as the store knows it: without surrounding space, in lower case.
pub fn login_id(text: &str) -> String {
    text.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_made_before_the_cut_or_for_another_subject_is_dead() {
        let at = Timestamp::from_millis;
        let mut user =
            User { sub: "s".into(), enabled: true, valid_from: at(10), ..User::default() };
        assert!(user.vouches_for("s", at(11)));
        assert!(!user.vouches_for("s", at(10)));
        assert!(!user.vouches_for("t", at(11)));
        let earlier = user.clone().cut_off(at(9));
        assert!(earlier.vouches_for("s", at(11)) && !earlier.vouches_for("s", at(10)));
        assert!(!user.clone().cut_off(at(11)).vouches_for("s", at(11)));
        user.enabled = false;
        assert!(!user.vouches_for("s", at(11)));
    }

    #[test]
    fn who_is_disabled_or_gets_another_password_is_cut_off_and_stays_it() {
        let at = Timestamp::from_millis;
        let user = User { sub: "s".into(), enabled: true, valid_from: at(10), ..User::default() };
        let saved = |user: User, existing: &User, has_new_password| {
            user.saved_over(existing, has_new_password, at(20)).valid_from
        };
        let anew = User { sub: "s".into(), enabled: true, ..User::default() };
        let disabled = User { enabled: false, ..user.clone() };
        assert_eq!(saved(anew.clone(), &user, false), at(10));
        assert_eq!(saved(anew.clone(), &user, true), at(20));
        assert_eq!(saved(disabled.clone(), &user, false), at(20));
        assert_eq!(saved(disabled.clone(), &disabled, false), at(10));
        assert_eq!(saved(anew, &disabled, false), at(10));
        // A clock that went wrong once must not bring back what was cut off.
        let later = User { valid_from: at(30), ..user };
        assert_eq!(saved(disabled, &later, false), at(30));
    }

    #[test]
    fn a_subject_is_kept_and_a_new_one_has_39_hexadecimal_digits() {
        let existing = User { sub: "s".into(), ..User::default() };
        let saved = User::default().saved_over(&existing, false, Timestamp::default());
        assert_eq!(saved.sub, "s");
        let subject = new_subject(Random);
        assert!(subject.len() == 39 && subject.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert_ne!(subject, new_subject(Random));
    }

    #[test]
    fn a_name_is_made_of_what_there_is() {
        let named = |first: &str, last: &str| {
            let (first_name, last_name) = (first.to_owned(), last.to_owned());
            User { name: "b@x".into(), first_name, last_name, ..User::default() }.full_name()
        };
        assert_eq!(named("Erín", "O'Neil"), "Erín O'Neil");
        assert_eq!(named("Bob", ""), "Bob");
        assert_eq!(named("", ""), "b@x");
        assert_eq!(login_id("  Alice@Example.com "), "alice@example.com");
    }
}
