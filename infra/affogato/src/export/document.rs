//! What the store has, as documents with Frappe's fields: the reverse of what the import reads.

use serde_json::{Map, Value, json};
use shared::{
    protocol::{
        client::{Client, ResponseType, StoredSecret},
        consent::SkipAuthorization,
        password::Hash,
        user::User,
    },
    secret::Secret,
    store::settings::{ProviderSettings, SocialLoginKey as Key},
};

pub(crate) const USER: &str = "User";
pub(crate) const AUTH: &str = "__Auth";
pub(crate) const CLIENT: &str = "OAuth Client";
pub(crate) const PROVIDER_SETTINGS: &str = "OAuth Provider Settings";
pub(crate) const SOCIAL_LOGIN_KEY: &str = "Social Login Key";

/// All that are written.
pub(crate) const DOCTYPES: [&str; 5] = [USER, AUTH, CLIENT, PROVIDER_SETTINGS, SOCIAL_LOGIN_KEY];

/// A user without his password.
pub(super) fn user(user: &User) -> Value {
    let mut fields = Map::new();
    let name = frappes_name(&user.name);
    put(&mut fields, "doctype", USER);
    put(&mut fields, "name", name);
    // Frappe's own accounts go by a name that is no address.
    if name.contains('@') {
        put(&mut fields, "email", name);
    }
    put(&mut fields, "enabled", u8::from(user.enabled));
    put(&mut fields, "first_name", user.first_name.as_str());
    put(&mut fields, "last_name", user.last_name.as_str());
    put_some(&mut fields, "user_image", user.user_image.as_deref());
    put_some(&mut fields, "user_type", user.user_type.as_deref());
    put_some(&mut fields, "language", user.language.as_deref());
    put(&mut fields, "roles", rows(&user.roles));
    if !user.sub.is_empty() {
        let row = json!({"provider": "frappe", "userid": user.sub});
        put(&mut fields, "social_logins", json!([row]));
    }
    Value::Object(fields)
}

/// A password's hash, as Frappe's table has it.
pub(super) fn auth_row(name: &str, hash: &Hash) -> Value {
    json!({
        "doctype": AUTH,
        "name": frappes_name(name),
        "fieldname": "password",
        "password": hash,
        "encrypted": 0,
    })
}

/// A client, with its secret where that can be read.
pub(super) fn client(client: &Client, secret: Option<&Secret>) -> Value {
    let (grant_type, response_type) = match client.response_type {
        ResponseType::Code => ("Authorization Code", "Code"),
        ResponseType::Token => ("Implicit", "Token"),
    };
    let mut fields = Map::new();
    let check = u8::from;
    put(&mut fields, "doctype", CLIENT);
    put(&mut fields, "name", client.client_id.as_str());
    put(&mut fields, "client_id", client.client_id.as_str());
    put(&mut fields, "app_name", client.app_name.as_str());
    put_some(&mut fields, "client_secret", secret.map(Secret::expose));
    if let StoredSecret::Hashed(hash) = client.client_secret {
        put(&mut fields, "client_secret_hash", json!(hash));
    }
    put(&mut fields, "skip_authorization", check(client.skip_authorization));
    put(&mut fields, "scopes", client.scopes.to_string());
    put(&mut fields, "redirect_uris", client.redirect_uris.join("\n"));
    put_some(&mut fields, "default_redirect_uri", client.default_redirect_uri.as_deref());
    put(&mut fields, "grant_type", grant_type);
    put(&mut fields, "response_type", response_type);
    put(&mut fields, "allowed_roles", rows(&client.allowed_roles));
    put(&mut fields, "token_endpoint_auth_method", json!(client.token_endpoint_auth_method));
    put_some(&mut fields, "client_uri", client.client_uri.as_deref());
    put(&mut fields, "is_frappe_site", check(client.is_frappe_site));
    put(&mut fields, "is_resource_server", check(client.is_resource_server));
    put(&mut fields, "is_self_registered", check(client.is_self_registered));
    let allows_id_token = check(client.allows_id_token_response_types);
    put(&mut fields, "allows_id_token_response_types", allows_id_token);
    Value::Object(fields)
}

/// Whether people are asked again.
pub(super) fn provider_settings(settings: &ProviderSettings) -> Value {
    let skip_authorization = match settings.skip_authorization {
        SkipAuthorization::Force => "Force",
        SkipAuthorization::Auto => "Auto",
    };
    json!({
        "doctype": PROVIDER_SETTINGS,
        "name": PROVIDER_SETTINGS,
        "skip_authorization": skip_authorization,
    })
}

/// The issuer.
pub(super) fn social_login_key(key: &Key) -> Value {
    json!({"doctype": SOCIAL_LOGIN_KEY, "name": "frappe", "base_url": key.base_url})
}

/// Ours are in lower case.
fn frappes_name(name: &str) -> &str {
    match name {
        "administrator" => "Administrator",
        "guest" => "Guest",
        name => name,
    }
}

fn rows(roles: &[String]) -> Value {
    roles.iter().map(|role| json!({ "role": role })).collect()
}

fn put(fields: &mut Map<String, Value>, field: &str, value: impl Into<Value>) {
    fields.insert(field.to_owned(), value.into());
}

fn put_some(fields: &mut Map<String, Value>, field: &str, value: Option<&str>) {
    if let Some(value) = value {
        put(fields, field, value);
    }
}
