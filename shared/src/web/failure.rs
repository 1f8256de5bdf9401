//! Our own faults: logged with their cause, told without it.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::RETRY_AFTER};

use crate::{
    app::AppError,
    protocol::{authorization::Cause, error::ErrorCode},
    store::StoreError,
};

/// A request that we could not answer, through no fault of its sender.
#[derive(Debug)]
pub struct Failure(AppError);

/// Marks an answer as our fault, so that a browser can be shown a page instead.
#[derive(Clone, Copy, Debug)]
pub struct OurFault;

impl<E: Into<AppError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl Failure {
    fn code(&self) -> ErrorCode {
        match &self.0 {
            AppError::Store(StoreError::Corrupt(_) | StoreError::Refused(_))
            | AppError::Page(_)
            | AppError::Internal(_) => ErrorCode::ServerError,
            AppError::Store(
                StoreError::Throttled(_) | StoreError::Unreachable(_) | StoreError::Busy,
            )
            | AppError::DataKey(_)
            | AppError::Queue(_) => ErrorCode::TemporarilyUnavailable,
        }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        tracing::error!(error.cause = %self.0, "a request failed");
        let code = self.code();
        let will_pass = code == ErrorCode::TemporarilyUnavailable;
        let words = if will_pass {
            "The server is busy. Try again in a moment."
        } else {
            "The server could not answer. Its log says why."
        };
        let mut response = oauth_error(&Cause::new(code, words));
        if will_pass {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("2"));
        }
        response.extensions_mut().insert(OurFault);
        response
    }
}

/// An error in RFC 6749's shape: `{"error", "error_description"}`.
pub fn oauth_error(cause: &Cause) -> Response {
    let body = serde_json::json!({
        "error": cause.code.as_str(),
        "error_description": cause.description,
    });
    with_status(cause.code, &body)
}

/// An error in the shape of Frappe's authorize: `{"description", "status_code", "error"}`.
pub fn frappe_error(cause: &Cause) -> Response {
    let body = serde_json::json!({
        "description": cause.description,
        "status_code": cause.code.status(),
        "error": cause.code.as_str(),
    });
    with_status(cause.code, &body)
}

/// An error in the shape of Frappe's other methods: the exception's name, and a message. The
/// traceback that Frappe adds is left out.
pub fn exception(status: StatusCode, exc_type: &str, message: &str) -> Response {
    let body = serde_json::json!({
        "message": message,
        "exception": format!("frappe.exceptions.{exc_type}"),
        "exc_type": exc_type,
    });
    (status, axum::Json(body)).into_response()
}

fn with_status(code: ErrorCode, body: &serde_json::Value) -> Response {
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, axum::Json(body)).into_response()
}
