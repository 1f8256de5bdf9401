//! The people and apps of every test, in Frappe's fixture format.

use serde_json::{Value, json};

use super::{CALLBACK, PASSWORD};

/// The secret of a client.
pub(crate) fn secret_of(client_id: &str) -> String {
    if client_id == "accent" { "sëcret".to_owned() } else { format!("secret-{client_id}") }
}

/// All of them.
pub(crate) fn documents() -> Vec<Value> {
    vec![
        user("alice@example.com", "Alice", "Liddell", &["System Manager", "Blogger"]),
        user("mallory@example.com", "Mallory", "", &["Blogger"]),
        user("erin@example.com", "Erín", "O'Neil", &["Blogger"]),
        user("bob@example.com", "Bob", "", &[]),
        with(user("dave@example.com", "Dave", "", &["Blogger"]), &json!({ "enabled": 0 })),
        // Asks the user.
        client("web", &json!({})),
        // An administrator trusts it.
        client("trusted", &json!({ "skip_authorization": 1 })),
        client("other", &json!({ "skip_authorization": 1 })),
        client("accent", &json!({ "skip_authorization": 1 })),
        client("api", &json!({ "is_resource_server": 1 })),
        client("site", &json!({ "skip_authorization": 1, "is_frappe_site": 1 })),
        client(
            "everyone",
            &json!({ "skip_authorization": 1, "allowed_roles": [{ "role": "All" }] }),
        ),
        client("public", &json!({ "skip_authorization": 1, "token_endpoint_auth_method": "None" })),
        client("hybrid", &json!({ "allows_id_token_response_types": 1, "skip_authorization": 1 })),
        client(
            "implicit",
            &json!({ "grant_type": "Implicit", "response_type": "Token", "skip_authorization": 1 }),
        ),
    ]
}

fn user(email: &str, first_name: &str, last_name: &str, roles: &[&str]) -> Value {
    let roles: Vec<Value> = roles.iter().map(|role| json!({ "role": role })).collect();
    let sub = format!("{}-sub", email.split('@').next().unwrap());
    json!({
        "doctype": "User", "name": email, "email": email, "enabled": 1,
        "first_name": first_name, "last_name": last_name, "roles": roles,
        "new_password": PASSWORD,
        "social_logins": [{ "provider": "frappe", "userid": sub }],
    })
}

fn client(id: &str, fields: &Value) -> Value {
    let mut document = json!({
        "doctype": "OAuth Client", "name": id, "client_id": id, "app_name": format!("The {id} app"),
        "scopes": "all openid", "redirect_uris": format!("{CALLBACK} {CALLBACK}2 myapp://cb"),
        "default_redirect_uri": CALLBACK, "grant_type": "Authorization Code",
        "response_type": "Code",
    });
    if fields["token_endpoint_auth_method"] != "None" {
        document["client_secret"] = secret_of(id).into();
    }
    with(document, fields)
}

fn with(mut document: Value, fields: &Value) -> Value {
    for (name, value) in fields.as_object().unwrap() {
        document[name] = value.clone();
    }
    document
}
