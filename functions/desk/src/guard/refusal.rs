//! What somebody is told who is not let in to a page, or not with this form.

use axum::response::Response;
use http::{HeaderMap, StatusCode};
use shared::{
    App,
    pages::{Language, Link, MessagePage},
    protocol::params::ParamsError,
    web::{Failure, Incoming, accept, failure::exception, page},
};

/// Frappe's refusal: a page for a browser, JSON for a program.
pub(super) fn not_permitted(app: &App, headers: &HeaderMap) -> Result<Response, Failure> {
    if !accept::wants_page(headers) {
        let words = "Not permitted";
        return Ok(exception(StatusCode::FORBIDDEN, "PermissionError", words));
    }
    let page = MessagePage {
        title: "Not permitted".to_owned(),
        text: "This page is for System Managers.".to_owned(),
        detail: None,
        link: Some(Link { href: "/me".to_owned(), label: "Your account".to_owned() }),
    };
    page::render(app, Language::English, StatusCode::FORBIDDEN, &page)
}

/// Something that no form of ours sends, or far too much of it.
pub(super) fn unreadable(
    app: &App,
    incoming: &Incoming,
    error: &ParamsError,
) -> Result<Response, Failure> {
    let page = MessagePage {
        title: "That cannot be read".to_owned(),
        text: format!("{error} Nothing was changed."),
        detail: None,
        link: Some(Link {
            href: incoming.uri.path().to_owned(),
            label: "Show it again".to_owned(),
        }),
    };
    page::render(app, Language::English, StatusCode::BAD_REQUEST, &page)
}

/// A form of another session, or of another site.
pub(super) fn expired(app: &App, incoming: &Incoming) -> Result<Response, Failure> {
    let page = MessagePage {
        title: "This page has expired".to_owned(),
        text: "You have logged in or out since it was shown. Nothing was changed.".to_owned(),
        detail: None,
        link: Some(Link {
            href: incoming.uri.path().to_owned(),
            label: "Show it again".to_owned(),
        }),
    };
    page::render(app, Language::English, StatusCode::BAD_REQUEST, &page)
}
