//! The token answer
//! ([RFC 6749 section 5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)), in Frappe's order.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::PRAGMA};
use serde::Serialize;
use shared::{
    App,
    clock::Timestamp,
    protocol::{
        authentication::Authentication,
        claims::Told,
        client_authentication::AuthenticatedClient,
        grant::Grant,
        id_token::IdToken,
        scope::{OPENID, Scope},
        user::User,
        userinfo::UserInfo,
    },
    secret::Secret,
    web::{Failure, answer},
};

use crate::Granted;

#[derive(Serialize)]
struct Tokens<'a> {
    access_token: &'a str,
    expires_in: u64,
    token_type: &'static str,
    scope: &'a Scope,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<&'a str>,
}

/// To whom tokens are given, and for whom.
pub(crate) struct Given<'a> {
    pub(crate) client: &'a AuthenticatedClient,
    pub(crate) user: Option<&'a User>,
    pub(crate) grant: &'a Grant,
    pub(crate) now: Timestamp,
}

/// Answers with tokens.
pub(crate) async fn tokens(
    app: &App,
    given: &Given<'_>,
    granted: &Granted,
) -> Result<Response, Failure> {
    let issued = &granted.issued;
    let of = (given.grant, given.client.client());
    let access_token = app.access_token_text(&issued.access, of, given.user).await?;
    let id_token = id_token(app, given, granted, &access_token).await?;
    let body = Tokens {
        access_token: access_token.expose(),
        expires_in: given.now.until(issued.access.expires_at).as_secs(),
        token_type: "Bearer",
        scope: &issued.access.scope,
        refresh_token: issued.refresh_token.as_ref().map(Secret::expose),
        id_token: id_token.as_ref().map(Secret::expose),
    };
    let pragma = [(PRAGMA, HeaderValue::from_static("no-cache"))];
    Ok((pragma, answer::json(StatusCode::OK, &body)?).into_response())
}

/// The `id_token`, with the scope `openid`, where there is a key to sign it with.
async fn id_token(
    app: &App,
    given: &Given<'_>,
    granted: &Granted,
    access_token: &Secret,
) -> Result<Option<Secret>, Failure> {
    let access = &granted.issued.access;
    // It tells of a login, and for a service user there was none.
    let is_of_a_login = access.scope.contains(OPENID) && given.grant.is_by_consent();
    let (Some(user), true) = (given.user, is_of_a_login) else {
        return Ok(None);
    };
    let client = given.client.client();
    // There is an access token, so the scopes are asked for at `openid_profile`.
    let grant = given.grant;
    let told = Told::by_id_token(client, None, &grant.claims);
    let asked = grant.authentication_claims;
    let user = UserInfo::of(user, &app.issuer().await?, told);
    let id_token = IdToken {
        audience: &client.client_id,
        issued_at: given.now,
        expires_at: access.expires_at,
        nonce: granted.nonce.as_deref(),
        access_token: Some(access_token),
        code: None,
        sid: grant.session.as_ref().map(|session| session.sid.as_str()),
        authentication: Authentication::told(client, asked, grant.auth_time),
        user: &user,
    };
    Ok(app.sign_id_token(&id_token, client, given.client.signing_secret()).await?)
}
