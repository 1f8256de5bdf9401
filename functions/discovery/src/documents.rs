//! The documents: what this server can do, and nothing that it cannot.

use serde_json::{Value, json};
use shared::{
    app::Settings,
    pages::Language,
    protocol::{
        authentication::ACR_VALUES, claims, client_keys, response_mode::ResponseMode,
        response_type, scope,
    },
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
pub(crate) fn provider(settings: &Settings) -> Value {
    let (issuer, oauth) = (&settings.issuer, &settings.oauth);
    let method = |name: &str| format!("{issuer}/api/method/frappe.integrations.oauth2.{name}");
    let claims: Vec<&str> = PROTOCOL_CLAIMS.into_iter().chain(claims::names()).collect();
    let signing = client_keys::ALGORITHMS.map(|(name, _)| name);
    let mut locales = Language::ALL.map(Language::tag);
    locales.sort_unstable();
    let mut document = json!({
        "issuer": issuer,
        "authorization_endpoint": method("authorize"),
        "token_endpoint": method("get_token"),
        "device_authorization_endpoint": method("device_authorization"),
        "userinfo_endpoint": method("openid_profile"),
        "revocation_endpoint": method("revoke_token"),
        "introspection_endpoint": method("introspect_token"),
        "end_session_endpoint": format!("{issuer}/end_session"),
        "jwks_uri": format!("{issuer}{JWKS}"),
        "response_types_supported": response_type::SUPPORTED,
        "response_modes_supported": ResponseMode::ALL.map(ResponseMode::as_str),
        "grant_types_supported": GRANT_TYPES,
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["HS256", "RS256", "ES256"],
        "userinfo_signing_alg_values_supported": ["RS256", "ES256"],
        "scopes_supported": scope::SUPPORTED,
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
        "client_id_metadata_document_supported": oauth.allow_client_id_metadata_documents,
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
        "backchannel_logout_session_supported": true,
        "ui_locales_supported": locales,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "service_documentation": "https://docs.frappe.io/framework/oauth-2"
    });
    if let Some(members) =
        document.as_object_mut().filter(|_| oauth.enable_dynamic_client_registration)
    {
        members.insert("registration_endpoint".to_owned(), method("register_client").into());
    }
    document
}

/// `oauth-protected-resource` ([RFC 9728](https://www.rfc-editor.org/rfc/rfc9728)): our own API, which
/// takes our own tokens. `path` is where in it, as the client has asked.
pub(crate) fn resource(settings: &Settings, path: &str) -> Value {
    let (issuer, oauth) = (&settings.issuer, &settings.oauth);
    let mut document = json!({
        "resource": format!("{issuer}{path}"),
        "authorization_servers": [issuer],
        "bearer_methods_supported": ["header"],
    });
    let texts = [
        ("resource_name", &oauth.resource_name),
        ("resource_documentation", &oauth.resource_documentation),
        ("resource_policy_uri", &oauth.resource_policy_uri),
        ("resource_tos_uri", &oauth.resource_tos_uri),
    ];
    if let Some(members) = document.as_object_mut() {
        // As in Frappe, what is empty is left out.
        let told = texts.into_iter().filter(|(_, text)| !text.is_empty());
        members.extend(told.map(|(name, text)| (name.to_owned(), json!(text))));
        if !oauth.scopes_supported.is_empty() {
            members.insert("scopes_supported".to_owned(), json!(oauth.scopes_supported));
        }
    }
    document
}
