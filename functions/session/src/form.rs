//! What the forms of a session have in common: their token, and the answer to one without.

use axum::response::Response;
use http::StatusCode;
use shared::{
    App,
    pages::{Link, MessagePage},
    protocol::params::Params,
    web::{
        Failure, Incoming, page,
        same_site::{self, CSRF_HEADER},
        session::Current,
    },
};

/// Whether the request comes from a page that we showed in this session. Without this a foreign
/// page acts in its visitor's name.
pub(crate) fn is_ours(incoming: &Incoming, form: &Params, current: &Current, issuer: &str) -> bool {
    let header = incoming.headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok());
    let sent = header.unwrap_or_else(|| value(form, "csrf_token"));
    same_site::is_our_form(&current.held.token, sent, &incoming.headers, issuer)
}

/// Tells that the form was not one of this session's, and what did not happen.
pub(crate) fn expired(app: &App, path: &str, nothing: &str) -> Result<Response, Failure> {
    let page = MessagePage {
        title: "This page has expired".to_owned(),
        text: format!("You have logged in or out since it was shown. {nothing}"),
        detail: None,
        link: Some(Link { href: path.to_owned(), label: "Show it again".to_owned() }),
    };
    page::render(app, StatusCode::BAD_REQUEST, &page)
}

/// The value of a field; empty if it is absent, or came twice.
pub(crate) fn value<'a>(params: &'a Params, name: &str) -> &'a str {
    params.get(name).ok().flatten().unwrap_or_default()
}
