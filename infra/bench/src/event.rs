//! Events as API Gateway makes them of requests to an HTTP API (payload format 2.0).

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use url::form_urlencoded::{Serializer, parse};

/// An event that grows.
#[derive(Clone, Debug)]
pub(crate) struct Event(Value);

impl Event {
    /// A request for a path with its query.
    pub(crate) fn new(method: &str, target: &str) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let parameters: Map<String, Value> = parse(query.as_bytes())
            .map(|(name, value)| (name.into_owned(), value.into_owned().into()))
            .collect();
        Self(json!({
            "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
            "queryStringParameters": parameters,
            "cookies": [],
            "headers": {
                "accept": "*/*", "accept-encoding": "gzip, deflate, br", "host": "id.example.com",
                "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0",
                "x-amzn-trace-id": "Root=1-5e6722a7-cc56xmpl46db7ae02d4da47e",
                "x-forwarded-for": "192.0.2.1", "x-forwarded-port": "443",
                "x-forwarded-proto": "https",
            },
            "requestContext": {
                "accountId": "123456789012", "apiId": "api", "domainName": "id.example.com",
                "domainPrefix": "id",
                "http": {
                    "method": method, "path": path, "protocol": "HTTP/1.1",
                    "sourceIp": "192.0.2.1", "userAgent": "Mozilla/5.0",
                },
                "requestId": "JKJaXmPLvHcESHA=", "routeKey": "$default", "stage": "$default",
                "time": "10/Mar/2026:05:16:23 +0000", "timeEpoch": 1_773_119_783_000_i64,
            },
            "isBase64Encoded": false,
        }))
    }

    /// With a form, in base64: API Gateway takes no form for text.
    pub(crate) fn form(self, pairs: &[(&str, &str)]) -> Self {
        let form = Serializer::new(String::new()).extend_pairs(pairs).finish();
        let encoded = STANDARD.encode(form).into();
        let event = self.with("body", encoded).with("isBase64Encoded", true.into());
        event.header("content-type", "application/x-www-form-urlencoded")
    }

    /// With cookies, which come as a list and not as a header.
    pub(crate) fn cookies(self, cookies: &[String]) -> Self {
        self.with("cookies", cookies.into())
    }

    /// With a header.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        if let Some(headers) = self.0.get_mut("headers").and_then(Value::as_object_mut) {
            headers.insert(name.to_owned(), value.into());
        }
        self
    }

    /// With a client's credentials by Basic.
    pub(crate) fn basic(self, id: &str, secret: &str) -> Self {
        let credentials = STANDARD.encode(format!("{id}:{secret}"));
        self.header("authorization", &format!("Basic {credentials}"))
    }

    /// The event itself.
    pub(crate) fn into_json(self) -> Value {
        self.0
    }

    fn with(mut self, name: &str, value: Value) -> Self {
        if let Some(event) = self.0.as_object_mut() {
            event.insert(name.to_owned(), value);
        }
        self
    }
}
