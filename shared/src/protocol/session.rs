//! A browser's session: who is logged in there, proved by the cookie `sid`.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};

use super::{lifetimes::SESSION_IDLE, user::User};
use crate::{
    clock::Timestamp,
    secret::{Random, Secret, SecretHash, hmac_hex, sha256},
};

/// Letters of a session's id, and of its secret.
const ID_LENGTH: usize = 22;
const SECRET_LENGTH: usize = 32;
const PREFIX: &str = "affs";
/// How old the last sign of life may grow before it is written again.
const TOUCH_AFTER: Duration = Duration::from_hours(1);

/// The content of the cookie `sid`.
#[derive(Clone, Debug)]
pub struct SessionToken {
    /// Names the session.
    pub id: String,
    /// Proves its holder.
    pub secret: Secret,
}

impl SessionToken {
    /// A new one, for a login: a session's id never survives one, or an attacker who planted his
    /// own would be logged in with the victim (session fixation).
    pub fn draw(random: Random) -> Self {
        let id = random.alphanumeric(ID_LENGTH).expose().to_owned();
        Self { id, secret: random.alphanumeric(SECRET_LENGTH) }
    }

    /// Reads a cookie; `None` for what we never issued, such as Frappe's `Guest`.
    pub fn parse(cookie: &str) -> Option<Self> {
        let rest = cookie.strip_prefix(PREFIX)?;
        let is_ours = rest.len() == ID_LENGTH + SECRET_LENGTH
            && rest.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let (id, secret) = rest.split_at_checked(ID_LENGTH)?;
        is_ours.then(|| Self { id: id.to_owned(), secret: Secret::new(secret) })
    }

    /// The cookie's text.
    pub fn to_cookie(&self) -> Secret {
        Secret::new(format!("{PREFIX}{}{}", self.id, self.secret.expose()))
    }

    /// The token that the forms of this session carry: a foreign page can send a form with the
    /// user's cookie, but cannot know this.
    pub fn csrf_token(&self) -> String {
        hmac_hex(&self.secret, "csrf_token")
    }

    /// Whether a form's token is this session's, in constant time.
    pub fn is_csrf_token(&self, sent: &str) -> bool {
        Secret::new(self.csrf_token()).equals(&Secret::new(sent))
    }
}

/// Where a session began, for its user to know it again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// What it began on: a label of [`device::label`](super::device::label).
    pub device: String,
    /// The client's address; empty if it is not known.
    pub address: String,
    /// See [`Session::by_program`].
    pub by_program: bool,
}

/// A session as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Proves the holder of the cookie.
    pub secret: SecretHash,
    /// Who is logged in: the e-mail.
    pub user: String,
    /// Who is logged in: the subject.
    pub sub: String,
    /// When he logged in.
    pub created_at: Timestamp,
    /// The last sign of life that was written.
    pub last_active: Timestamp,
    /// What it began on; empty if that is not known, as in sessions of an older version.
    #[serde(default)]
    pub device: String,
    /// The address that it began at; empty if it is not known.
    #[serde(default)]
    pub address: String,
    /// Whether no browser has it: it began at the API, by a request without any of the headers
    /// that browsers add by themselves. No page can act in such a session's name, so requests of
    /// programs need no CSRF token in it.
    #[serde(default)]
    pub by_program: bool,
    /// What apps call it: the claim `sid`
    /// ([OpenID Connect Front-Channel Logout section 3](https://openid.net/specs/openid-connect-frontchannel-1_0.html#OPLogout)).
    /// Not the id of its item, which logs tell. Empty in sessions of an older version.
    #[serde(default)]
    pub sid: String,
    /// The clients that were told who is logged in here, and want to be told when he is no more.
    #[serde(default)]
    pub apps: Vec<String>,
}

impl Session {
    /// A new session of a user.
    pub fn start(token: &SessionToken, user: &User, origin: Origin, now: Timestamp) -> Self {
        let Origin { device, address, by_program } = origin;
        Self {
            secret: SecretHash::of(token.secret.expose()),
            user: user.name.clone(),
            sub: user.sub.clone(),
            created_at: now,
            last_active: now,
            device,
            address,
            by_program,
            sid: URL_SAFE_NO_PAD.encode(sha256(format!("sid {}", token.id).as_bytes())),
            apps: Vec::new(),
        }
    }

    /// The session as one that takes the place of `old` in its browser. Where the user is the same, it
    /// is the same for his apps: who only proves himself once more has not logged out of them.
    #[must_use]
    pub fn in_place_of(self, old: &Self) -> Self {
        if self.is_of_the_user_of(old) && !old.sid.is_empty() {
            Self { sid: old.sid.clone(), apps: old.apps.clone(), ..self }
        } else {
            self
        }
    }

