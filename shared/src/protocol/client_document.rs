//! Client ID Metadata Documents: a client whose id is the address of a document about it.
//!
//! See [draft-ietf-oauth-client-id-metadata-document](https://datatracker.ietf.org/doc/draft-ietf-oauth-client-id-metadata-document/).

use serde_json::{Map, Value};
use thiserror::Error;
use url::Url;

use super::{
    client::Client,
    loopback::is_this_machine,
    registration::{GRANT_TYPES, Metadata, record},
    response_type,
};

/// The longest address.
const LONGEST: usize = 1000;

/// What only a client with a secret has. There is nobody to tell a secret to (section 4.1).
const OF_SECRETS: [&str; 2] = ["client_secret", "client_secret_expires_at"];

/// Whether a `client_id` is the address of a document (section 3).
///
/// That is https, with a path, written as it is when nothing in it is left to be resolved. `is_laptop`:
/// also one on this very machine, in the clear.
pub fn is_document(client_id: &str, is_laptop: bool) -> bool {
    // A text that reads otherwise once it is parsed has dots, capitals or signs to be resolved in it, and
    // would be a second name of the same client.
    let parsed = Url::parse(client_id).ok().filter(|url| url.as_str() == client_id);
    let Some(url) = parsed.filter(|_| client_id.len() <= LONGEST) else { return false };
    let is_here = url.host().is_some_and(|host| is_this_machine(&host));
    let is_safe = url.scheme() == "https" || is_laptop && is_here && url.scheme() == "http";
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    is_safe && is_bare && url.path() != "/"
}

/// Why a document makes no client.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ClientDocumentError {
    /// It is no JSON object.
    #[error("it is no JSON object")]
    Malformed,
    /// It is about another client, or about none: whose it is would be anybody's to say.
    #[error("its client_id is not its own address")]
    AnotherId,
    /// It speaks of a secret, which everybody could read, or proves itself by one.
    #[error("it speaks of a client secret, and can have none")]
    Secret,
    /// What it says of the client cannot be.
    #[error("{0}")]
    Metadata(String),
}

/// Reads a document that was found at `client_id`.
///
/// # Errors
///
/// See [`ClientDocumentError`].
pub fn read(client_id: &str, body: &[u8]) -> Result<Client, ClientDocumentError> {
    use ClientDocumentError as E;
    let metadata: Map<String, Value> = serde_json::from_slice(body).map_err(|_| E::Malformed)?;
    if metadata.get("client_id").and_then(Value::as_str) != Some(client_id) {
        return Err(E::AnotherId);
    }
    if OF_SECRETS.iter().any(|name| metadata.contains_key(*name)) {
        return Err(E::Secret);
    }
    let metadata = Metadata::read(&for_us(metadata)).map_err(|error| E::Metadata(error.words))?;
    let client = record::unvouched(metadata, client_id.to_owned());
    if client.has_secret() { Err(E::Secret) } else { Ok(client) }
}

/// What a document says to us. It speaks to every server at once: ways that another one may have are no
/// fault, and who does not say how he proves himself has nothing to do it with.
fn for_us(mut metadata: Map<String, Value>) -> Map<String, Value> {
    let mut keep = |name: &str, ours: &[&str]| {
        if let Some(Value::Array(values)) = metadata.get_mut(name) {
            values.retain(|value| value.as_str().is_none_or(|text| ours.contains(&text)));
        }
    };
    keep("grant_types", &GRANT_TYPES);
    keep("response_types", &response_type::SUPPORTED);
    let method = metadata.entry("token_endpoint_auth_method").or_insert(Value::Null);
    if method.is_null() {
        *method = "none".into();
    }
    metadata
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_is_a_client_id_if_it_is_https_has_a_path_and_one_way_to_be_written() {
        for good in [
            "https://app.example/client",
            "https://app.example:8443/a/b.json?x=1",
            "https://app.example/client/",
        ] {
            assert!(is_document(good, false), "{good}");
        }
        let long = format!("https://app.example/{}", "a".repeat(LONGEST));
        for bad in [
            "https://app.example",
            "https://app.example/",
            "http://app.example/client",
            "http://127.0.0.1/client",
            "https://app.example/a/../client",
            "https://app.example/./client",
            "https://app.example/%2e%2e/client",
            "https://app.example/client#x",
            "https://user@app.example/client",
            "https://user:secret@app.example/client",
            "https://APP.example/client",
            "https://app.example:443/client",
            "https:app.example/client",
            "com.example.app:/client",
            "web",
            "",
            &long,
        ] {
            assert!(!is_document(bad, false), "{bad}");
        }
    }

    #[test]
    fn on_a_laptop_the_address_may_be_its_own() {
        for good in ["http://127.0.0.1:3000/client", "http://localhost/c", "http://[::1]/c"] {
            assert!(is_document(good, true), "{good}");
        }
        assert!(!is_document("http://10.0.0.1/client", true));
    }

    #[test]
    fn a_document_may_speak_of_what_other_servers_have() {
        let id = "https://app.example/client";
        let document = json!({
            "client_id": id, "client_name": "Editor",
            "redirect_uris": ["http://127.0.0.1/", "https://app.example/redirect"],
            "grant_types": ["authorization_code", "refresh_token", "client_credentials", "urn:new"],
            "response_types": ["code", "new"], "token_endpoint_auth_methods_supported": ["none"],
        });
        let client = read(id, document.to_string().as_bytes()).unwrap();
        assert!(client.is_public() && client.is_self_registered);
        assert_eq!((client.client_id.as_str(), client.app_name.as_str()), (id, "Editor"));
        assert_eq!(client.registered_grant_types, ["authorization_code", "refresh_token"]);
    }

    #[test]
    fn a_document_is_about_its_own_address_and_tells_no_secret() {
        use ClientDocumentError as E;
        let id = "https://app.example/client";
        let of =
            |value: Value| read(id, value.to_string().as_bytes()).map(|client| client.client_id);
        let good = json!({
            "client_id": id, "client_name": "App", "redirect_uris": ["https://app.example/cb"],
        });
        assert_eq!(of(good.clone()), Ok(id.to_owned()));
        let with = |name: &str, value: Value| {
            let mut document = good.clone();
            document[name] = value;
            document
        };
        assert_eq!(of(with("client_id", json!("https://app.example/Client"))), Err(E::AnotherId));
        assert_eq!(of(with("client_id", json!(null))), Err(E::AnotherId));
        assert_eq!(of(with("client_secret", json!("s"))), Err(E::Secret));
        assert_eq!(of(with("client_secret_expires_at", json!(0))), Err(E::Secret));
        let basic = json!("client_secret_basic");
        assert_eq!(of(with("token_endpoint_auth_method", basic)), Err(E::Secret));
        let words = "redirect_uris is required".to_owned();
        assert_eq!(of(with("redirect_uris", json!([]))), Err(E::Metadata(words)));
        assert!(of(with("redirect_uris", json!(["http://app.example/cb"]))).is_err());
        assert_eq!(of(json!([])), Err(E::Malformed));
        assert_eq!(read(id, b"\xff"), Err(E::Malformed));
    }
}
