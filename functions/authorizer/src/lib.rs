//! An API Gateway Lambda authorizer: any other API accepts our bearer tokens by naming it.
//!
//! It answers HTTP APIs (payload format 2.0, simple responses) and REST APIs (an IAM policy that
//! names only what was called). Which scope a route asks for stands in `REQUIRED_SCOPES`.

mod decision;
mod event;
mod routes;

use lambda_http::{LambdaEvent, lambda_runtime::Diagnostic};
use serde_json::Value;
use shared::{
    App,
    web::{Failure, bearer},
};
use thiserror::Error;

pub use decision::{Decision, decide};
pub use event::{Call, Form};
pub use routes::{Route, required};

/// The methods served here: none, it has no path.
pub const METHODS: &[&str] = &[];
/// The paths served here: none.
pub const PATHS: &[&str] = &[];

/// What API Gateway is told instead of an answer.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum AuthorizerError {
    /// A REST API answers 401 to exactly this word.
    #[error("Unauthorized")]
    Unauthorized,
    /// API Gateway answers 500, and nobody gets through.
    #[error("the token could not be checked")]
    Failed,
}

impl From<AuthorizerError> for Diagnostic {
    fn from(error: AuthorizerError) -> Self {
        Self { error_type: "AuthorizerError".to_owned(), error_message: error.to_string() }
    }
}

/// Answers an event.
///
/// # Errors
///
/// [`AuthorizerError::Unauthorized`] where a REST API wants that for 401, and
/// [`AuthorizerError::Failed`] when the store cannot be asked: nobody is let through unchecked.
pub async fn answer(app: &App, event: LambdaEvent<Value>) -> Result<Value, AuthorizerError> {
    let call = Call::read(&event.payload);
    let bearer = match call.token() {
        Some(token) => bearer::load(app, &token).await.map_err(|failure| failed(&failure))?,
        None => None,
    };
    let decision = decide(&call.route, bearer.as_ref(), app.config());
    call.form.render(&decision).ok_or(AuthorizerError::Unauthorized)
}

fn failed(failure: &Failure) -> AuthorizerError {
    tracing::error!(error.cause = ?failure, "a token could not be checked");
    AuthorizerError::Failed
}
