//! The desk: where System Managers keep clients, users and settings, by pages under `/app` and, for
//! programs, by Frappe's resource API.

mod guard;
mod resource;
mod social_login_key;

use axum::{Router, response::Response, routing::get};
use http::StatusCode;
use shared::{
    App,
    pages::{Link, MessagePage},
    web::{Failure, page, routes},
};

use guard::Admitted;

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] = &[];
/// The other paths served here, as API Gateway writes what begins with them.
pub const PATHS: &[&str] = &["/app", "/app/{proxy+}", "/api/resource/{proxy+}"];

/// The function's router.
pub fn router(app: App) -> Router {
    let pages = Router::new()
        .route("/app/social-login-key/frappe", get(social_login_key::show))
        .route("/app/{*rest}", get(nowhere).post(nowhere));
    routes::finish_pages(pages.merge(resource::router()), app)
}

/// There is no such page on the desk.
async fn nowhere(admitted: Admitted) -> Result<Response, Failure> {
    let page = MessagePage {
        title: "There is nothing here".to_owned(),
        text: "The address may be mistyped, or what it showed may have been deleted.".to_owned(),
        detail: None,
        link: Some(Link { href: "/app".to_owned(), label: "Go to the desk".to_owned() }),
    };
    page::render(&admitted.app, StatusCode::NOT_FOUND, &page)
}
