//! API Gateway's events and the answers that it takes
//! ([HTTP APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html),
//! [REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html)).

use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use serde_json::{Value, json};
use shared::{
    secret::Secret,
    web::credentials::{self, Authorization},
};

use crate::Decision;

/// A call of the API that is protected.
#[derive(Debug)]
pub struct Call {
    /// How the answer is written.
    pub form: Form,
    /// `GET` and the like.
    pub method: String,
    /// The route's path as it was configured (`/orders/{id}`); for a REST API's TOKEN authorizer,
    /// which is not told, the path that was called.
    pub path: String,
    headers: HeaderMap,
}

/// How the answer is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Form {
    /// `{"isAuthorized": ...}`.
    Simple,
    /// An IAM policy about this ARN: the call's own, and nothing wider. API Gateway caches the
    /// policy by token, and a wider one would let the token through to other routes.
    Policy(String),
}

impl Call {
    /// Reads an event; what is missing in it is empty, and lets nobody through.
    pub fn read(event: &Value) -> Self {
        let text = |path: &str| event.pointer(path).and_then(Value::as_str).unwrap_or_default();
        let headers = headers(event);
        if text("/version") == "2.0" {
            let (method, path) =
                text("/routeKey").split_once(' ').unwrap_or_else(|| (text("/routeKey"), ""));
            let (method, path) = (method.to_owned(), path.to_owned());
            return Self { form: Form::Simple, method, path, headers };
        }
        let arn = text("/methodArn").to_owned();
        // arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/path
        let mut parts = arn.splitn(4, '/').skip(2);
        let called = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let (method, path) = match (text("/httpMethod"), text("/resource")) {
            ("", _) | (_, "") => (called.0.to_owned(), format!("/{}", called.1)),
            (method, resource) => (method.to_owned(), resource.to_owned()),
        };
        Self { form: Form::Policy(arn), method, path, headers }
    }

    /// The bearer token, if there is exactly one.
    pub fn token(&self) -> Option<Secret> {
        match credentials::read(&self.headers) {
            Authorization::Bearer(token) => Some(token),
            Authorization::None | Authorization::Basic(_) | Authorization::Malformed => None,
        }
    }
}

/// The `Authorization` headers of an event, wherever its format has them.
fn headers(event: &Value) -> HeaderMap {
    let mut found: Vec<&str> = Vec::new();
    let of = |name: &str| event.get(name).and_then(Value::as_object).into_iter().flatten();
    for (name, value) in of("multiValueHeaders") {
        if name.eq_ignore_ascii_case("authorization") {
            found.extend(value.as_array().into_iter().flatten().filter_map(Value::as_str));
        }
    }
    if found.is_empty() {
        let single = of("headers").filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        found.extend(single.filter_map(|(_, value)| value.as_str()));
    }
    if found.is_empty() {
        found.extend(event.get("authorizationToken").and_then(Value::as_str));
    }
    let values = found.into_iter().filter_map(|text| HeaderValue::from_str(text).ok());
    values.map(|value| (AUTHORIZATION, value)).collect()
}

impl Form {
    /// Writes a decision; `None` where API Gateway wants an error instead of an answer.
    pub fn render(&self, decision: &Decision) -> Option<Value> {
        match (self, decision) {
            (Self::Simple, Decision::Allow(context)) => {
                Some(json!({ "isAuthorized": true, "context": context }))
            }
            (Self::Simple, Decision::Unauthorized | Decision::Forbidden) => {
                Some(json!({ "isAuthorized": false }))
            }
            (Self::Policy(arn), Decision::Allow(context)) => {
                let policy = policy("Allow", arn);
                let user = &context.user;
                Some(json!({ "principalId": user, "policyDocument": policy, "context": context }))
            }
            (Self::Policy(arn), Decision::Forbidden) => {
                Some(json!({ "principalId": "refused", "policyDocument": policy("Deny", arn) }))
            }
            (Self::Policy(_), Decision::Unauthorized) => None,
        }
    }
}

fn policy(effect: &str, arn: &str) -> Value {
    let statement = json!({ "Action": "execute-api:Invoke", "Effect": effect, "Resource": arn });
    json!({ "Version": "2012-10-17", "Statement": [statement] })
}

#[cfg(test)]
#[path = "event_tests.rs"]
mod tests;
