//! Discovery ([OpenID Connect Discovery](https://openid.net/specs/openid-connect-discovery-1_0.html),
//! [RFC 8414](https://www.rfc-editor.org/rfc/rfc8414)): what this server can do, and nothing that it
//! cannot.

use axum::{
    Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{
    HeaderValue, StatusCode,
    header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL},
};
use serde_json::{Value, json};
use shared::{
    App,
    web::{Failure, answer, routes},
};

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] = &["frappe.integrations.oauth2.openid_configuration"];
/// The other paths served here.
pub const PATHS: &[&str] = &["/.well-known/openid-configuration"];

/// The function's router.
pub fn router(app: App) -> Router {
    let handler = get(openid_configuration).post(openid_configuration);
    let router = routes::methods(METHODS, &handler);
    let router =
        PATHS.iter().fold(router, |router, path| router.route(path, get(openid_configuration)));
    routes::finish(router, app)
}

async fn openid_configuration(State(app): State<App>) -> Result<Response, Failure> {
    let document = answer::json(StatusCode::OK, &document(&app.issuer().await?))?;
    let headers = [
        // It is the same for everybody, and apps in a browser read it from their own origin.
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
        (CACHE_CONTROL, HeaderValue::from_static("public, max-age=300")),
    ];
    Ok((headers, document).into_response())
}

fn document(issuer: &str) -> Value {
    let method = |name: &str| format!("{issuer}/api/method/frappe.integrations.oauth2.{name}");
    json!({
        "issuer": issuer,
        "authorization_endpoint": method("authorize"),
        "token_endpoint": method("get_token"),
        "userinfo_endpoint": method("openid_profile"),
        "revocation_endpoint": method("revoke_token"),
        "introspection_endpoint": method("introspect_token"),
        "response_types_supported": [
            "code", "token", "id_token", "id_token token", "code id_token", "code token",
            "code id_token token"
        ],
        "response_modes_supported": ["query", "fragment"],
        "grant_types_supported": ["authorization_code", "implicit", "refresh_token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["HS256"],
        "scopes_supported": ["openid", "profile", "email", "phone", "address", "roles"],
        "claims_supported": [
            "aud", "iat", "nonce", "at_hash", "c_hash", "exp", "iss", "sub", "name", "given_name",
            "family_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
            "website", "gender", "birthdate", "zoneinfo", "locale", "updated_at", "email",
            "email_verified", "phone_number", "phone_number_verified", "address", "roles"
        ],
        "token_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "none"
        ],
        "revocation_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post", "none"
        ],
        "introspection_endpoint_auth_methods_supported": [
            "client_secret_basic", "client_secret_post"
        ],
        "code_challenge_methods_supported": ["S256"],
        "prompt_values_supported": ["none", "login", "consent", "select_account"],
        "authorization_response_iss_parameter_supported": true,
        "claims_parameter_supported": true,
        "request_parameter_supported": false,
        "request_uri_parameter_supported": false,
        "service_documentation": "https://docs.frappe.io/framework/oauth-2"
    })
}
