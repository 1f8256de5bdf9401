//! The logout token
//! ([OpenID Connect Back-Channel Logout section 2.4](https://openid.net/specs/openid-connect-backchannel-1_0.html#LogoutToken)):
//! tells an app that a user's session is over.

use std::time::Duration;

use jsonwebtoken::errors::Error;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::signer::Signer;
use crate::{clock::Timestamp, secret::Secret};

/// What the event is called among the claims.
pub const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The type in its header (section 2.4): no other token of ours can be taken for it.
const TYPE: &str = "logout+jwt";

/// How long it is good for: section 2.4 recommends two minutes at most.
const LIFETIME: Duration = Duration::from_mins(2);

/// What an app is to be told: that a session is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The app.
    pub client_id: String,
    /// The user.
    pub sub: String,
    /// The session, as the app knows it.
    pub sid: String,
}

/// The claims of a logout token.
#[derive(Clone, Debug, Serialize)]
pub struct LogoutToken<'a> {
    iss: &'a str,
    aud: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
    events: Value,
    sub: &'a str,
    sid: &'a str,
}

impl<'a> LogoutToken<'a> {
    /// Makes the claims. There is no `nonce`, or the token could pass for an ID Token (section 2.4).
    ///
    /// `jti` is another one at each attempt: an app that has heard the first, and whose answer was
    /// lost, would take the second for a replay.
    pub fn new(notice: &'a Notice, issuer: &'a str, jti: &'a str, now: Timestamp) -> Self {
        Self {
            iss: issuer,
            aud: &notice.client_id,
            iat: now.seconds(),
            exp: (now + LIFETIME).seconds(),
            jti,
            events: json!({ EVENT: {} }),
            sub: &notice.sub,
            sid: &notice.sid,
        }
    }

    /// Signs it.
    ///
    /// # Errors
    ///
    /// When the key is none for the algorithm.
    pub fn sign(&self, by: &Signer) -> Result<Secret, Error> {
        by.sign(self, Some(TYPE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backchannel_logout_section_2_4_names_the_event_and_has_no_nonce() {
        let notice = Notice { client_id: "wiki".into(), sub: "alice".into(), sid: "s".into() };
        let token = LogoutToken::new(&notice, "https://x", "j", Timestamp::from_millis(1_000));
        assert_eq!(
            serde_json::to_value(token).unwrap(),
            json!({
                "iss": "https://x", "aud": "wiki", "iat": 1, "exp": 121, "jti": "j",
                "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
                "sub": "alice", "sid": "s",
            })
        );
    }
}
