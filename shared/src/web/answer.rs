//! Answers as Frappe writes them: compact JSON in ASCII, and redirects.

use std::fmt::Write;

use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_TYPE, LOCATION},
};
use serde::Serialize;

use super::Failure;
use crate::{app::AppError, protocol::params::encode, secret::Secret};

/// A JSON answer.
///
/// # Errors
///
/// When it cannot be serialised: never, for what we answer.
pub fn json(status: StatusCode, body: &impl Serialize) -> Result<Response, Failure> {
    let text = serde_json::to_string(body).map_err(AppError::internal)?;
    Ok((status, [(CONTENT_TYPE, "application/json")], ascii(&text)).into_response())
}

/// A signed answer.
pub fn jwt(signed: &Secret) -> Response {
    ([(CONTENT_TYPE, "application/jwt")], signed.expose().to_owned()).into_response()
}

/// The answer of an ordinary method: `{"message": ...}`.
///
/// # Errors
///
/// As [`json`].
pub fn message(message: &impl Serialize) -> Result<Response, Failure> {
    json(StatusCode::OK, &serde_json::json!({ "message": message }))
}

/// A redirect to a place that has been judged: a registered URI with its answer, or a path of this
/// server.
///
/// # Errors
///
/// When it is no header's value, which the judging rules out.
pub fn redirect(status: StatusCode, location: &str) -> Result<Response, Failure> {
    let location = HeaderValue::from_str(location)
        .map_err(|_| AppError::Internal("a redirect to no header value".to_owned()))?;
    Ok((status, [(LOCATION, location)]).into_response())
}

/// The login page that leads back to a place on this server.
pub fn login_location(redirect_to: &str) -> String {
    format!("/login?redirect-to={}", encode(redirect_to))
}

/// Escapes what is not ASCII, as Python's JSON does. Inside JSON it can only stand in strings.
fn ascii(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii() {
            text.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                // Writing into a String cannot fail.
                let _ = write!(text, "\\u{unit:04x}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_ascii_and_means_the_same() {
        let json = r#"{"name":"Erín 🙂"}"#;
        assert_eq!(ascii(json), r#"{"name":"Er\u00edn \ud83d\ude42"}"#);
        let back: serde_json::Value = serde_json::from_str(&ascii(json)).unwrap();
        assert_eq!(back, serde_json::from_str::<serde_json::Value>(json).unwrap());
    }
}
