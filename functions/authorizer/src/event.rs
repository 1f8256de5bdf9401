//! API Gateway's events and the answers that it takes
//! ([HTTP APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html),
//! [REST APIs](https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html)).

use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use serde_json::{Value, json};
use shared::{
    secret::Secret,
    web::credentials::{self, Authorization},
};

use crate::{Decision, Route};

/// A call of the API that is protected.
#[derive(Debug)]
pub struct Call {
    /// How the answer is written.
    pub form: Form,
    /// What is called.
    pub route: Route,
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
    /// Nobody whom an answer would reach, or a call that no policy can name.
    Error,
}

impl Call {
    /// Reads an event; what is missing in it lets nobody through.
    pub fn read(event: &Value) -> Self {
        let text = |path: &str| event.pointer(path).and_then(Value::as_str).unwrap_or_default();
        let headers = headers(event).unwrap_or_default();
        if text("/version") == "2.0" {
            return Self { form: Form::Simple, route: named(text("/routeKey")), headers };
        }
        let arn = text("/methodArn");
        let form = if is_literal(arn) { Form::Policy(arn.to_owned()) } else { Form::Error };
        let route = match (text("/type"), text("/httpMethod"), text("/resource")) {
            ("TOKEN", _, _) => called(arn),
            // What an HTTP API without a better route calls the rest, in payload format 1.0.
            (_, _, "$default") => named("$default"),
            (_, "", _) | (_, _, "") => Route::Unknown,
            (_, method, resource) => Route::Named(format!("{method} {resource}")),
        };
        Self { form, route, headers }
    }

    /// The bearer token, if there is exactly one.
    pub fn token(&self) -> Option<Secret> {
        match credentials::read(&self.headers) {
            Authorization::Bearer(token) => Some(token),
            Authorization::None | Authorization::Basic(_) | Authorization::Malformed => None,
        }
    }
}

fn named(key: &str) -> Route {
    if key.is_empty() { Route::Unknown } else { Route::Named(key.to_owned()) }
}

/// From `arn:aws:execute-api:REGION:ACCOUNT:API/STAGE/METHOD/path`.
fn called(arn: &str) -> Route {
    let mut parts = arn.splitn(4, '/').skip(2);
    match (parts.next(), parts.next()) {
        (Some(method), Some(path)) if !method.is_empty() => {
            Route::Called { method: method.to_owned(), path: format!("/{path}") }
        }
        _ => Route::Unknown,
    }
}

/// Whether a policy about this ARN is about nothing else. `GET /*` is a call like any other to
/// a route `GET /{proxy+}`, but its policy, kept for the token, would be one for all paths.
fn is_literal(arn: &str) -> bool {
    arn.starts_with("arn:") && !arn.contains(['*', '?']) && !arn.contains("${")
}

/// The `Authorization` headers of an event, wherever its format has them; `None` if it cannot be
/// said what they are.
fn headers(event: &Value) -> Option<HeaderMap> {
    let mut found: Vec<&str> = Vec::new();
    let of = |name: &str| event.get(name).and_then(Value::as_object).into_iter().flatten();
    for (name, values) in of("multiValueHeaders") {
        if name.eq_ignore_ascii_case("authorization") {
            for value in values.as_array()? {
                found.push(value.as_str()?);
            }
        }
    }
    if found.is_empty() {
        let single = of("headers").filter(|(name, _)| name.eq_ignore_ascii_case("authorization"));
        found.extend(single.filter_map(|(_, value)| value.as_str()));
    }
    let identity = identity_source(event);
    if found.is_empty() {
        let is_bearer =
            |text: &&str| text.get(..7).is_some_and(|s| s.eq_ignore_ascii_case("bearer "));
        found.extend(identity.iter().copied().filter(is_bearer));
    } else if !identity.is_empty() && !found.iter().all(|text| identity.contains(&text.trim())) {
        // The answer would be kept under something else than the token that it is about, and who
        // sends that something next needs no token at all.
        return None;
    }
    if found.is_empty() {
        found.extend(event.get("authorizationToken").and_then(Value::as_str));
    }
    let header = |text| Some((AUTHORIZATION, HeaderValue::from_str(text).ok()?));
    found.into_iter().map(header).collect()
}

/// The values under which API Gateway keeps the answer: a list, or a text with commas in payload
/// format 1.0.
fn identity_source(event: &Value) -> Vec<&str> {
    match event.get("identitySource") {
        Some(Value::Array(values)) => {
            values.iter().filter_map(Value::as_str).map(str::trim).collect()
        }
        Some(Value::String(text)) => text.split(',').map(str::trim).collect(),
        _ => Vec::new(),
    }
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
            (Self::Policy(_), Decision::Unauthorized) | (Self::Error, _) => None,
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
