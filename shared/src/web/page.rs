//! Pages as answers.

use axum::response::{IntoResponse, Response};
use http::{
    HeaderValue, StatusCode,
    header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE},
};

use super::Failure;
use crate::{
    app::{App, AppError},
    pages::{Page, content_security_policy},
};

/// A page with its policy: no script, no frame, no style but our own.
///
/// # Errors
///
/// When the template does not render, which a test rules out.
pub fn render<P: Page>(app: &App, status: StatusCode, page: &P) -> Result<Response, Failure> {
    let html = app.pages()?.render(page)?;
    let policy = HeaderValue::from_str(&content_security_policy())
        .map_err(|_| AppError::Internal("the content security policy is no header".to_owned()))?;
    let html_type = HeaderValue::from_static("text/html; charset=utf-8");
    let headers = [(CONTENT_TYPE, html_type), (CONTENT_SECURITY_POLICY, policy)];
    Ok((status, headers, html).into_response())
}
