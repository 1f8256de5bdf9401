//! A person with a browser: it keeps cookies and does not follow redirects.

use std::sync::atomic::{AtomicU32, Ordering};

use reqwest::{Client, RequestBuilder, header::HeaderMap, redirect::Policy};
use serde_json::Value;
use url::Url;

/// Each person sits at an address of his own: 127.0.0.0/8 has room for all.
static SEATS: AtomicU32 = AtomicU32::new(0);

/// An answer, read to its end.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    /// Sends a request and reads the answer.
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Self { status, headers, text: answer.text().await.unwrap() }
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// A header, empty if it is not there.
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it redirects to.
    pub(crate) fn location(&self) -> Url {
        let location = self.header("location");
        assert!(!location.is_empty(), "no redirect: {self:?}");
        Url::parse("http://127.0.0.1").unwrap().join(location).unwrap()
    }

    /// The path and query of the place that it redirects to.
    pub(crate) fn leads_to(&self) -> String {
        let location = self.location();
        format!("{}?{}", location.path(), location.query().unwrap_or_default())
    }

    /// A parameter of the place that it redirects to.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        let location = self.location();
        let mut pairs = location.query_pairs();
        pairs.find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
    }

    /// A parameter behind the `#` of the place that it redirects to.
    pub(crate) fn in_fragment(&self, name: &str) -> Option<String> {
        let location = self.location();
        let mut pairs = url::form_urlencoded::parse(location.fragment()?.as_bytes());
        pairs.find(|(n, _)| n == name).map(|(_, value)| value.into_owned())
    }

    /// `status error description`, for tables.
    pub(crate) fn refusal(&self) -> String {
        if !self.header("location").is_empty() {
            let part = |name| self.parameter(name).unwrap_or_default();
            return format!("{} {} {}", self.status, part("error"), part("error_description"));
        }
        let body: Value = serde_json::from_str(&self.text).unwrap_or_default();
        let word = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let first = |names: [&str; 2]| names.map(word).into_iter().find(|w| !w.is_empty());
        let error = first(["error", "exc_type"]).unwrap_or_default();
        let words = first(["error_description", "description"]).unwrap_or_else(|| word("message"));
        format!("{} {error} {words}", self.status)
    }

    /// The value of a hidden or other field of a form.
    pub(crate) fn field(&self, name: &str) -> String {
        let at = self
            .text
            .find(&format!("name=\"{name}\""))
            .unwrap_or_else(|| panic!("no field {name} in {}", self.text));
        let tag = &self.text[..at + self.text[at..].find('>').unwrap()];
        let tag = &tag[tag.rfind('<').unwrap()..];
        let value =
            tag.split_once("value=\"").map_or("", |(_, rest)| rest.split('"').next().unwrap());
        unescape(value)
    }

    /// Where the page's form goes.
    pub(crate) fn form_action(&self) -> String {
        let (_, rest) = self.text.split_once("action=\"").unwrap();
        unescape(rest.split('"').next().unwrap())
    }
}

/// A person.
#[derive(Clone)]
pub(crate) struct Person {
    client: Client,
    url: String,
}

impl Person {
    /// Somebody who has never been here.
    pub(crate) fn new(url: &str) -> Self {
        let seat = SEATS.fetch_add(1, Ordering::Relaxed);
        let [_, b, c, d] = (seat + 2).to_be_bytes();
        Self::sitting_at(url, [127, b, c, d])
    }

    /// Somebody at an address.
    pub(crate) fn sitting_at(url: &str, address: [u8; 4]) -> Self {
        let client = Client::builder()
            .cookie_store(true)
            .redirect(Policy::none())
            .local_address(std::net::IpAddr::from(address))
            .build()
            .unwrap();
        Self { client, url: url.to_owned() }
    }

    /// The same person, with the same cookies, at another port of the server's host.
    pub(crate) fn at(&self, url: &str) -> Self {
        Self { client: self.client.clone(), url: url.to_owned() }
    }

    /// `GET` of a path.
    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url))
    }

    /// `OPTIONS`, as a browser asks before a page of another origin may.
    pub(crate) fn preflight(&self, path: &str) -> RequestBuilder {
        self.client.request(reqwest::Method::OPTIONS, format!("{}{path}", self.url))
    }

    /// `POST` to a path.
    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.url))
    }

    /// `PUT` to a path.
    pub(crate) fn put(&self, path: &str) -> RequestBuilder {
        self.client.put(format!("{}{path}", self.url))
    }

    /// `DELETE` of a path.
    pub(crate) fn delete(&self, path: &str) -> RequestBuilder {
        self.client.delete(format!("{}{path}", self.url))
    }

    /// Opens a page.
    pub(crate) async fn open(&self, path: &str) -> Answer {
        Answer::to(self.get(path).header("accept", "text/html,*/*")).await
    }

    /// Sends a form.
    pub(crate) async fn send(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        Answer::to(self.post(path).header("accept", "text/html,*/*").form(form)).await
    }

    /// Logs in by Frappe's API.
    pub(crate) async fn log_in(&self, user: &str, password: &str) -> Answer {
        let form = [("usr", user), ("pwd", password)];
        Answer::to(self.post("/api/method/login").form(&form)).await
    }

    /// Fills in the login page.
    pub(crate) async fn log_in_at(&self, page: &Answer, user: &str, password: &str) -> Answer {
        let (token, redirect_to) = (page.field("csrf_token"), page.field("redirect-to"));
        let form = [
            ("csrf_token", token.as_str()),
            ("redirect-to", &redirect_to),
            ("usr", user),
            ("pwd", password),
        ];
        self.send("/login", &form).await
    }

    /// Presses a button of the consent page.
    pub(crate) async fn decide(&self, page: &Answer, decision: &str) -> Answer {
        let token = page.field("csrf_token");
        let form = [("csrf_token", token.as_str()), ("decision", decision)];
        self.send(&page.form_action(), &form).await
    }
}

/// The characters that the pages escape.
pub(crate) fn unescape(html: &str) -> String {
    [
        ("&#x2f;", "/"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&amp;", "&"),
    ]
    .into_iter()
    .fold(html.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
}
