//! What an app is told of its registration
//! ([RFC 7591 section 3.2.1](https://www.rfc-editor.org/rfc/rfc7591#section-3.2.1),
//! [RFC 7592 section 3](https://www.rfc-editor.org/rfc/rfc7592#section-3)).

use serde_json::{Map, Value, json};

use super::metadata::auth_method_name;
use crate::{
    protocol::client::{ApplicationType, Client},
    secret::Secret,
};

/// What is shown beside the record.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'a> {
    /// The client's secret, the one time that it is seen.
    pub secret: Option<&'a Secret>,
    /// What proves that somebody is the app.
    pub access_token: &'a Secret,
    /// The client's own address.
    pub uri: &'a str,
}

/// Frappe's members in its order, then those that it does not have. What a record has not is left out.
pub fn write(client: &Client, shown: Shown<'_>) -> Map<String, Value> {
    let application_type = match client.application_type {
        ApplicationType::Web => "web",
        ApplicationType::Native => "native",
    };
    let key_set = client.jwks.as_deref().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let algorithm = client.signing_algorithm().map_or_else(|| json!("HS256"), |own| json!(own));
    let list = |list: &[String]| if list.is_empty() { Value::Null } else { json!(list) };
    let members = [
        ("client_id", json!(client.client_id)),
        ("client_secret", json!(shown.secret.map(Secret::expose))),
        ("client_id_issued_at", json!(client.creation.seconds())),
        ("client_secret_expires_at", json!(0)),
        ("client_name", json!(client.app_name)),
        ("client_uri", json!(client.client_uri)),
        ("grant_types", json!(client.registered_grant_types)),
        ("response_types", json!(client.registered_response_types)),
        ("logo_uri", json!(client.logo_uri)),
        ("tos_uri", json!(client.tos_uri)),
        ("policy_uri", json!(client.policy_uri)),
        ("software_id", json!(client.software_id)),
        ("software_version", json!(client.software_version)),
        ("scope", json!(client.scopes.to_string())),
        ("redirect_uris", json!(client.redirect_uris)),
        ("contacts", list(&client.contacts)),
        ("token_endpoint_auth_method", json!(auth_method_name(client.token_endpoint_auth_method))),
        ("application_type", json!(application_type)),
        ("jwks", json!(key_set)),
        ("jwks_uri", json!(client.jwks_uri)),
        ("subject_type", json!("public")),
        ("id_token_signed_response_alg", algorithm),
        ("userinfo_signed_response_alg", json!(client.userinfo_signed_response_alg)),
        ("default_max_age", json!(client.default_max_age)),
        ("require_auth_time", json!(client.require_auth_time)),
        ("initiate_login_uri", json!(client.initiate_login_uri)),
        ("post_logout_redirect_uris", list(&client.post_logout_redirect_uris)),
        ("backchannel_logout_uri", json!(client.backchannel_logout_uri)),
        ("registration_access_token", json!(shown.access_token.expose())),
        ("registration_client_uri", json!(shown.uri)),
    ];
    let members = members.into_iter().filter(|(_, value)| !value.is_null());
    members.map(|(name, value)| (name.to_owned(), value)).collect()
}
