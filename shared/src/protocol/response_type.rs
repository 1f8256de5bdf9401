//! The parameter `response_type`
//! ([OAuth 2.0 Multiple Response Types](https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html)):
//! which words are known, and which of them this client may use.

use super::{
    client::{Client, ResponseType},
    error::ErrorCode,
    response_mode::ResponseMode,
};

/// Every combination, in the words that discovery advertises.
pub const SUPPORTED: [&str; 7] = [
    "code",
    "token",
    "id_token",
    "id_token token",
    "code id_token",
    "code token",
    "code id_token token",
];

/// What the client wants from the authorization endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ResponseTypes {
    /// An authorization code.
    pub code: bool,
    /// An access token.
    pub token: bool,
    /// An ID Token.
    pub id_token: bool,
}

impl ResponseTypes {
    /// Reads the parameter: words in any order, each once. `None` for a word that we do not know.
    pub fn parse(text: &str) -> Option<Self> {
        let mut types = Self::default();
        for word in text.split_whitespace() {
            let flag = match word {
                "code" => &mut types.code,
                "token" => &mut types.token,
                "id_token" => &mut types.id_token,
                _ => return None,
            };
            if std::mem::replace(flag, true) {
                return None;
            }
        }
        (types != Self::default()).then_some(types)
    }

    /// Whether a client may use them.
    ///
    /// Exactly what its record says, as in Frappe: `code` or `token`. The combinations and those
    /// with `id_token` are for confidential clients that have opted in, and whose ID Tokens there is
    /// a key for. A client that registered itself keeps to what it has registered, besides.
    ///
    /// # Errors
    ///
    /// `unauthorized_client`.
    pub fn check(self, client: &Client) -> Result<(), ErrorCode> {
        let is_on_record = match client.response_type {
            ResponseType::Code => self == Self { code: true, ..Self::default() },
            ResponseType::Token => self == Self { token: true, ..Self::default() },
        };
        let has_opted_in = client.allows_id_token_response_types
            && !client.is_public()
            && (!self.id_token || client.can_have_id_tokens())
            && (self.id_token || (self.code && self.token));
        let registered = &client.registered_response_types;
        let is_registered =
            registered.is_empty() || registered.iter().any(|text| Self::parse(text) == Some(self));
        if is_registered && (is_on_record || has_opted_in) {
            Ok(())
        } else {
            Err(ErrorCode::UnauthorizedClient)
        }
    }

    /// Where the answer stands if the request does not say: what gives tokens away never stands in a query, which servers log.
    pub const fn mode(self) -> ResponseMode {
        if self.token || self.id_token { ResponseMode::Fragment } else { ResponseMode::Query }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        protocol::client::{AuthMethod, StoredSecret},
        secret::SecretHash,
    };

    fn may(client: &Client, text: &str) -> bool {
        ResponseTypes::parse(text).unwrap().check(client).is_ok()
    }

    #[test]
    fn words_come_in_any_order_and_each_once() {
        let all = ResponseTypes { code: true, token: true, id_token: true };
        assert_eq!(ResponseTypes::parse(" token code  id_token"), Some(all));
        for text in ["", "none", "code code", "Code", "code,token"] {
            assert_eq!(ResponseTypes::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_client_may_use_what_its_record_says_and_the_rest_if_it_has_opted_in() {
        let client_secret = StoredSecret::Sealed("..".into());
        let code = Client { client_secret, ..Client::default() };
        let token = Client { response_type: ResponseType::Token, ..code.clone() };
        assert!(may(&code, "code") && !may(&code, "token") && !may(&code, "code id_token"));
        assert!(may(&token, "token") && !may(&token, "code") && !may(&token, "id_token token"));
        let open = Client { allows_id_token_response_types: true, ..code };
        for text in
            ["id_token", "token id_token", "code id_token", "code token", "code token id_token"]
        {
            assert!(may(&open, text), "{text}");
        }
        assert!(!may(&open, "token"));
        let hashed = StoredSecret::Hashed(SecretHash::of("x"));
        let unsigned = Client { client_secret: hashed, ..open.clone() };
        assert!(!may(&unsigned, "code id_token") && may(&unsigned, "code token"));
        let registered_response_types = vec!["token id_token".to_owned()];
        let registered = Client { registered_response_types, ..open.clone() };
        assert!(may(&registered, "id_token token") && !may(&registered, "code"));
        let public = Client { token_endpoint_auth_method: AuthMethod::None, ..open };
        assert!(!may(&public, "code id_token") && may(&public, "code"));
    }
}
