//! The documents: what this server can do, and nothing that it cannot.

use serde_json::{Value, json};
use shared::{
    pages::Language,
    protocol::{authentication::ACR_VALUES, claims, client_keys, response_mode::ResponseMode},
};

use crate::JWKS;

/// The claims of an ID Token that are not about the user.
const PROTOCOL_CLAIMS: [&str; 12] = [
    "aud",
    "iat",
    "nonce",
    "at_hash",
    "c_hash",
    "exp",
    "iss",
    "sub",
    "sid",
    "auth_time",
    "acr",
    "amr",
];

/// What the token endpoint takes; `implicit` is the authorization endpoint's.
const GRANT_TYPES: [&str; 5] = [
    "authorization_code",
    "implicit",
    "refresh_token",
    "client_credentials",
    "urn:ietf:params:oauth:grant-type:device_code",
];

/// `openid-configuration` and `oauth-authorization-server`: one document, so that they agree.
pub(crate) fn provider(issuer: &str) -> Value {
    let method = |name: &str| format!("{issuer}/api/method/frappe.integrations.oauth2.{name}");
    let claims: Vec<&str> = PROTOCOL_CLAIMS.into_iter().chain(claims::names()).collect();
    let signing = client_keys::ALGORITHMS.map(|(name, _)| name);
    let mut locales = Language::ALL.map(Language::tag);
    locales.sort_unstable();
    json!({
        "issuer": issuer,
        "authorization_endpoint": method("authorize"),
        "token_endpoint": method("get_token"),
        "device_authorization_endpoint": method("device_authorization"),
        "userinfo_endpoint": method("openid_profile"),
        "revocation_endpoint": method("revoke_token"),
        "introspection_endpoint": method("introspect_token"),
        "end_session_endpoint": format!("{issuer}/end_session"),
        "jwks_uri": format!("{issuer}{JWKS}"),
        "response_types_supported": [
            "code", "token", "id_token", "id_token token", "code id_token", "code token",
            "code id_token token"
        ],
        "response_modes_supported": ResponseMode::ALL.map(ResponseMode::as_str),
        "grant_types_supported": GRANT_TYPES,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["HS256", "RS256", "ES256"],
        "userinfo_signing_alg_values_supported": ["RS256", "ES256"],
        "scopes_supported": ["openid", "profile", "email", "phone", "address", "roles", "offline_access"],
        "claims_supported": claims,
        "claim_types_supported": ["normal"],
        "display_values_supported": ["page", "popup", "touch", "wap"],
        "acr_values_supported": ACR_VALUES,
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "private_key_jwt", "none"
        ],
        "revocation_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "private_key_jwt", "none"
        ],
        "introspection_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "private_key_jwt"
        ],
        "token_endpoint_auth_signing_alg_values_supported": signing,
        "revocation_endpoint_auth_signing_alg_values_supported": signing,
        "introspection_endpoint_auth_signing_alg_values_supported": signing,
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "ui_locales_supported": locales,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "service_documentation": "https://docs.frappe.io/framework/oauth-2"
    })
}

/// `oauth-protected-resource` ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)): our own API, which
/// takes our own tokens. `path` is where in it, as the client has asked.
pub(crate) fn resource(issuer: &str, path: &str) -> Value {
    json!({
        "resource": format!("{issuer}{path}"),
        "authorization_servers": [issuer],
        "scopes_supported": ["openid", "admin"],
        "bearer_methods_supported": ["header"],
        "resource_name": "Affogato",
        "resource_documentation": "https://docs.frappe.io/framework/oauth-2"
    })
}
