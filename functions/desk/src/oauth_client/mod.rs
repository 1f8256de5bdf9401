//! `/app/oauth-client`: which apps may log people in.

mod acts;
mod edit;
mod form;
mod list;

use axum::{Router, routing::get};
use shared::App;

use crate::grants;

/// The list.
const PATH: &str = "/app/oauth-client";

/// The pages of clients.
pub(crate) fn router() -> Router<App> {
    Router::new()
        .route(PATH, get(list::show))
        .route("/app/oauth-client/new", get(edit::blank).post(edit::create))
        .route("/app/oauth-client/{*name}", get(edit::show).post(acts::act))
}

/// The page of a client.
pub(crate) fn path(client_id: &str) -> String {
    grants::path(PATH, client_id)
}
