//! `POST`: the answer to our question, or an authorization request that an app sends as a form.

use axum::{extract::State, response::Response};
use http::StatusCode;
use shared::{
    App,
    pages::{Language, Link, MessagePage},
    protocol::{
        authorization::Cause,
        error::ErrorCode,
        params::{Params, ParamsError},
    },
    web::{
        Failure, Incoming, answer::redirect, failure::exception, language, page, same_site,
        session::Current,
    },
};

use crate::{again, answer, approve, authorize, load, parked, read};

/// Takes a form.
pub(crate) async fn submit(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    let form = match incoming.form() {
        Ok(form) => form,
        Err(ParamsError::UnsupportedBody) => {
            let words = "Send the request in the URL or as a form.";
            let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
            return Ok(exception(status, "UnsupportedMediaType", words));
        }
        Err(error) => return answer::here(&app, &incoming, &Cause::from(error)),
    };
    let params = match parked::params(&app, &incoming).await? {
        Ok(params) => params,
        Err(cause) => return answer::here(&app, &incoming, &cause),
    };
    if form.has("decision") {
        decide(&app, &incoming, (params, &form)).await
    } else if form.is_empty() {
        // Everything is in the URL already: `curl -X POST -L` would follow us in circles.
        authorize(State(app), incoming).await
    } else {
        // SameSite=Lax keeps the session's cookie back from another site's form: who is logged in
        // shows only at a GET.
        let params = params.and(form.without("csrf_token"));
        if parked::is_too_long(&params) {
            let words = "The authorization request is too long.";
            return answer::here(&app, &incoming, &Cause::new(ErrorCode::InvalidRequest, words));
        }
        redirect(StatusCode::SEE_OTHER, &parked::address(&app, &params).await?)
    }
}

/// `GET approve`: Frappe gives a code here to whoever follows a link, without a question. Here it
/// leads to the question.
pub(crate) async fn move_on(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    match parked::params(&app, &incoming).await? {
        Ok(params) => redirect(StatusCode::FOUND, &parked::address(&app, &params).await?),
        Err(cause) => answer::here(&app, &incoming, &cause),
    }
}

/// Takes the user's answer to the question.
async fn decide(
    app: &App,
    incoming: &Incoming,
    (params, form): (Params, &Params),
) -> Result<Response, Failure> {
    let loaded = load(app, incoming, params).await?;
    let Some(current) = &loaded.current else {
        return again::log_in_guest(app, incoming, &loaded).await;
    };
    if !is_ours(incoming, form, current, &loaded.issuer) {
        let language = language::asked(&loaded.params, &incoming.headers, Some(&current.user));
        return expired(
            app,
            language,
            "consent.expired",
            &parked::address(app, &loaded.params).await?,
        );
    }
    // An answer is as good as the login that it was given in.
    if again::is_due(app, &loaded, current) {
        return again::log_in(app, incoming, &loaded).await;
    }
    let (client, request) = match read(app, &loaded, current).await? {
        Ok(read) => read,
        Err(refused) => return answer::refuse(app, incoming, &loaded, &refused),
    };
    if form.get("decision").ok().flatten() == Some("allow") {
        return approve::approve(app, incoming, &loaded, (client, &request, current)).await;
    }
    let refusal = request.refuse(ErrorCode::AccessDenied, "The user denied the request.");
    let refused = answer::Refused { client: Some(client), refusal };
    answer::refuse(app, incoming, &loaded, &refused)
}

/// Whether the answer comes from the question that we showed in this session. Without this a
/// foreign page could allow its own app in the user's name.
pub(crate) fn is_ours(incoming: &Incoming, form: &Params, current: &Current, issuer: &str) -> bool {
    let sent = form.get("csrf_token").ok().flatten().unwrap_or_default();
    same_site::is_our_form(&current.held.token, sent, &incoming.headers, issuer)
}

/// Tells that the form was not one of this session's, and by the key of a sentence what did not
/// happen.
pub(crate) fn expired(
    app: &App,
    language: Language,
    nothing: &str,
    again: &str,
) -> Result<Response, Failure> {
    let page = MessagePage {
        title: language.say("expired.title"),
        text: language.say(nothing),
        detail: None,
        link: Some(Link { href: again.to_owned(), label: language.say("expired.link") }),
    };
    page::render(app, language, StatusCode::BAD_REQUEST, &page)
}
