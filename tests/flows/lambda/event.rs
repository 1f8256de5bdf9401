//! Events of an HTTP API (payload format 2.0) and the answers to them.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Map, Value, json};
use url::form_urlencoded::{Serializer, parse};

use crate::harness::person::Answer;

/// A request as API Gateway tells it to a function.
#[derive(Clone)]
pub(crate) struct Event(Value);

impl Event {
    /// `GET` of a path with its query.
    pub(crate) fn get(target: &str) -> Self {
        Self::new("GET", target)
    }

    /// `POST` to a path.
    pub(crate) fn post(target: &str) -> Self {
        Self::new("POST", target)
    }

    fn new(method: &str, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut event = json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
            "headers": {
                "accept": "*/*", "host": "id.example.com", "x-forwarded-for": "192.0.2.1",
                "x-forwarded-port": "443", "x-forwarded-proto": "https",
            },
            "requestContext": {
                "accountId": "0", "apiId": "api", "domainName": "id.example.com",
                "domainPrefix": "id",
                "http": {
                    "method": method, "path": path, "protocol": "HTTP/1.1",
                    "sourceIp": "192.0.2.1", "userAgent": "test",
                },
                "requestId": "x", "routeKey": "$default", "stage": "$default",
                "time": "01/Jan/2026:00:00:00 +0000", "timeEpoch": 0,
            },
            "isBase64Encoded": false,
        });
        if !query.is_empty() {
            event["queryStringParameters"] = Value::Object(joined(query));
        }
        Self(event)
    }

    /// With a form, in base64: API Gateway takes no form for text.
    pub(crate) fn form(mut self, pairs: &[(&str, &str)]) -> Self {
        self = self.plain_form(pairs);
        let body = self.0["body"].as_str().unwrap();
        self.0["body"] = STANDARD.encode(body).into();
        self.0["isBase64Encoded"] = true.into();
        self
    }

    /// With a form as it was sent.
    pub(crate) fn plain_form(mut self, pairs: &[(&str, &str)]) -> Self {
        let body = Serializer::new(String::new()).extend_pairs(pairs).finish();
        self.0["body"] = body.into();
        self.header("content-type", "application/x-www-form-urlencoded")
    }

    /// With cookies, which come as a list and not as a header.
    pub(crate) fn cookies(mut self, cookies: &[String]) -> Self {
        self.0["cookies"] = cookies.into();
        self
    }

    /// With a header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.0["headers"][name] = value.into();
        self
    }

    /// With a client's credentials by Basic.
    pub(crate) fn basic(self, id: &str, secret: &str) -> Self {
        let credentials = STANDARD.encode(format!("{id}:{secret}"));
        self.header("authorization", &format!("Basic {credentials}"))
    }

    /// From an address.
    pub(crate) fn sent_from(mut self, address: &str) -> Self {
        self.0["requestContext"]["http"]["sourceIp"] = address.into();
        self
    }

    /// Through a stage with a name, which API Gateway may leave before the path.
    pub(crate) fn through(mut self, stage: &str, raw_path: &str) -> Self {
        self.0["requestContext"]["stage"] = stage.into();
        self.0["requestContext"]["http"]["path"] = raw_path.into();
        self.0["rawPath"] = raw_path.into();
        self
    }

    /// An event that is made otherwise.
    pub(crate) fn from_json(event: Value) -> Self {
        Self(event)
    }

    /// The event itself.
    pub(crate) fn into_json(self) -> Value {
        self.0
    }
}

/// The parameters as API Gateway joins them: which of two was meant cannot be told any more.
fn joined(query: &str) -> Map<String, Value> {
    let mut joined = Map::new();
    for (name, value) in parse(query.as_bytes()) {
        let value = match joined.get(name.as_ref()).and_then(Value::as_str) {
            Some(before) => format!("{before},{value}"),
            None => value.into_owned(),
        };
        joined.insert(name.into_owned(), value.into());
    }
    joined
}

/// What a function answered.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    /// Status, headers and body.
    pub(crate) answer: Answer,
    /// The `Set-Cookie` values, which go as a list and not as a header.
    pub(crate) cookies: Vec<String>,
}

impl Reply {
    /// Reads an answer in payload format 2.0.
    pub(crate) fn read(reply: &Value) -> Self {
        let mut headers = HeaderMap::new();
        for (name, value) in reply["headers"].as_object().unwrap() {
            let name: HeaderName = name.parse().unwrap();
            headers.insert(name, HeaderValue::from_str(value.as_str().unwrap()).unwrap());
        }
        assert!(!headers.contains_key("set-cookie"), "API Gateway would join them: {reply}");
        let text = reply["body"].as_str().unwrap_or_default();
        let text = if reply["isBase64Encoded"] == true {
            String::from_utf8(STANDARD.decode(text).unwrap()).unwrap()
        } else {
            text.to_owned()
        };
        let status = reply["statusCode"].as_u64().and_then(|status| status.try_into().ok());
        let cookies = reply["cookies"].as_array().unwrap();
        Self {
            answer: Answer { status: status.unwrap(), headers, text },
            cookies: cookies.iter().map(|cookie| cookie.as_str().unwrap().to_owned()).collect(),
        }
    }

    /// The cookies as a browser sends them back.
    pub(crate) fn jar(&self) -> Vec<String> {
        self.cookies.iter().map(|cookie| cookie.split(';').next().unwrap().to_owned()).collect()
    }
}
