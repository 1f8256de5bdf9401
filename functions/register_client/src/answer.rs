//! What an app reads of its registration, and of what is wrong with it.

use std::time::Duration;

use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde_json::json;
use shared::{
    protocol::{
        client::Client,
        error::ErrorCode,
        registration::{
            RegistrationError,
            information::{self, Shown},
        },
    },
    secret::Secret,
    web::{Failure, answer, routes},
};

use crate::METHODS;

/// A client as it stands, with a secret if it was made just now.
pub(crate) fn tell(
    status: StatusCode,
    issuer: &str,
    client: &Client,
    (secret, access_token): (Option<&Secret>, &Secret),
) -> Result<Response, Failure> {
    let [method, ..] = METHODS.first().copied().map(routes::paths).unwrap_or_default();
    let uri = &format!("{issuer}{method}/{}", client.client_id);
    answer::json(status, &information::write(client, Shown { secret, access_token, uri }))
}

/// What is wrong with a registration.
pub(crate) fn refuse(error: &RegistrationError) -> Response {
    refusal(StatusCode::BAD_REQUEST, error.code.as_str(), &error.words)
}

/// The refusal of who has to prove himself first.
pub(crate) fn challenge(words: &str, scheme: &'static str) -> Response {
    let refusal = refusal(StatusCode::UNAUTHORIZED, ErrorCode::InvalidToken.as_str(), words);
    ([(WWW_AUTHENTICATE, HeaderValue::from_static(scheme))], refusal).into_response()
}

/// Too many registrations. RFC 7591 has no word for it; this one of RFC 6749 says what to do, and
/// libraries know it.
pub(crate) fn wait(words: &str, wait: Duration) -> Response {
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    let words = format!("{words} Try again in {seconds} seconds.");
    let code = ErrorCode::TemporarilyUnavailable.as_str();
    let refusal = refusal(StatusCode::TOO_MANY_REQUESTS, code, &words);
    ([(RETRY_AFTER, HeaderValue::from(seconds))], refusal).into_response()
}

fn refusal(status: StatusCode, error: &str, words: &str) -> Response {
    (status, axum::Json(json!({ "error": error, "error_description": words }))).into_response()
}
