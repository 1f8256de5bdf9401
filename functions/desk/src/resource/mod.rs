//! Frappe's resource API for programs: `/api/resource/<DocType>[/<name>]`.

pub(crate) mod refusal;

use axum::{Router, response::Response, routing::get};
use shared::{App, web::Failure};

use crate::guard::Program;

/// The routes of the API.
pub(crate) fn router() -> Router<App> {
    Router::new().route("/api/resource/{*rest}", get(nothing).post(nothing))
}

async fn nothing(_program: Program) -> Result<Response, Failure> {
    Ok(refusal::not_permitted())
}
