//! Events of an HTTP API (payload format 2.0) and the answers to them.

use std::net::IpAddr;

use axum::{
    body::Body,
    http::{StatusCode, request::Parts},
    response::Response,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::header::{CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
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

    /// What API Gateway makes of a request that `peer` has sent, on the route that it has found
    /// by the decoded path.
    pub(crate) fn of(head: &Parts, body: &[u8], peer: IpAddr, path: &str, route: &str) -> Self {
        let query = head.uri.query().unwrap_or_default();
        let mut event = Self::new(head.method.as_str(), &format!("{path}?{query}"));
        event.0["rawPath"] = path.into();
        event = event.sent_from(&peer.to_string());
        event.0["routeKey"] = route.into();
        let context = &mut event.0["requestContext"];
        context["routeKey"] = route.into();
        context["http"]["path"] = path.into();
        context["http"]["userAgent"] = text_of(&head.headers, "user-agent").into();
        context["domainName"] = text_of(&head.headers, "host").into();
        event = event.header("x-forwarded-for", &peer.to_string());
        for name in head.headers.keys().filter(|name| **name != COOKIE) {
            let sent = text_of(&head.headers, name.as_str());
            let is_passed_on = name.as_str() == "x-forwarded-for";
            let all = if is_passed_on { format!("{sent}, {peer}") } else { sent };
            event = event.header(name.as_str(), &all);
        }
        let cookies = head.headers.get_all(COOKIE);
        let cookies = cookies.iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
        let cookies: Vec<String> = cookies
            .flat_map(|line| line.split(';').map(|one| one.trim().to_owned()).collect::<Vec<_>>())
            .filter(|one| !one.is_empty())
            .collect();
        if !cookies.is_empty() {
            event = event.cookies(&cookies);
        }
        if body.is_empty() { event } else { event.body(body, is_text(&head.headers)) }
    }

    /// With a body.
    fn body(mut self, body: &[u8], is_text: bool) -> Self {
        let text = || String::from_utf8_lossy(body).into_owned();
        self.0["body"] = if is_text { text() } else { STANDARD.encode(body) }.into();
        self.0["isBase64Encoded"] = (!is_text).into();
        self
    }

    /// With a form, in base64: API Gateway takes no form for text.
    pub(crate) fn form(self, pairs: &[(&str, &str)]) -> Self {
        let plain = self.plain_form(pairs);
        let body = plain.0["body"].as_str().unwrap().to_owned();
        plain.body(body.as_bytes(), false)
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

/// A header as API Gateway gives it: of several with one name, all in one line.
fn text_of(headers: &HeaderMap, name: &str) -> String {
    let values = headers.get_all(name).iter();
    let values = values.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    values.collect::<Vec<_>>().join(",")
}

/// Whether API Gateway takes a body for text. A form is none, and nor is what has no type.
fn is_text(headers: &HeaderMap) -> bool {
    let kind = text_of(headers, CONTENT_TYPE.as_str()).to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim().to_owned();
    let named = ["application/json", "application/javascript", "application/xml"];
    kind.starts_with("text/") || named.contains(&kind.as_str())
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

    /// As API Gateway passes it on.
    pub(crate) fn into_response(self) -> Response {
        let Self { answer, cookies } = self;
        let mut response = Response::new(Body::from(answer.text));
        *response.status_mut() = StatusCode::from_u16(answer.status).unwrap();
        *response.headers_mut() = answer.headers;
        for cookie in cookies {
            response.headers_mut().append("set-cookie", HeaderValue::from_str(&cookie).unwrap());
        }
        response
    }

    /// The cookies as a browser sends them back.
    pub(crate) fn jar(&self) -> Vec<String> {
        self.cookies.iter().map(|cookie| cookie.split(';').next().unwrap().to_owned()).collect()
    }
}
