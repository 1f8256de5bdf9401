//! `/me`: who is logged in here.

use axum::{extract::State, response::Response};
use http::StatusCode;
use shared::{
    App,
    pages::MePage,
    protocol::roles,
    web::{
        Failure, Incoming,
        answer::{login_location, redirect},
        cookies, language, page, session,
    },
};

use crate::answer::picture;

/// Shows the user to himself.
pub(crate) async fn show(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        return redirect(StatusCode::FOUND, &login_location("/me"));
    };
    let cookie = current.held.touch(&app, &app.issuer().await?).await?;
    let user = current.user;
    let language = language::of(&incoming.headers, Some(&user));
    let page = MePage {
        full_name: user.full_name(),
        picture: picture(&user),
        has_desk: roles::is_system_manager(&user),
        email: user.name,
        roles: user.roles,
        csrf_token: current.held.token.csrf_token(),
    };
    let page = page::render(&app, language, StatusCode::OK, &page)?;
    Ok(cookies::beside(page, cookie))
}

/// `/` and the addresses that have no page of their own.
pub(crate) async fn home() -> Result<Response, Failure> {
    redirect(StatusCode::FOUND, "/me")
}
