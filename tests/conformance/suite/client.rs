//! A client at the back: how it proves itself, and what it asks the token and userinfo endpoints.

use std::sync::Arc;

use reqwest::{
    Url,
    blocking::{Client as Http, RequestBuilder},
    header::HeaderMap,
    redirect::Policy,
};
use serde_json::Value;

use super::{
    fixtures,
    key::{self, Key},
};

/// How a client proves itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    Basic,
    Post,
    /// By a token that it has signed, for the endpoint that it asks, or for the issuer.
    Assertion {
        is_for_issuer: bool,
    },
    /// By nothing: it names itself.
    None,
}

/// A client that is registered.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) redirect_uri: String,
    pub(crate) proof: Proof,
    /// What it signs with, and for which issuer.
    pub(crate) key: Option<(Arc<Key>, String)>,
}

/// An answer to a program.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Client {
    /// A client of a plan that was registered beforehand.
    pub(crate) fn of(folder: &str, name: &str) -> Self {
        let id = fixtures::client_id(folder, name);
        let proof = match name {
            "post" => Proof::Post,
            "public" | "tv" => Proof::None,
            "keys" => Proof::Assertion { is_for_issuer: false },
            _ => Proof::Basic,
        };
        let (secret, redirect_uri) = (fixtures::secret_of(&id), fixtures::redirect_uri(folder));
        Self { id, secret, redirect_uri, proof, key: None }
    }

    /// Sends a form to an endpoint with the client's proof.
    pub(crate) fn post(&self, endpoint: &Url, fields: &[(&str, &str)]) -> Reply {
        let http = http();
        let assertion;
        let mut fields = fields.to_vec();
        let request = http.post(endpoint.clone());
        let request = match self.proof {
            Proof::Basic => {
                // G11: both halves are form-urlencoded first (RFC 6749 section 2.3.1).
                request.basic_auth(encode(&self.id), Some(encode(&self.secret)))
            }
            Proof::Post => {
                fields.extend([("client_id", &*self.id), ("client_secret", &*self.secret)]);
                request
            }
            Proof::Assertion { is_for_issuer } => {
                let (key, issuer) = self.key.as_ref().unwrap();
                let audience = if is_for_issuer { issuer.as_str() } else { endpoint.as_str() };
                assertion = key.assertion(&self.id, audience);
                fields.extend([
                    ("client_assertion_type", key::TYPE),
                    ("client_assertion", &assertion),
                ]);
                request
            }
            Proof::None => {
                fields.push(("client_id", &self.id));
                request
            }
        };
        Reply::to(request.form(&fields))
    }
}

impl Reply {
    /// Sends a request and reads the answer.
    pub(crate) fn to(request: RequestBuilder) -> Self {
        let answer = request.send().unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Self { status, headers, text: answer.text().unwrap() }
    }

    /// The answer of an endpoint with a bearer token.
    pub(crate) fn with_bearer(endpoint: &Url, token: &str) -> Self {
        Self::to(http().get(endpoint.clone()).bearer_auth(token))
    }

    /// A header, empty if it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body, which has to be JSON and to say so.
    pub(crate) fn json(&self) -> Value {
        assert!(self.header("content-type").starts_with("application/json"), "{self:?}");
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The body of a success.
    pub(crate) fn success(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()
    }

    /// The word of a refusal with this status.
    pub(crate) fn refused(&self, status: u16) -> String {
        assert_eq!(self.status, status, "{self:?}");
        let body = self.json();
        body["error"].as_str().unwrap_or_else(|| panic!("no error: {self:?}")).to_owned()
    }
}

/// A program: no cookies, no redirects.
pub(crate) fn http() -> Http {
    Http::builder().redirect(Policy::none()).build().unwrap()
}

/// `application/x-www-form-urlencoded`.
pub(crate) fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}
