//! What discovery tells: the metadata, and the keys (gate checks G1 and G2 of every module).

use std::collections::BTreeSet;

use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, JwkSet};
use reqwest::{Url, blocking::Client};
use serde_json::Value;

/// Where the metadata stands, behind the issuer.
pub(crate) const DISCOVERY: &str = "/.well-known/openid-configuration";

/// Members of a key that nobody may be told.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// A provider as a client knows it: by its issuer and what that publishes.
#[derive(Clone, Debug)]
pub(crate) struct Provider {
    pub(crate) metadata: Value,
    pub(crate) keys: JwkSet,
}

impl Provider {
    /// Reads the metadata and the keys, and judges both.
    pub(crate) fn discover(issuer: &str) -> Self {
        let http = Client::new();
        let metadata = json(&http, &format!("{issuer}{DISCOVERY}"));
        assert_eq!(metadata["issuer"], issuer, "G1: issuer");
        for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
            assert!(metadata[name].is_string(), "G1: no {name}");
        }
        let published = json(&http, metadata["jwks_uri"].as_str().unwrap());
        demand_public(&published);
        Self { metadata, keys: serde_json::from_value(published).unwrap() }
    }

    /// The issuer.
    pub(crate) fn issuer(&self) -> &str {
        self.metadata["issuer"].as_str().unwrap()
    }

    /// An endpoint, by its name in the metadata and by nothing else.
    pub(crate) fn endpoint(&self, name: &str) -> Url {
        let url = self.metadata[name].as_str().unwrap_or_else(|| panic!("discovery has no {name}"));
        Url::parse(url).unwrap()
    }

    /// The words of a list; none if it is not there.
    pub(crate) fn list(&self, name: &str) -> Vec<&str> {
        let list = self.metadata[name].as_array();
        list.map(|words| words.iter().map(|word| word.as_str().unwrap()).collect())
            .unwrap_or_default()
    }

    /// The key of a name.
    pub(crate) fn key(&self, kid: &str) -> &Jwk {
        self.keys.find(kid).unwrap_or_else(|| panic!("G3: no key {kid} is published"))
    }
}

/// G2: at least one key, each under its own name, all of them public and asymmetric.
fn demand_public(published: &Value) {
    let keys = published["keys"].as_array().unwrap();
    assert!(!keys.is_empty(), "G2: no keys");
    let mut names = BTreeSet::new();
    for key in keys {
        let kid = key["kid"].as_str().unwrap_or_else(|| panic!("G2: a key without a name"));
        assert!(names.insert(kid), "G2: two keys of the name {kid}");
        let private = PRIVATE.iter().find(|member| key.get(**member).is_some());
        assert_eq!(private, None, "G2: {kid} is not public");
        assert_eq!((&key["use"], key["alg"].is_string()), (&"sig".into(), true), "G2: {key}");
    }
    let keys: JwkSet = serde_json::from_value(published.clone()).unwrap();
    for key in &keys.keys {
        let is_symmetric = matches!(key.algorithm, AlgorithmParameters::OctetKey(_));
        assert!(!is_symmetric, "G2: a symmetric key");
    }
}

/// What stands at an address, which has to be JSON.
pub(crate) fn json(http: &Client, url: &str) -> Value {
    let answer = http.get(url).send().unwrap();
    assert_eq!(answer.status().as_u16(), 200, "{url}");
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(kind.contains("json"), "{url} is {kind}");
    serde_json::from_str(&answer.text().unwrap()).unwrap()
}
