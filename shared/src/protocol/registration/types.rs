//! The grant types and response types of a registration, which have to agree
//! ([RFC 7591 section 2.1](https://www.rfc-editor.org/rfc/rfc7591#section-2.1)).
//!
//! Response types decide: the grants that they need are added, and grants that nothing uses are left out.
//! The answer tells what came of it.

use super::fields::Fields;
use crate::protocol::{
    client::{AuthMethod, Client, ResponseType},
    response_type::{ResponseTypes, SUPPORTED},
};

const AUTHORIZATION_CODE: &str = "authorization_code";
const REFRESH_TOKEN: &str = "refresh_token";
const IMPLICIT: &str = "implicit";
const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// What may be registered, in the order of the answer.
pub const GRANT_TYPES: [&str; 4] = [AUTHORIZATION_CODE, REFRESH_TOKEN, IMPLICIT, DEVICE_CODE];
/// That of a client that acts by itself, for a user whom an administrator has named.
const CLIENT_CREDENTIALS: &str = "client_credentials";

/// Both, in agreement.
#[derive(Debug)]
pub(super) struct Types {
    grants: Vec<String>,
    responses: Vec<&'static str>,
    needs_a_redirect: bool,
}

impl Types {
    /// Reads both.
    pub(super) fn read(fields: &mut Fields<'_>, method: AuthMethod) -> Self {
        let asked = grant_types(fields);
        let types = response_types(fields, &asked);
        let has = |word: &str| types.iter().any(|(_, types)| contains(*types, word));
        if has("code") && types.iter().any(|(name, _)| *name == "token") {
            fields.blame("response_types 'code' and 'token' cannot be registered together");
        }
        let is_beyond = |name: &str| !matches!(name, "code" | "token");
        if method == AuthMethod::None && types.iter().any(|(name, _)| is_beyond(name)) {
            fields.blame(
                "a client with token_endpoint_auth_method 'none' has response_types 'code' or 'token' alone",
            );
        }
        let (code, front) = (has("code"), has("token") || has("id_token"));
        let is_asked = |name: &str| asked.iter().any(|asked| asked == name);
        let is_used = |name: &&str| match *name {
            AUTHORIZATION_CODE => code,
            IMPLICIT => front,
            REFRESH_TOKEN => is_asked(REFRESH_TOKEN) && (code || is_asked(DEVICE_CODE)),
            name => is_asked(name),
        };
        let needs_a_redirect = !types.is_empty() || !is_asked(DEVICE_CODE);
        let grants = GRANT_TYPES.into_iter().filter(is_used).map(str::to_owned).collect();
        let responses = types.into_iter().map(|(name, _)| name).collect();
        Self { grants, responses, needs_a_redirect }
    }

    /// Whether a browser carries answers to the client; a device waits for them.
    pub(super) fn need_a_redirect(&self) -> bool {
        self.needs_a_redirect
    }

    /// Whether tokens stand in an address.
    pub(super) fn are_implicit(&self) -> bool {
        self.grants.iter().any(|name| name == IMPLICIT)
    }

    /// Puts them on a client's record.
    pub(super) fn onto(self, client: Client) -> Client {
        let is_plain = |name: &&str| matches!(*name, "code" | "token");
        let is_token = self.responses.contains(&"token");
        Client {
            response_type: if is_token { ResponseType::Token } else { ResponseType::Code },
            allows_id_token_response_types: !self.responses.iter().all(is_plain),
            allows_device_grant: self.grants.iter().any(|name| name == DEVICE_CODE),
            registered_grant_types: self.grants,
            registered_response_types: self.responses.into_iter().map(str::to_owned).collect(),
            ..client
        }
    }
}

fn grant_types(fields: &mut Fields<'_>) -> Vec<String> {
    let asked = fields.list("grant_types").unwrap_or_default();
    if asked.iter().any(|name| name == CLIENT_CREDENTIALS) {
        fields.blame(
            "grant type 'client_credentials' is for clients that an administrator has given a user",
        );
    } else if !asked.iter().all(|name| GRANT_TYPES.contains(&name.as_str())) {
        fields.blame(
            "only 'authorization_code', 'refresh_token', 'implicit' and \
             'urn:ietf:params:oauth:grant-type:device_code' grant types are supported",
        );
    }
    asked
}

/// The response types with their usual names, each once.
fn response_types(
    fields: &mut Fields<'_>,
    grants: &[String],
) -> Vec<(&'static str, ResponseTypes)> {
    let asked = fields.list("response_types").unwrap_or_default();
    if asked.is_empty() {
        let has = |name: &str| grants.iter().any(|grant| grant == name);
        let code = ResponseTypes { code: true, ..ResponseTypes::default() };
        if has(AUTHORIZATION_CODE) || !(has(IMPLICIT) || has(DEVICE_CODE)) {
            return vec![("code", code)];
        }
        if has(IMPLICIT) {
            fields.blame("grant type 'implicit' needs response_types with 'token' or 'id_token'");
        }
        return Vec::new();
    }
    let named = SUPPORTED.map(|name| (name, ResponseTypes::parse(name).unwrap_or_default()));
    let parsed: Vec<_> = asked.iter().map(|text| ResponseTypes::parse(text)).collect();
    if parsed.contains(&None) {
        let words = SUPPORTED.map(|name| format!("'{name}'")).join(", ");
        fields.blame(format!("only {words} response_types are supported"));
    }
    named.into_iter().filter(|(_, types)| parsed.contains(&Some(*types))).collect()
}

fn contains(types: ResponseTypes, word: &str) -> bool {
    match word {
        "code" => types.code,
        "token" => types.token,
        _ => types.id_token,
    }
}
