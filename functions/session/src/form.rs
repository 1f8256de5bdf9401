//! What the forms of a session have in common: their token, and the answer to one without.

use axum::response::Response;
use http::StatusCode;
use shared::{
    App,
    pages::{Language, Link, MessagePage},
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

/// Tells that the form was not one of this session's, and by the key of a sentence what did not
/// happen.
pub(crate) fn expired(
    app: &App,
    language: Language,
    path: &str,
    nothing: &str,
) -> Result<Response, Failure> {
    let page = MessagePage {
        title: language.say("expired.title"),
        text: language.say_with("expired.text", &[("nothing", &language.say(nothing))]),
        detail: None,
        link: Some(Link { href: path.to_owned(), label: language.say("expired.link") }),
    };
    page::render(app, language, StatusCode::BAD_REQUEST, &page)
}

/// The value of a field; empty if it is absent, or came twice.
pub(crate) fn value<'a>(params: &'a Params, name: &str) -> &'a str {
    params.get(name).ok().flatten().unwrap_or_default()
}
