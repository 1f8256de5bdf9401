//! `/app/user`: who can log in, and as what.

mod acts;
mod edit;
mod form;
mod list;

use axum::{Router, routing::get};
use shared::App;

use crate::grants;

/// The list.
const PATH: &str = "/app/user";

/// The pages of users.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route(PATH, get(list::show))
        .route("/app/user/new", get(edit::blank).post(edit::create))
        .route("/app/user/{*name}", get(edit::show).post(acts::act))
}

/// The page of a user.
pub(crate) fn path(name: &str) -> String {
    grants::path(PATH, name)
}
