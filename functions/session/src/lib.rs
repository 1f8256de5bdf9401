//! Sessions: the login, the logout, and who is there.

mod answer;
mod login;
mod login_api;
mod login_page;
mod logout;
mod me;
mod throttle;
mod whoami;

use axum::{
    Router,
    response::Response,
    routing::{get, post},
};
use http::Uri;
use shared::{
    App,
    web::{Failure, answer::message, routes},
};

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] = &["login", "logout", "ping", "frappe.auth.get_logged_user"];
/// The other paths served here.
pub const PATHS: &[&str] = &["/", "/login", "/logout", "/me", "/app"];

/// The function's router; it also answers where nothing is.
pub fn router(app: App) -> Router {
    let router = Router::new();
    let router = routes::method(router, "login", &post(login_api::login));
    let router = routes::method(router, "logout", &post(logout::method).get(logout::method));
    let router = routes::method(router, "ping", &get(ping).post(ping));
    let whoami = get(whoami::get_logged_user).post(whoami::get_logged_user);
    let router = routes::method(router, "frappe.auth.get_logged_user", &whoami)
        .route("/", get(me::home))
        .route("/app", get(me::home))
        .route("/login", get(login_page::show).post(login_page::submit))
        .route("/logout", get(me::home).post(logout::page))
        .route("/me", get(me::show))
        .fallback(nowhere);
    routes::finish(router, app)
}

async fn ping() -> Result<Response, Failure> {
    message(&"pong")
}

async fn nowhere(uri: Uri) -> Response {
    routes::nowhere(&uri)
}
