//! What every logout ends with: the cookies that go, and the last page.

use axum::response::Response;
use http::{HeaderMap, StatusCode};

use super::{
    Failure,
    cookies::{self, CSRF, FRAPPES, Kind, SID},
    page,
};
use crate::{
    App,
    pages::{Language, Link, MessagePage},
};

/// The cookies of a logout. The browser stays known.
pub fn cookies(issuer: &str) -> HeaderMap {
    let names = [SID, CSRF].into_iter().chain(FRAPPES);
    cookies::set_all(names.map(|name| (name, "", Kind::Gone)), issuer)
}

/// The page of somebody who has logged out and goes nowhere else.
///
/// # Errors
///
/// When the template does not render, which a test rules out.
pub fn page(app: &App, language: Language) -> Result<Response, Failure> {
    let page = MessagePage {
        title: language.say("logged_out.title"),
        text: language.say_with("logged_out.text", &[("page", &language.say("apps.title"))]),
        detail: None,
        link: Some(Link { href: "/login".to_owned(), label: language.say("logged_out.link") }),
    };
    page::render(app, language, StatusCode::OK, &page)
}
