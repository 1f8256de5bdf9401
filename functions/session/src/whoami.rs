//! `frappe.auth.get_logged_user`: who acts here, by a bearer token or by the session.

use axum::{extract::State, response::Response};
use http::{HeaderMap, StatusCode, header::AUTHORIZATION};
use shared::{
    App,
    web::{
        Failure, Incoming,
        answer::message,
        bearer,
        credentials::{self, Authorization},
        failure::exception,
        session,
    },
};

/// Answers with the e-mail.
///
/// A header that proves nobody is refused even beside a good cookie: who sends a token wants to
/// act by it, and with Frappe's silence would act as somebody else.
pub(crate) async fn get_logged_user(
    State(app): State<App>,
    incoming: Incoming,
) -> Result<Response, Failure> {
    match credentials::read(&incoming.headers) {
        Authorization::Bearer(token) => match bearer::load(&app, &token).await? {
            Some(bearer) => message(&bearer.user.name),
            None => Ok(bearer::refuse()),
        },
        Authorization::Basic(_) | Authorization::Malformed => Ok(bearer::refuse()),
        Authorization::None => {
            if let Some(current) = session::current(&app, &incoming.headers).await? {
                return message(&current.user.name);
            }
            // Frappe's rule: two words in the header mean to prove somebody. One of another
            // scheme, an API key such as `token key:secret`, proves nobody here.
            if has_two_words(&incoming.headers) {
                return Ok(bearer::refuse());
            }
            let words = "Function <strong>frappe.auth.get_logged_user</strong> is not whitelisted.";
            Ok(exception(StatusCode::FORBIDDEN, "PermissionError", words))
        }
    }
}

fn has_two_words(headers: &HeaderMap) -> bool {
    let text = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    text.is_some_and(|text| text.split(' ').count() == 2)
}
