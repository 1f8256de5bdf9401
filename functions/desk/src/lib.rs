//! The desk: where System Managers keep clients, users and settings, by pages under `/app` and, for
//! programs, by Frappe's resource API.

mod answer;
mod client_methods;
mod form;
mod grants;
mod guard;
mod listing;
mod oauth_client;
mod oauth_settings;
mod overview;
mod pages;
mod provider_settings;
mod resource;
mod shown;
mod social_login_key;
mod user;

use axum::{
    Router,
    middleware::{from_fn_with_state, map_response},
    response::Response,
    routing::get,
};
use http::StatusCode;
use shared::{
    App,
    pages::{Link, MessagePage},
    web::{Failure, resource_metadata, routes},
};

use guard::Admitted;

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] = &client_methods::METHODS;
/// The other paths served here, as API Gateway writes what begins with them.
pub const PATHS: &[&str] =
    &["/app", "/app/{proxy+}", "/api/resource/{proxy+}", "/api/v1/resource/{proxy+}"];

/// The function's router.
pub fn router(app: App) -> Router {
    let pages = Router::new()
        .route(overview::PATH, get(overview::show).post(overview::recount))
        .route(oauth_settings::PATH, get(oauth_settings::show).post(oauth_settings::act))
        .route(provider_settings::PATH, get(provider_settings::show).post(provider_settings::save))
        .route(social_login_key::PATH, get(social_login_key::show).post(social_login_key::save))
        .route("/app/{*rest}", get(nowhere).post(nowhere))
        .merge(oauth_client::router())
        .merge(user::router())
        .layer(from_fn_with_state(app.clone(), guard::let_managers_in));
    let programs = resource::router()
        .merge(client_methods::router())
        .layer(from_fn_with_state(app.clone(), guard::let_programs_in))
        .layer(map_response(resource_metadata::ask))
        .layer(map_response(resource::refusal::tell_faults));
    routes::finish_pages(pages.merge(programs), app)
}

/// There is no such page on the desk.
async fn nowhere(admitted: Admitted) -> Result<Response, Failure> {
    let page = MessagePage {
        title: "There is nothing here".to_owned(),
        text: "The address may be mistyped, or what it showed may have been deleted.".to_owned(),
        detail: None,
        link: Some(Link { href: "/app".to_owned(), label: "Go to the desk".to_owned() }),
    };
    admitted.show(StatusCode::NOT_FOUND, &page)
}
