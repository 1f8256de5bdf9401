//! Refusals: to the client by a redirect, or here, to whoever sits in front of the browser.

use axum::response::Response;
use http::StatusCode;
use shared::{
    App,
    pages::{FormPostPage, Language, MessagePage},
    protocol::{
        authorization::{Cause, Refusal},
        client::Client,
        client_answer::ClientAnswer,
        error::ErrorCode,
    },
    web::{
        Failure, Incoming, accept,
        answer::redirect,
        failure::frappe_error,
        language, page,
        trail::{Event, Trail},
    },
};

use crate::Loaded;

/// A refusal, with the client that it concerns.
pub(crate) struct Refused<'a> {
    pub(crate) client: Option<&'a Client>,
    pub(crate) refusal: Refusal,
}

impl Refused<'_> {
    /// A refusal that is nobody's to be told but the user's.
    pub(crate) fn of(cause: Cause) -> Self {
        Self { client: None, refusal: Refusal::Here(cause) }
    }
}

/// Answers with a refusal.
pub(crate) fn refuse(
    app: &App,
    incoming: &Incoming,
    loaded: &Loaded,
    refused: &Refused<'_>,
) -> Result<Response, Failure> {
    let trail = Trail::of(Event::Authorization, incoming);
    let trail = trail.actor(loaded.current.as_ref().map(|current| &current.user));
    let trail = refused.client.map_or(trail, |client| trail.client(&client.client_id));
    let (Refusal::Here(cause) | Refusal::Redirect { cause, .. }) = &refused.refusal;
    trail.refused(cause);
    let language = language_of(incoming, loaded);
    match &refused.refusal {
        Refusal::Here(cause) => tell(app, incoming, language, cause),
        // A Frappe site's callback crashes on `error=`: its users are told here.
        Refusal::Redirect { cause, .. }
            if refused.client.is_some_and(|client| client.is_frappe_site) =>
        {
            tell(app, incoming, language, cause)
        }
        Refusal::Redirect { redirect_uri, mode, state, cause } => {
            let mut answer =
                vec![("error", cause.code.as_str()), ("error_description", &cause.description)];
            answer.extend(state.as_deref().map(|state| ("state", state)));
            // RFC 9207: a client of several servers must know which one answers.
            answer.push(("iss", &loaded.issuer));
            send(app, incoming, loaded, ClientAnswer::to(redirect_uri, *mode, &answer))
        }
    }
}

/// Sends an answer to the client: by a redirect, or by a page whose form goes there.
pub(crate) fn send(
    app: &App,
    incoming: &Incoming,
    loaded: &Loaded,
    answer: ClientAnswer,
) -> Result<Response, Failure> {
    match answer {
        ClientAnswer::Redirect(location) => redirect(status_after(incoming), &location),
        ClientAnswer::Form(form) => {
            let language = language_of(incoming, loaded);
            page::render(app, language, StatusCode::OK, &FormPostPage::new(form))
        }
    }
}

fn language_of(incoming: &Incoming, loaded: &Loaded) -> Language {
    let user = loaded.current.as_ref().map(|current| &current.user);
    language::asked(&loaded.params, &incoming.headers, user)
}

/// Tells whoever is there, before it is known who it is.
pub(crate) fn here(app: &App, incoming: &Incoming, cause: &Cause) -> Result<Response, Failure> {
    tell(app, incoming, language::of(&incoming.headers, None), cause)
}

/// Tells whoever is there: a page for a browser, Frappe's JSON for a program. The detail, which is
/// for the people who run the app, is the same in every language.
fn tell(
    app: &App,
    incoming: &Incoming,
    language: Language,
    cause: &Cause,
) -> Result<Response, Failure> {
    if !accept::wants_page(&incoming.headers) {
        return Ok(frappe_error(cause));
    }
    let (title, text) = if cause.code == ErrorCode::AccessDenied {
        ("refused.denied_title", "refused.denied")
    } else {
        ("refused.title", "refused.text")
    };
    let page = MessagePage {
        title: language.say(title),
        text: language.say(text),
        detail: Some(format!("{}: {}", cause.code.as_str(), cause.description)),
        link: None,
    };
    let status = StatusCode::from_u16(cause.code.status()).unwrap_or(StatusCode::BAD_REQUEST);
    page::render(app, language, status, &page)
}

/// After a form a browser must go on by GET
/// ([RFC 9700 section 4.12](https://www.rfc-editor.org/rfc/rfc9700#section-4.12)).
fn status_after(incoming: &Incoming) -> StatusCode {
    if incoming.method == http::Method::POST { StatusCode::SEE_OTHER } else { StatusCode::FOUND }
}
