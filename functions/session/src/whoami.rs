//! `frappe.auth.get_logged_user`: who acts here, by a token, an API key or the session.

use axum::{extract::State, response::Response};
use shared::{
    App,
    web::{Failure, Incoming, answer::message, caller},
};

/// Answers with the e-mail.
pub(crate) async fn get_logged_user(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    match caller::identify(&app, &incoming.headers).await? {
        Ok(Some(caller)) => message(&caller.user.name),
        Ok(None) => Ok(caller::not_whitelisted("frappe.auth.get_logged_user")),
        Err(refusal) => Ok(*refusal),
    }
}
