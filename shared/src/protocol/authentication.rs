//! When and how a user has proved who he is, as an ID Token tells it: `auth_time`, `acr` and `amr`
//! ([OpenID Connect Core section 2](https://openid.net/specs/openid-connect-core-1_0.html#IDToken)).

use serde::{Deserialize, Serialize};

use super::client::Client;
use crate::clock::Timestamp;

/// The context of every login here: a password, of somebody of whom nothing else is made sure. In
/// the words of ISO/IEC 29115 that is level 1, and its number is what clients ask for.
const ACR: &str = "1";

/// The contexts that there are, for discovery and for who asks.
pub const ACR_VALUES: [&str; 1] = [ACR];

/// How: by a password ([RFC 8176](https://www.rfc-editor.org/rfc/rfc8176)).
const AMR: [&str; 1] = ["pwd"];

/// The claims that a request has asked for. A grant keeps them: what its first ID Token tells, each
/// one tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AuthenticationClaims {
    /// By `max_age`, the client's or the request's, or one by one.
    pub auth_time: bool,
    /// By `acr_values`, or one by one.
    pub acr: bool,
}

impl AuthenticationClaims {
    /// Whether nothing was asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What an ID Token tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Authentication {
    /// In seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    acr: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    amr: Option<[&'static str; 1]>,
}

impl Authentication {
    /// Everything: what an API is told, which decides by it whom it lets in
    /// ([RFC 9068 section 2.2.1](https://www.rfc-editor.org/rfc/rfc9068#section-2.2.1)).
    pub fn of_login(auth_time: Timestamp) -> Self {
        Self { auth_time: Some(auth_time.seconds()), acr: Some(ACR), amr: Some(AMR) }
    }

    /// What a client is told of a login: by Frappe's policy what it has asked for, by OpenID
    /// Connect's everything.
    pub fn told(client: &Client, asked: AuthenticationClaims, auth_time: Timestamp) -> Self {
        let is_frappes = client.claims_policy.is_frappes();
        let wants_time = asked.auth_time || client.require_auth_time || !is_frappes;
        Self {
            auth_time: wants_time.then(|| auth_time.seconds()),
            acr: (asked.acr || !is_frappes).then_some(ACR),
            amr: (!is_frappes).then_some(AMR),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::{
        claims::ClaimsPolicy,
        grant::{Grant, Stage},
        redemption_fixture::grant,
    };

    #[test]
    fn a_client_of_frappes_is_told_what_it_asks_for_and_one_of_openid_connects_everything() {
        let frappes = Client::default();
        let strict = Client { require_auth_time: true, ..Client::default() };
        let connect = Client { claims_policy: ClaimsPolicy::OpenIdConnect, ..Client::default() };
        let told = |client, auth_time, acr| {
            let asked = AuthenticationClaims { auth_time, acr };
            let told = Authentication::told(client, asked, Timestamp::from_millis(7_999));
            serde_json::to_string(&told).unwrap()
        };
        assert_eq!(told(&frappes, false, false), "{}");
        assert_eq!(told(&frappes, true, false), r#"{"auth_time":7}"#);
        assert_eq!(told(&frappes, false, true), r#"{"acr":"1"}"#);
        assert_eq!(told(&strict, false, false), r#"{"auth_time":7}"#);
        assert_eq!(told(&connect, false, false), r#"{"auth_time":7,"acr":"1","amr":["pwd"]}"#);
    }

    #[test]
    fn a_grant_keeps_what_was_asked_and_one_of_an_older_version_was_asked_nothing() {
        let old = grant(Stage::Revoked);
        let stored = serde_json::to_value(&old).unwrap();
        assert!(stored.get("authentication_claims").is_none(), "it grows by nothing");
        assert_eq!(serde_json::from_value::<Grant>(stored).unwrap(), old);
        let authentication_claims = AuthenticationClaims { auth_time: true, acr: false };
        let asked = Grant { authentication_claims, ..old };
        let stored = serde_json::to_value(&asked).unwrap();
        assert_eq!(serde_json::from_value::<Grant>(stored).unwrap(), asked);
    }
}
