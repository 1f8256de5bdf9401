//! Sessions: the login, the logout, who is there, and what he may change of himself.

mod answer;
mod apps;
mod cmd;
mod form;
mod login;
mod login_api;
mod login_page;
mod logout;
mod me;
mod proof;
mod sessions;
mod throttle;
mod update_password;
mod update_profile;
mod whoami;

use axum::{
    Router,
    extract::State,
    response::Response,
    routing::{get, post},
};
use http::{HeaderMap, StatusCode, Uri};
use shared::{
    App,
    pages::{Link, MessagePage},
    web::{Failure, accept, answer::message, language, page, routes},
};

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] =
    &["login", "logout", "ping", "frappe.auth.get_logged_user", apps::DELETE_CLIENT];
/// The other paths served here.
pub const PATHS: &[&str] = &[
    "/",
    "/login",
    "/logout",
    "/me",
    sessions::PATH,
    update_password::PATH,
    update_profile::PATH,
    apps::PATH,
];

/// The function's router; it also answers where nothing is.
pub fn router(app: App) -> Router {
    let router = Router::new();
    let router = routes::method(router, "login", &post(login_api::login));
    let router = routes::method(router, "logout", &post(logout::method).get(logout::method));
    let router = routes::method(router, "ping", &get(ping).post(ping));
    let whoami = get(whoami::get_logged_user).post(whoami::get_logged_user);
    let router = routes::method(router, "frappe.auth.get_logged_user", &whoami);
    let router = routes::method(router, apps::DELETE_CLIENT, &post(apps::delete_client))
        .route("/", get(cmd::root).post(cmd::root))
        .route("/login", get(login_page::show).post(login_page::submit))
        .route("/logout", get(me::home).post(logout::page))
        .route("/me", get(me::show))
        .route(sessions::PATH, get(sessions::show).post(sessions::submit))
        .route(update_password::PATH, get(update_password::show).post(update_password::submit))
        .route(update_profile::PATH, get(update_profile::show).post(update_profile::submit))
        .route(apps::PATH, get(apps::show).post(apps::submit))
        .fallback(nowhere);
    routes::finish_pages(router, app)
}

async fn ping() -> Result<Response, Failure> {
    message(&"pong")
}

/// Nothing is here: a page for a browser, Frappe's JSON for a program.
async fn nowhere(
    State(app): State<App>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    if !accept::wants_page(&headers) {
        return Ok(routes::nowhere(&uri));
    }
    let language = language::of(&headers, None);
    let page = MessagePage {
        title: language.say("nowhere.title"),
        text: language.say("nowhere.text"),
        detail: None,
        link: Some(Link { href: "/me".to_owned(), label: language.say("nowhere.link") }),
    };
    page::render(&app, language, StatusCode::NOT_FOUND, &page)
}
