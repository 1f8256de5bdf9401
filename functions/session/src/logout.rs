//! The logout, for people and for programs.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::json;
use shared::{
    App,
    pages::{Link, MessagePage},
    protocol::session::SessionToken,
    web::{
        Failure, Incoming,
        answer::{json, redirect},
        cookies::{self, SID},
        failure::exception,
        language, page, same_site, session,
        trail::{Event, Trail},
    },
};

use crate::{answer::logout_cookies, login::end};

/// `/api/method/logout`, in Frappe's words.
pub(crate) async fn method(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    let issuer = app.issuer().await?;
    if same_site::is_foreign(&incoming.headers, &issuer) {
        let words = "The request comes from another site.";
        return Ok(exception(StatusCode::FORBIDDEN, "PermissionError", words));
    }
    if let Some(token) = cookies::get(&incoming.headers, SID).and_then(SessionToken::parse) {
        end(&app, &token).await?;
        Trail::of(Event::Logout, &incoming).done();
    }
    let body = json!({ "message": "No App", "home_page": "/login", "full_name": "Guest" });
    Ok((logout_cookies(&issuer), json(StatusCode::OK, &body)?).into_response())
}

/// The form on `/me`.
pub(crate) async fn page(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let issuer = app.issuer().await?;
    let Some(token) = cookies::get(&incoming.headers, SID).and_then(SessionToken::parse) else {
        return redirect(StatusCode::SEE_OTHER, "/login");
    };
    let form = incoming.form().unwrap_or_default();
    let sent = form.get("csrf_token").ok().flatten().unwrap_or_default();
    // Without this a foreign page could log its visitor out.
    if !same_site::is_our_form(&token, sent, &incoming.headers, &issuer) {
        return redirect(StatusCode::SEE_OTHER, "/me");
    }
    // The last page of a session is in its user's language, too.
    let current = session::current(&app, &incoming.headers).await?;
    let user = current.as_ref().map(|current| &current.user);
    let language = language::of(&incoming.headers, user);
    end(&app, &token).await?;
    Trail::of(Event::Logout, &incoming).done();
    let page = MessagePage {
        title: language.say("logged_out.title"),
        text: language.say_with("logged_out.text", &[("page", &language.say("apps.title"))]),
        detail: None,
        link: Some(Link { href: "/login".to_owned(), label: language.say("logged_out.link") }),
    };
    let page = page::render(&app, language, StatusCode::OK, &page)?;
    Ok((logout_cookies(&issuer), page).into_response())
}