    /// Whether both are of one user.
    pub fn is_of_the_user_of(&self, other: &Self) -> bool {
        self.user == other.user && self.sub == other.sub
    }

    /// Whether the cookie is its own and it has not fallen asleep. Whether its user still is who
    /// he was, [`User::vouches_for`] tells.
    pub fn is_held_by(&self, token: &SessionToken, now: Timestamp) -> bool {
        self.secret.matches(token.secret.expose()) && now < self.ends_at()
    }

    /// Whether it is this user's, who still is who he was, and has not fallen asleep.
    pub fn is_alive_for(&self, user: &User, now: Timestamp) -> bool {
        self.user == user.name
            && user.vouches_for(&self.sub, self.created_at)
            && now < self.ends_at()
    }

    /// Whether a sign of life should be written. Not at every request: an hour's precision is
    /// enough for an end after 170.
    pub fn wants_touch(&self, now: Timestamp) -> bool {
        now >= self.last_active + TOUCH_AFTER
    }

    /// When it ends unless it is used.
    pub fn ends_at(&self) -> Timestamp {
        self.last_active + SESSION_IDLE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_read_back_and_a_strangers_is_not() {
        let token = SessionToken::draw(Random);
        let back = SessionToken::parse(token.to_cookie().expose()).unwrap();
        assert_eq!(back.id, token.id);
        assert!(back.is_csrf_token(&token.csrf_token()) && !back.is_csrf_token(""));
        for foreign in ["Guest", "", "affs", "affsé", &"a".repeat(58)] {
            assert!(SessionToken::parse(foreign).is_none(), "{foreign}");
        }
    }

    #[test]
    fn a_session_ends_170_hours_after_its_last_sign_of_life() {
        let token = SessionToken::draw(Random);
        let start = Timestamp::from_millis(0);
        let session = Session::start(&token, &User::default(), Origin::default(), start);
        let hours = |hours: u64| start + Duration::from_secs(hours * 3600);
        assert!(session.is_held_by(&token, hours(169)));
        assert!(!session.is_held_by(&token, hours(170)));
        assert!(!session.is_held_by(&SessionToken::draw(Random), hours(1)));
        assert!(session.wants_touch(hours(1)) && !session.wants_touch(start));
    }

    #[test]
    fn a_session_is_alive_for_its_user_alone_and_only_while_he_vouches_for_it() {
        let at = Timestamp::from_millis;
        let user = |name: &str, valid_from| User {
            name: name.into(),
            sub: "s".into(),
            enabled: true,
            valid_from: at(valid_from),
            ..User::default()
        };
        let (alice, token) = (user("alice@x", 0), SessionToken::draw(Random));
        let session = Session::start(&token, &alice, Origin::default(), at(10));
        assert!(session.is_alive_for(&alice, at(11)));
        assert!(!session.is_alive_for(&user("alice@x", 10), at(11)));
        assert!(!session.is_alive_for(&user("mallory@x", 0), at(11)));
        assert!(!session.is_alive_for(&alice, session.ends_at()));
    }

    #[test]
    fn who_proves_himself_once_more_is_the_same_to_his_apps_and_another_user_is_not() {
        let at = Timestamp::from_millis(0);
        let start = |sub: &str| {
            let user = User { sub: sub.into(), ..User::default() };
            Session::start(&SessionToken::draw(Random), &user, Origin::default(), at)
        };
        let old = Session { apps: vec!["wiki".into()], ..start("alice") };
        let again = start("alice").in_place_of(&old);
        assert_eq!((&again.sid, &again.apps), (&old.sid, &old.apps));
        let other = start("bob").in_place_of(&old);
        assert!(other.sid != old.sid && other.apps.is_empty());
        let older = Session { sid: String::new(), ..old };
        assert!(!start("alice").in_place_of(&older).sid.is_empty());
    }

    #[test]
    fn a_session_of_an_older_version_is_a_browsers_of_which_nothing_is_known() {
        let session = Session::start(
            &SessionToken::draw(Random),
            &User::default(),
            Origin::default(),
            Timestamp::from_millis(0),
        );
        let mut old = serde_json::to_value(&session).unwrap();
        for name in ["device", "address", "by_program", "sid", "apps"] {
            old.as_object_mut().unwrap().remove(name);
        }
        let session = Session { sid: String::new(), ..session };
        assert_eq!(serde_json::from_value::<Session>(old).unwrap(), session);
    }
}
