//! Clients that register themselves (gate checks G7 to G9 of the modules):
//! [RFC 7591](https://www.rfc-editor.org/rfc/rfc7591) and [RFC 7592](https://www.rfc-editor.org/rfc/rfc7592).

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use reqwest::{Method, blocking::RequestBuilder};
use serde_json::{Value, json};

use super::{
    client::{Client, Proof, Reply, http},
    fixtures,
    key::Key,
    provider::Provider,
    run::Variant,
};

/// A client with what the provider has told of it.
#[derive(Clone, Debug)]
pub(crate) struct Registered {
    pub(crate) client: Client,
    /// The answer to the registration.
    pub(crate) record: Value,
}

/// The key of the clients, and those that several modules share: a provider may limit how many register.
pub(crate) struct Registry {
    pub(crate) key: Arc<Key>,
    kept: Mutex<HashMap<String, Client>>,
}

impl Registry {
    pub(crate) fn new() -> Self {
        Self { key: Arc::new(Key::make()), kept: Mutex::default() }
    }

    /// A client of a plan whose clients register themselves, which has done so by now.
    pub(crate) fn client(
        &self,
        provider: &Provider,
        (folder, name): (&str, &str),
        variant: Variant,
    ) -> Client {
        let mut kept = self.kept.lock().unwrap();
        let key = format!("{folder} {name} {}", variant.response_type);
        let register = || {
            let method =
                if name == "post" { Some("client_secret_post") } else { variant.registers_with };
            let mut metadata = metadata(folder, variant, &self.key);
            metadata["token_endpoint_auth_method"] = method.into();
            self.register(provider, &metadata).client
        };
        kept.entry(key).or_insert_with(register).clone()
    }

    /// Registers a client that is to work.
    pub(crate) fn register(&self, provider: &Provider, metadata: &Value) -> Registered {
        let reply = ask(provider, metadata);
        assert_eq!(reply.status, 201, "G7: {reply:?}");
        let record = reply.json();
        Registered { client: client(provider, &record, &self.key), record }
    }
}

/// G8: what the suite says of a client.
pub(crate) fn metadata(folder: &str, variant: Variant, key: &Key) -> Value {
    json!({
        "client_name": format!("{folder} {}", variant.response_type),
        "grant_types": ["authorization_code", "implicit", "refresh_token"],
        "response_types": [variant.response_type],
        "redirect_uris": [fixtures::redirect_uri(folder)],
        "token_endpoint_auth_method": variant.registers_with.unwrap_or("client_secret_basic"),
        "jwks": key.set,
        "contacts": ["certification@oidf.org"],
    })
}

/// The answer to a registration. Who is told to wait does.
pub(crate) fn ask(provider: &Provider, metadata: &Value) -> Reply {
    let endpoint = provider.endpoint("registration_endpoint");
    send(|| http().post(endpoint.clone()), Some(metadata))
}

fn send(request: impl Fn() -> RequestBuilder, body: Option<&Value>) -> Reply {
    loop {
        let request = match body {
            Some(body) => {
                request().header("content-type", "application/json").body(body.to_string())
            }
            None => request(),
        };
        let reply = Reply::to(request);
        if reply.status != 429 {
            return reply;
        }
        thread::sleep(Duration::from_secs(reply.header("retry-after").parse().unwrap()));
    }
}

/// G7: the members of the answer agree with each other.
fn client(provider: &Provider, record: &Value, key: &Arc<Key>) -> Client {
    let text = |name: &str| record[name].as_str().map(str::to_owned);
    let id = text("client_id").unwrap_or_else(|| panic!("G7: no client_id: {record}"));
    let secret = text("client_secret");
    assert!(secret.is_none() || record["client_secret_expires_at"].is_u64(), "G7: {record}");
    let (uri, token) = (text("registration_client_uri"), text("registration_access_token"));
    assert_eq!(uri.is_some(), token.is_some(), "G7: {record}");
    assert!(uri.is_none_or(|uri| uri.starts_with(provider.issuer())), "G7: {record}");
    let proof = match record["token_endpoint_auth_method"].as_str() {
        Some("client_secret_post") => Proof::Post,
        Some("private_key_jwt") => Proof::Assertion { is_for_issuer: false },
        Some("none") => Proof::None,
        _ => Proof::Basic,
    };
    assert_eq!(secret.is_some(), matches!(proof, Proof::Basic | Proof::Post), "G7: {record}");
    let redirect_uri = record["redirect_uris"][0].as_str().unwrap_or_default().to_owned();
    let issuer = provider.issuer().to_owned();
    let key = Some((Arc::clone(key), issuer));
    Client { id, secret: secret.unwrap_or_default(), redirect_uri, proof, key }
}

impl Registered {
    /// A member that is a text.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.record[name].as_str().unwrap_or_else(|| panic!("no {name}: {}", self.record))
    }

    /// A request to the client's own address, with its token.
    pub(crate) fn at_home(&self, method: &Method, body: Option<&Value>) -> Reply {
        self.at_home_with(method, self.text("registration_access_token"), body)
    }

    /// The same with another token.
    pub(crate) fn at_home_with(&self, method: &Method, token: &str, body: Option<&Value>) -> Reply {
        let uri = self.text("registration_client_uri");
        send(|| http().request(method.clone(), uri).bearer_auth(token), body)
    }

    /// G9.
    pub(crate) fn unregister(&self) {
        let reply = self.at_home(&Method::DELETE, None);
        assert_eq!((reply.status, reply.text.as_str()), (204, ""), "G9: {reply:?}");
    }
}
