//! A client written as a document.

use serde_json::{Value, json};

use super::{
    DOCTYPE, NEXT_SECRET_HASH, SECRET_HASH,
    choices::{ACCESS_TOKEN_FORMAT, APPLICATION_TYPE, ID_TOKEN_ALGORITHM, USERINFO_ALGORITHM},
    registration,
};
use crate::{
    doctype::{
        fields::{Fields, put, put_check, put_some, rows},
        lifetimes,
    },
    protocol::{
        client::{Client, ResponseType, StoredSecret},
        client_authentication::Unsealed,
    },
    secret::Secret,
};

/// Writes a client, with its secrets where they can be read.
pub fn write(client: &Client, secrets: &Unsealed) -> Value {
    let (grant_type, response_type) = match client.response_type {
        ResponseType::Code => ("Authorization Code", "Code"),
        ResponseType::Token => ("Implicit", "Token"),
    };
    let mut fields = Fields::new();
    let to = &mut fields;
    put(to, "doctype", DOCTYPE);
    put(to, "name", client.client_id.as_str());
    put(to, "client_id", client.client_id.as_str());
    put(to, "app_name", client.app_name.as_str());
    put_some(to, "client_secret", secrets.current.as_ref().map(Secret::expose));
    put_hash(to, SECRET_HASH, &client.client_secret);
    put_some(to, "next_client_secret", secrets.next.as_ref().map(Secret::expose));
    put_hash(to, NEXT_SECRET_HASH, &client.next_client_secret);
    put_check(to, "skip_authorization", client.skip_authorization);
    put(to, "scopes", client.scopes.to_string());
    put(to, "redirect_uris", client.redirect_uris.join("\n"));
    put_some(to, "default_redirect_uri", client.default_redirect_uri.as_deref());
    put(to, "grant_type", grant_type);
    put(to, "response_type", response_type);
    put(to, "claims_policy", json!(client.claims_policy));
    put_lines(to, "post_logout_redirect_uris", &client.post_logout_redirect_uris);
    put_some(to, "backchannel_logout_uri", client.backchannel_logout_uri.as_deref());
    if let Some(seconds) = client.default_max_age {
        put(to, "default_max_age", seconds);
    }
    put_check(to, "require_auth_time", client.require_auth_time);
    put(to, "allowed_roles", rows(&client.allowed_roles));
    put(to, "token_endpoint_auth_method", json!(client.token_endpoint_auth_method));
    put_some(to, "jwks", client.jwks.as_deref());
    put_some(to, "jwks_uri", client.jwks_uri.as_deref());
    let algorithm = client.signing_algorithm().map_or_else(|| json!("HS256"), |own| json!(own));
    put(to, ID_TOKEN_ALGORITHM, algorithm);
    let algorithm = client.userinfo_signed_response_alg;
    put(to, USERINFO_ALGORITHM, algorithm.map_or_else(|| json!("None"), |own| json!(own)));
    put_some(to, "client_uri", client.client_uri.as_deref());
    put_some(to, "logo_uri", client.logo_uri.as_deref());
    put_some(to, "tos_uri", client.tos_uri.as_deref());
    put_some(to, "policy_uri", client.policy_uri.as_deref());
    put_lines(to, "contacts", &client.contacts);
    put_some(to, "software_id", client.software_id.as_deref());
    put_some(to, "software_version", client.software_version.as_deref());
    put_check(to, "is_frappe_site", client.is_frappe_site);
    put_check(to, "is_resource_server", client.is_resource_server);
    put_check(to, "is_self_registered", client.is_self_registered);
    put_check(to, "allows_id_token_response_types", client.allows_id_token_response_types);
    put(to, APPLICATION_TYPE, json!(client.application_type));
    put_some(to, "initiate_login_uri", client.initiate_login_uri.as_deref());
    put(to, ACCESS_TOKEN_FORMAT, json!(client.access_token_format));
    put_lines(to, "resources", &client.resources);
    put_some(to, "service_user", client.service_user.as_deref());
    put_check(to, "allows_device_grant", client.allows_device_grant);
    registration::write(to, client);
    lifetimes::write(to, client.lifetimes);
    Value::Object(fields)
}

fn put_lines(fields: &mut Fields, field: &str, lines: &[String]) {
    if !lines.is_empty() {
        put(fields, field, lines.join("\n"));
    }
}

fn put_hash(fields: &mut Fields, field: &str, secret: &StoredSecret) {
    if let StoredSecret::Hashed(hash) = secret {
        put(fields, field, json!(hash));
    }
}
