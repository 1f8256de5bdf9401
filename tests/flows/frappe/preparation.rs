//! What has to be there before a case can be asked: the code, token or session that its request
//! carries. Most of it follows from Frappe's own answer; tests/frappe/preparations.json has the rest.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::case::{Case, claims};
use crate::harness::CALLBACK;

const PREPARATIONS: &str = include_str!("../../frappe/preparations.json");
/// The challenge of all captured requests with `S256`.
const CHALLENGE: &str = "JIwdwrcbp6tqwdsC-mOwAg1rU4Ny29dPWfaoqUeOGzo";

/// What a secret in a request is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Kind {
    Code,
    Access,
    Refresh,
    IdToken,
}

/// How a case is prepared.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Preparation {
    /// Who authorizes.
    pub(crate) user: Option<String>,
    /// The parameters of that authorization; null leaves one out.
    pub(crate) authorize: BTreeMap<String, Option<String>>,
    /// A cookie that the user's browser sends beside its own.
    pub(crate) cookie: Option<String>,
    /// What the request's `token` is, if it is no access token.
    pub(crate) is: Option<Kind>,
    /// The token is sent in the other case of its letters.
    pub(crate) swap_case: bool,
    /// Tokens are made though the request carries none.
    pub(crate) holds_tokens: bool,
    /// Forms sent before, as `method form`, with the secret of the client that they name; or
    /// `method form client` with the client in the header.
    pub(crate) before: Vec<String>,
    /// Documents imported once the tokens are there: fields over those of the fixture.
    pub(crate) change: Vec<Map<String, Value>>,
    /// Seconds that pass then.
    pub(crate) pass: u64,
    /// Documents imported beside the fixtures, before everything else.
    pub(crate) add: Vec<Value>,
    /// A doctype whose fixtures are left out.
    pub(crate) without: Option<String>,
}

impl Preparation {
    /// The preparations that are written down, by case.
    pub(crate) fn written() -> BTreeMap<String, Self> {
        serde_json::from_str(PREPARATIONS).unwrap()
    }

    /// What is written down for a case, and what follows from its request and answer.
    pub(crate) fn of(case: &Case, written: &BTreeMap<String, Self>) -> Self {
        let mut preparation = written.get(&case.name).cloned().unwrap_or_default();
        let answer = case.answer();
        let id_token = answer["id_token"].as_str().map(claims).unwrap_or_default();
        let told = |name: &str| {
            let told = id_token.get(name).or_else(|| answer.get(name)).and_then(Value::as_str);
            told.map(str::to_owned)
        };
        let named = case.request.parameter("client_id").filter(|id| id != "nope");
        let client = told("aud").or_else(|| told("client_id")).or(named);
        let verifier = case.request.parameter("code_verifier");
        let mut authorize: BTreeMap<String, Option<String>> = [
            ("response_type", Some("code".to_owned())),
            ("client_id", client.or_else(|| Some("skip1".to_owned()))),
            ("redirect_uri", Some(CALLBACK.to_owned())),
            ("scope", told("scope")),
            ("nonce", told("nonce")),
            ("code_challenge", verifier.as_ref().map(|_| CHALLENGE.to_owned())),
            ("code_challenge_method", verifier.map(|_| "S256".to_owned())),
        ]
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        authorize.append(&mut preparation.authorize);
        preparation.authorize = authorize;
        let person = told("email").or_else(|| told("message")).filter(|name| name.contains('@'));
        preparation.user = preparation.user.or(person);
        preparation
    }

    /// Who authorizes.
    pub(crate) fn user(&self) -> &str {
        self.user.as_deref().unwrap_or("alice@example.com")
    }

    /// The client that is authorized.
    pub(crate) fn client(&self) -> &str {
        self.authorize.get("client_id").and_then(Option::as_deref).unwrap_or_default()
    }

    /// Whether the case needs a world that no other case is in.
    pub(crate) fn is_alone(&self) -> bool {
        let is_changed = !self.change.is_empty() || self.pass > 0;
        is_changed || !self.add.is_empty() || self.without.is_some()
    }
}

/// The secrets in a captured request, each with what it is. Thirty times `x` is nobody's.
pub(crate) fn secrets(case: &Case, preparation: &Preparation) -> Vec<(Kind, String)> {
    let request = &case.request;
    let of = |name: &str| request.parameter(name).or_else(|| in_other_body(&request.body, name));
    let hint = of("token_type_hint").filter(|hint| hint == "refresh_token");
    let hinted = hint.map(|_| Kind::Refresh);
    let token = preparation.is.or(hinted).unwrap_or(Kind::Access);
    let authorization = request.header("Authorization").strip_prefix("Bearer ");
    let bearer = authorization.map(|text| text.trim_end_matches("%20").to_owned());
    let found = [
        (Kind::Code, of("code")),
        (Kind::Refresh, of("refresh_token")),
        (token, of("token")),
        (Kind::Access, of("access_token")),
        (preparation.is.unwrap_or(Kind::Access), bearer),
        (Kind::IdToken, of("id_token_hint")),
    ];
    let is_secret = |text: &String| {
        let is_token = text.len() == 30 && text.chars().all(|c| c.is_ascii_alphanumeric());
        text.starts_with("eyJ") || (is_token && !text.starts_with("xxx"))
    };
    found.into_iter().filter_map(|(kind, text)| Some((kind, text.filter(is_secret)?))).collect()
}

/// A parameter of a JSON or multipart body.
fn in_other_body(body: &str, name: &str) -> Option<String> {
    if let Ok(json) = serde_json::from_str::<Value>(body) {
        return json[name].as_str().map(str::to_owned);
    }
    let (_, rest) = body.split_once(&format!("name=\"{name}\"\r\n\r\n"))?;
    rest.split("\r\n").next().map(str::to_owned)
}
