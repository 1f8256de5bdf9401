//! The proof of a client: its secret, which Frappe forgot to ask for.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{
    case::{Case, Request},
    preparation::Preparation,
};
use crate::harness::fixtures::secret_of;

/// Whether a request carries a client's own secret.
pub(crate) fn proves_a_client(request: &Request) -> bool {
    let client = request.parameter("client_id").unwrap_or_default();
    let by_body = request.parameter("client_secret").is_some_and(|s| s == secret_of(&client));
    let basic = request.header("Authorization").strip_prefix("Basic ").unwrap_or_default();
    let pair = String::from_utf8(STANDARD.decode(basic).unwrap()).unwrap();
    let by_basic = pair.split_once(':').is_some_and(|(id, secret)| secret == secret_of(id));
    by_body || by_basic
}

/// The client whose secret Frappe did not ask for. A request without `client_id` stays as it is
/// where that is its point.
pub(crate) fn client_to_prove(
    case: &Case,
    request: &Request,
    preparation: &Preparation,
) -> Option<String> {
    let has_proof =
        request.body.contains("client_secret") || !request.header("Authorization").is_empty();
    let in_json = serde_json::from_str::<Value>(&request.body).unwrap_or_default();
    let named = request.parameter("client_id");
    let named = named.or_else(|| in_json["client_id"].as_str().map(str::to_owned));
    let named = named.or_else(|| request.body.contains("skip1").then(|| "skip1".to_owned()));
    match case.method() {
        _ if has_proof => None,
        "get_token" | "revoke_token" => named,
        "introspect_token" => Some(preparation.client().to_owned()),
        _ => None,
    }
}

/// Adds a client's secret, and its id where the request has none, in the way the request is made.
pub(crate) fn add_secret(request: &mut Request, client: &str) {
    let secret = secret_of(client);
    let has_id = request.parameter("client_id").is_some() || request.body.contains("client_id");
    let pairs = [("client_secret", secret.as_str()), ("client_id", client)];
    let pairs = pairs.into_iter().take(if has_id { 1 } else { 2 });
    let content_type = request.header("Content-Type").to_owned();
    if let Some((_, boundary)) = content_type.split_once("boundary=") {
        let parts = pairs.map(|(name, value)| {
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
        });
        request.body = format!("{}{}", parts.collect::<String>(), request.body);
    } else if content_type == "application/json" {
        let mut body: Value = serde_json::from_str(&request.body).unwrap();
        pairs.for_each(|(name, value)| body[name] = value.into());
        request.body = body.to_string();
    } else if request.method == "POST" || request.method == "PUT" {
        for (name, value) in pairs {
            let and = if request.body.is_empty() { "" } else { "&" };
            request.body.extend([and, name, "=", value]);
        }
    } else {
        // A secret has no place in a URL.
        add_basic(request, client);
    }
}

pub(crate) fn add_basic(request: &mut Request, client: &str) {
    let pair = STANDARD.encode(format!("{client}:{}", secret_of(client)));
    request.headers.insert("Authorization".to_owned(), format!("Basic {pair}"));
}
