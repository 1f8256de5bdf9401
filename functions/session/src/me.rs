//! `/me`: who is logged in here.

use axum::{extract::State, response::Response};
use http::StatusCode;
use shared::{
    App,
    pages::MePage,
    web::{
        Failure, Incoming,
        answer::{login_location, redirect},
        cookies, page, session,
    },
};

/// Shows the user to himself.
pub(crate) async fn show(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        return redirect(StatusCode::FOUND, &login_location("/me"));
    };
    let cookie = current.held.touch(&app, &app.issuer().await?).await?;
    let user = current.user;
    let page = MePage {
        full_name: user.full_name(),
        email: user.name,
        // A path is one of the site that the user came from; here is no such file.
        picture: user.user_image.filter(|image| image.starts_with("https://")),
        roles: user.roles,
        csrf_token: current.held.token.csrf_token(),
    };
    let page = page::render(&app, StatusCode::OK, &page)?;
    Ok(cookies::beside(page, cookie))
}

/// `/` and the addresses that have no page of their own.
pub(crate) async fn home() -> Result<Response, Failure> {
    redirect(StatusCode::FOUND, "/me")
}
