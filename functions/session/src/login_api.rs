//! `/api/method/login`: Frappe's login for programs and for its own pages.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::json;
use shared::{
    App,
    web::{
        Failure, Incoming,
        answer::json,
        attempts::{retry_after, seconds_until},
        failure::exception,
        same_site,
    },
};

use crate::{
    answer::{home_page, is_desk_user, login_cookies},
    login::{self, Attempt, Outcome},
};

/// Logs in with `usr` and `pwd`, from a form or JSON.
pub(crate) async fn login(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let issuer = app.issuer().await?;
    // Login CSRF: a foreign page must not log its visitor in as somebody else.
    if same_site::is_foreign(&incoming.headers, &issuer) {
        let words = "The request comes from another site.";
        return Ok(exception(StatusCode::FORBIDDEN, "PermissionError", words));
    }
    let typed = incoming.form_or_json().and_then(|form| {
        let (user, password) = (form.get("usr")?, form.get("pwd")?);
        Ok(Attempt::new(user.unwrap_or_default(), password.unwrap_or_default()))
    });
    let by_program = !same_site::is_from_a_browser(&incoming.headers);
    let typed = match typed {
        Ok(typed) => Attempt { by_program, ..typed },
        Err(error) => {
            let status = StatusCode::BAD_REQUEST;
            return Ok(exception(status, "ValidationError", &error.to_string()));
        }
    };
    let refuse = |words| Ok(exception(StatusCode::UNAUTHORIZED, "AuthenticationError", words));
    match login::attempt(&app, &incoming, &typed).await? {
        Outcome::LoggedIn(login) => {
            let body = json!({
                "message": if is_desk_user(&login.user) { "Logged In" } else { "No App" },
                "home_page": home_page(&login.user),
                "full_name": login.user.full_name(),
            });
            Ok((login_cookies(&login, &issuer), json(StatusCode::OK, &body)?).into_response())
        }
        Outcome::Incomplete => refuse("Incomplete login details"),
        Outcome::Wrong => refuse("Invalid login credentials"),
        Outcome::Disabled => refuse("User disabled or missing"),
        Outcome::Locked(until) => {
            let words = format!(
                "Your account has been locked and will resume after {} seconds",
                seconds_until(&app, until)
            );
            let refusal = exception(StatusCode::TOO_MANY_REQUESTS, "SecurityException", &words);
            Ok((retry_after(&app, until), refusal).into_response())
        }
    }
}
