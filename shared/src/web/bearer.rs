//! Bearer tokens ([RFC 6750](https://www.rfc-editor.org/rfc/rfc6750)): who presents one, and whether
//! it may still act.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::WWW_AUTHENTICATE};

use super::{Failure, failure::exception};
use crate::{
    App,
    protocol::{
        client::Client,
        grant::{AccessToken, Grant},
        standing,
        token::Kind,
        user::User,
    },
    secret::Secret,
};

/// A token that is alive, with the user that it acts for.
#[derive(Debug)]
pub struct Bearer {
    /// The user.
    pub user: User,
    /// The client that it was given to.
    pub client: Client,
    /// The token.
    pub token: AccessToken,
    /// Its grant.
    pub grant: Grant,
}

/// Loads a presented access token; `None` for anything that is not alive.
///
/// Two rounds of reads: the grant, then the user and the client at once.
///
/// # Errors
///
/// When the store cannot be asked.
pub async fn load(app: &App, token: &Secret) -> Result<Option<Bearer>, Failure> {
    let Some(presented) = app.presented(token.expose()).await? else { return Ok(None) };
    if !matches!(presented.kind, Kind::Access(_) | Kind::Jwt(_)) {
        return Ok(None);
    }
    let Some(seen) = app.store().grant(&presented.grant).await? else { return Ok(None) };
    let grant = seen.grant;
    let Some(token) = grant.access_token(&presented.kind, app.now()).cloned() else {
        return Ok(None);
    };
    let (user, client) = tokio::try_join!(app.user(&grant.user), app.client(&grant.client_id))?;
    if let Err(error) = standing::check(&grant, user.as_ref(), client.as_ref()) {
        tracing::info!(error.cause = %error, client.id = grant.client_id, "a token was refused");
        return Ok(None);
    }
    let both = user.zip(client);
    Ok(both.map(|(user, client)| Bearer { user, client, token, grant }))
}

/// The refusal of a bearer token, in Frappe's shape with RFC 6750's header.
pub fn refuse() -> Response {
    let refusal = exception(
        StatusCode::UNAUTHORIZED,
        "AuthenticationError",
        "The access token is invalid, expired or revoked.",
    );
    challenge(refusal, "Bearer error=\"invalid_token\"")
}

/// The refusal of a request that carries no credentials at all: section 3.1 wants no error code
/// then.
pub fn ask() -> Response {
    let refusal = exception(
        StatusCode::UNAUTHORIZED,
        "AuthenticationError",
        "Send an access token: Authorization: Bearer ...",
    );
    challenge(refusal, "Bearer")
}

/// The refusal of a good token that is not good for this.
pub fn refuse_scope(scope: &'static str) -> Response {
    let words = format!("The access token needs the scope {scope}.");
    let refusal = exception(StatusCode::FORBIDDEN, "PermissionError", &words);
    let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\"");
    match HeaderValue::from_str(&challenge) {
        Ok(value) => ([(WWW_AUTHENTICATE, value)], refusal).into_response(),
        Err(_) => refusal,
    }
}

fn challenge(refusal: Response, scheme: &'static str) -> Response {
    ([(WWW_AUTHENTICATE, HeaderValue::from_static(scheme))], refusal).into_response()
}
