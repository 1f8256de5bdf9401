//! The logout, for people and for programs.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::json;
use shared::{
    App,
    protocol::session::SessionToken,
    web::{
        Failure, Incoming,
        answer::{json, redirect},
        cookies::{self, SID},
        failure::exception,
        language, logout, same_site, session,
        trail::{Event, Trail},
    },
};

use crate::login::end;

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
    if cookies::get(&incoming.headers, SID).and_then(SessionToken::parse).is_some() {
        end(&app, session::hold(&app, &incoming.headers).await?).await?;
        Trail::of(Event::Logout, &incoming).done();
    }
    let body = json!({ "message": "No App", "home_page": "/login", "full_name": "Guest" });
    Ok((logout::cookies(&issuer), json(StatusCode::OK, &body)?).into_response())
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
    let held = session::hold(&app, &incoming.headers).await?;
    let current = session::identify(&app, held.clone()).await?;
    let user = current.as_ref().map(|current| &current.user);
    let language = language::of(&incoming.headers, user);
    end(&app, held).await?;
    Trail::of(Event::Logout, &incoming).done();
    Ok((logout::cookies(&issuer), logout::page(&app, language)?).into_response())
}
