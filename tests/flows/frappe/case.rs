//! The captured exchanges, as tests/frappe/cases.json holds them.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde_json::Value;

const CASES: &str = include_str!("../../frappe/cases.json");
const FIXTURES: &str = include_str!("../../frappe/fixtures.json");

/// One exchange with a running Frappe.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) group: String,
    pub(crate) request: Request,
    pub(crate) response: Response,
}

/// What was asked.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) path: String,
    #[serde(default)]
    pub(crate) query: String,
    #[serde(default)]
    pub(crate) body: String,
    #[serde(default)]
    pub(crate) headers: BTreeMap<String, String>,
    /// Who asked, in the words of who captured it.
    pub(crate) auth: String,
}

/// What Frappe answered.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, Value>,
    pub(crate) body: String,
}

/// All of them, in the order in which they were captured.
pub(crate) fn all() -> Vec<Case> {
    serde_json::from_str(CASES).unwrap()
}

/// The people and apps that they speak of.
pub(crate) fn fixtures() -> Vec<Value> {
    serde_json::from_str(FIXTURES).unwrap()
}

/// The claims of a JWT.
pub(crate) fn claims(jwt: &str) -> Value {
    let part = jwt.split('.').nth(1).unwrap_or_default();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

impl Case {
    /// The method asked, without its prefix.
    pub(crate) fn method(&self) -> &str {
        self.request.path.rsplit(['/', '.']).next().unwrap_or_default()
    }

    /// What Frappe answered, as JSON; null if it was something else.
    pub(crate) fn answer(&self) -> Value {
        serde_json::from_str(&self.response.body).unwrap_or_default()
    }
}

impl Request {
    /// A parameter of the URL or of the form.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let mut pairs = url::form_urlencoded::parse(self.query.as_bytes())
            .chain(url::form_urlencoded::parse(self.body.as_bytes()));
        pairs.find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
    }

    /// A header, empty if it was not sent.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// The same request with one text in place of another, wherever it stands.
    pub(crate) fn put(&mut self, old: &str, new: &str) {
        for text in [&mut self.query, &mut self.body].into_iter().chain(self.headers.values_mut()) {
            *text = text.replace(old, new);
        }
    }
}
