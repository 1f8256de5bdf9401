//! The API's refusals, in Frappe's shape.
//!
//! Frappe's client library takes an answer for a success unless it has `exc`, which there is a
//! traceback; here it names the exception and nothing of the inside.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

/// A refusal: `exception`, `exc_type`, `exc` and `_server_messages`.
pub(crate) fn refuse(status: StatusCode, exc_type: &str, words: &str) -> Response {
    let exception = format!("frappe.exceptions.{exc_type}: {words}");
    let message = json!({ "message": words, "indicator": "red" }).to_string();
    let body = json!({
        "exception": exception,
        "exc_type": exc_type,
        "exc": json!([exception]).to_string(),
        "_server_messages": json!([message]).to_string(),
    });
    (status, axum::Json(body)).into_response()
}

/// Who shows nothing may do nothing.
pub(crate) fn guest() -> Response {
    refuse(StatusCode::FORBIDDEN, "PermissionError", "Not permitted: log in or send a token")
}

/// Who is no System Manager may do nothing.
pub(crate) fn not_permitted() -> Response {
    refuse(StatusCode::FORBIDDEN, "PermissionError", "Not permitted")
}

/// A change by a cookie that any page could have sent. The words are Frappe's.
pub(crate) fn csrf() -> Response {
    refuse(StatusCode::BAD_REQUEST, "CSRFTokenError", "Invalid Request")
}
