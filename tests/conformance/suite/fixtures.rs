//! Who is registered, in Frappe's fixture format: as a certification run registers its clients by hand.

use std::{fs, path::PathBuf};

use serde_json::{Value, json};

use super::server;
use crate::plans;

/// Where the clients would be; the browser stops on the way there.
pub(crate) const RELYING_PARTY: &str = "https://rp.example";
/// Everybody's password.
pub(crate) const PASSWORD: &str = "Passw0rd!x";
/// Everything that a client of OpenID Connect can ask for by a scope.
const SCOPES: &str = "openid profile email phone address offline_access";

/// Plans whose clients an administrator trusts. An answer to the question is remembered as long as a
/// token lives that it led to, and the response type `id_token` leads to none: without this a
/// `prompt=none` would be answered `consent_required`.
const IS_TRUSTED: [&str; 2] = ["implicit", "form_post_implicit"];

/// Writes them where a person can find them, who wants to import them elsewhere.
pub(crate) fn write(receiver: &str) -> PathBuf {
    let path = server::target().join("conformance.json");
    let documents = documents(receiver);
    fs::write(&path, serde_json::to_string_pretty(&documents).unwrap()).unwrap();
    path
}

/// The user of a plan.
pub(crate) fn user_of(folder: &str) -> String {
    format!("{folder}@example.com")
}

/// The id of a plan's client, such as `basic-client1`.
pub(crate) fn client_id(folder: &str, name: &str) -> String {
    format!("{folder}-{name}")
}

/// A secret with everything in it that form-urlencoding changes (RFC 6749 section 2.3.1).
pub(crate) fn secret_of(client_id: &str) -> String {
    format!("{client_id}:secret+with%2B&={}", client_id.len())
}

/// Where a plan's clients are called back.
pub(crate) fn redirect_uri(folder: &str) -> String {
    format!("{RELYING_PARTY}/{folder}/callback")
}

/// Where a plan's clients have a user sent who has logged out.
pub(crate) fn post_logout_redirect_uri(folder: &str) -> String {
    format!("{RELYING_PARTY}/{folder}/post_logout_redirect")
}

fn documents(receiver: &str) -> Vec<Value> {
    let name = "OAuth Provider Settings";
    let mut documents = vec![json!({"doctype": name, "name": name, "skip_authorization": "Auto"})];
    for folder in plans::folders() {
        documents.push(user(folder));
        if plans::registers(folder) {
            continue;
        }
        documents.push(client(folder, "client1", &json!({})));
        documents.push(client(folder, "client2", &json!({})));
        let post = json!({"token_endpoint_auth_method": "Client Secret Post"});
        documents.push(client(folder, "post", &post));
        let told = json!({
            "backchannel_logout_uri": format!("{receiver}/{folder}"),
            "backchannel_logout_session_required": 1,
        });
        documents.push(client(folder, "told", &told));
    }
    documents.push(keys(receiver));
    documents.extend(crate::checklist::clients());
    documents
}

/// A client whose keys are on this machine, where no client that registers itself may have them.
fn keys(receiver: &str) -> Value {
    let at = json!({
        "token_endpoint_auth_method": "Private Key JWT", "jwks_uri": format!("{receiver}/keys"),
    });
    let mut keys = client(plans::DYNAMIC, "keys", &at);
    keys.as_object_mut().unwrap().remove("client_secret");
    keys
}

/// A user of whom all twenty standard claims are known.
fn user(folder: &str) -> Value {
    json!({
        "doctype": "User", "name": user_of(folder), "email": user_of(folder), "enabled": 1,
        "first_name": "Ada", "last_name": "Lovelace", "middle_name": "King",
        "username": format!("{folder}-ada"), "nickname": "Enchantress",
        "profile": "https://people.example/ada", "website": "https://ada.example/",
        "user_image": "https://people.example/ada.png", "gender": "Female",
        "birth_date": "1815-12-10", "time_zone": "Europe/London", "language": "en-GB",
        "mobile_no": "+44 20 1234567", "phone_number_verified": 1, "email_verified": 1,
        "address": "12 St James's Sq.\nLondon", "street_address": "12 St James's Sq.",
        "locality": "London", "region": "Middlesex", "postal_code": "SW1Y", "country": "UK",
        "roles": [{"role": "Blogger"}], "new_password": PASSWORD,
    })
}

/// A confidential client that is signed for with RS256 and told what it asks for.
pub(crate) fn client(folder: &str, name: &str, fields: &Value) -> Value {
    let id = client_id(folder, name);
    let mut document = json!({
        "doctype": "OAuth Client", "name": id, "client_id": id, "app_name": format!("App {id}"),
        "client_secret": secret_of(&id), "scopes": SCOPES, "allowed_roles": [{"role": "All"}],
        "redirect_uris": redirect_uri(folder), "default_redirect_uri": redirect_uri(folder),
        "post_logout_redirect_uris": post_logout_redirect_uri(folder),
        "grant_type": "Authorization Code", "response_type": "Code",
        "token_endpoint_auth_method": "Client Secret Basic",
        "id_token_signed_response_alg": "RS256", "claims_policy": "OpenID Connect",
        "allows_id_token_response_types": 1,
        "skip_authorization": i32::from(IS_TRUSTED.contains(&folder)),
    });
    document.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    document
}
