//! `/app/social-login-key/frappe`: what to enter in another Frappe site so that its users log in
//! here.

use axum::{extract::State, response::Response};
use http::StatusCode;
use shared::{
    App,
    pages::{MessagePage, SocialLoginKeyPage},
    protocol::{
        roles,
        social_login_key::{fields, redirect_uris},
    },
    web::{
        Failure, Incoming,
        answer::{login_location, redirect},
        cookies, page, session,
    },
};

/// The address, as on Frappe's desk.
pub(crate) const PATH: &str = "/app/social-login-key/frappe";

/// Shows it to System Managers.
pub(crate) async fn show(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let Some(current) = session::current(&app, &incoming.headers).await? else {
        return redirect(StatusCode::FOUND, &login_location(PATH));
    };
    if !roles::is_system_manager(&current.user) {
        let page = MessagePage {
            title: "Not permitted".to_owned(),
            text: "This page is for System Managers.".to_owned(),
            detail: None,
            link: None,
        };
        return page::render(&app, StatusCode::FORBIDDEN, &page);
    }
    let issuer = app.issuer().await?;
    let cookie = current.held.touch(&app, &issuer).await?;
    let [new, old] = redirect_uris("https://other-site.example.com");
    let page = SocialLoginKeyPage {
        there: fields(&issuer, "the OAuth Client's ID here"),
        here: vec![
            ("Redirect URIs", format!("{new} {old}")),
            ("Default Redirect URI", new),
            ("Scopes", "openid".to_owned()),
            ("Grant Type", "Authorization Code".to_owned()),
            (
                "A Frappe site",
                "yes: errors are shown here instead of breaking its login".to_owned(),
            ),
        ],
    };
    let page = page::render(&app, StatusCode::OK, &page)?;
    Ok(cookies::beside(page, cookie))
}
