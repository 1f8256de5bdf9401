//! The API's refusals, in Frappe's shape.
//!
//! Frappe's client library takes an answer for a success unless it has `exc`, which there is a
//! traceback; here it names the exception and nothing of the inside.

use axum::response::{IntoResponse, Response};
use http::{
    StatusCode,
    header::{RETRY_AFTER, WWW_AUTHENTICATE},
};
use serde_json::json;
use shared::{
    admin::AdminError,
    app::AppError,
    protocol::params::ParamsError,
    store::StoreError,
    web::{Failure, failure::OurFault},
};
use thiserror::Error;

use super::query::QueryError;

/// Why a program did not get what it asked for.
#[derive(Debug, Error)]
pub(crate) enum Refused {
    /// There is no such doctype here.
    #[error("DocType {0} not found")]
    NoDoctype(String),
    /// What was to be done was not.
    #[error(transparent)]
    Admin(#[from] AdminError),
    /// A list cannot be had in this way.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// What was sent cannot be read.
    #[error(transparent)]
    Params(#[from] ParamsError),
    /// A value that is needed was not sent.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// No document is such.
    #[error("No {0} is such")]
    NoneSuch(&'static str),
    /// A value that was sent is not what it should be.
    #[error("{0}")]
    Value(&'static str),
}

impl From<AppError> for Refused {
    fn from(error: AppError) -> Self {
        Self::Admin(error.into())
    }
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Admin(error.into())
    }
}

impl Refused {
    /// Frappe's exception and its status.
    pub(crate) fn exception(&self) -> (StatusCode, &'static str) {
        const WRONG: StatusCode = StatusCode::EXPECTATION_FAILED;
        match self {
            Self::NoDoctype(_) | Self::NoneSuch(_) | Self::Admin(AdminError::NoSuch { .. }) => {
                (StatusCode::NOT_FOUND, "DoesNotExistError")
            }
            Self::Admin(AdminError::Exists { .. }) => (StatusCode::CONFLICT, "DuplicateEntryError"),
            Self::Admin(AdminError::Modified) => (WRONG, "TimestampMismatchError"),
            Self::Admin(AdminError::Forbidden(_)) => (StatusCode::FORBIDDEN, "PermissionError"),
            Self::Admin(AdminError::Document(error)) if error.is_of_what_is_missing() => {
                (WRONG, "MandatoryError")
            }
            Self::Missing(_) => (WRONG, "MandatoryError"),
            Self::Query(QueryError::Column { .. }) => (WRONG, "DataError"),
            Self::Admin(AdminError::Document(_))
            | Self::Query(_)
            | Self::Params(_)
            | Self::Value(_) => (WRONG, "ValidationError"),
            Self::Admin(AdminError::App(_)) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError")
            }
        }
    }

    /// The answer.
    pub(crate) fn into_answer(self) -> Response {
        if let Self::Admin(AdminError::App(error)) = self {
            return Failure::from(error).into_response();
        }
        let (status, exc_type) = self.exception();
        refuse(status, exc_type, &self.to_string())
    }
}

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

/// The refusal of credentials that prove nobody, with its challenge.
pub(crate) fn unproven(refusal: &Response) -> Response {
    let words = "The API key or access token is invalid, expired or revoked.";
    instead_of(refusal, "AuthenticationError", words)
}

/// The refusal of a token without the scope, with its challenge.
pub(crate) fn without_scope(refusal: &Response) -> Response {
    instead_of(refusal, "PermissionError", "The access token is not good for this.")
}

/// Tells of a fault of ours what a client takes for a failure: without `exc` it would go on as if a
/// document had been written.
pub(crate) async fn tell_faults(response: Response) -> Response {
    if response.extensions().get::<OurFault>().is_none() {
        return response;
    }
    let (exc_type, words) = match response.status() {
        StatusCode::SERVICE_UNAVAILABLE => {
            ("SessionStopped", "The server is busy. Try again in a moment.")
        }
        _ => ("InternalServerError", "The server could not answer. Its log says why."),
    };
    let mut told = instead_of(&response, exc_type, words);
    told.extensions_mut().insert(OurFault);
    told
}

/// An answer of another part in this one's shape.
fn instead_of(response: &Response, exc_type: &str, words: &str) -> Response {
    let mut refusal = refuse(response.status(), exc_type, words);
    for name in [WWW_AUTHENTICATE, RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            refusal.headers_mut().insert(name, value.clone());
        }
    }
    refusal
}
