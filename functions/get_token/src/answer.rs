//! The token answer
//! ([RFC 6749 section 5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)), in Frappe's order.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header::PRAGMA};
use serde::Serialize;
use shared::{
    App,
    protocol::{
        authentication::Authentication,
        claims::Told,
        id_token::IdToken,
        scope::{OPENID, Scope},
        userinfo::UserInfo,
    },
    secret::Secret,
    web::{Failure, answer},
};

use crate::{Granted, Loaded};

#[derive(Serialize)]
struct Tokens<'a> {
    access_token: &'a str,
    expires_in: u64,
    token_type: &'static str,
    scope: &'a Scope,
    refresh_token: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<&'a str>,
}

/// Answers with tokens.
pub(crate) async fn tokens(
    app: &App,
    loaded: &Loaded,
    granted: &Granted,
) -> Result<Response, Failure> {
    let issued = &granted.issued;
    let of = (&loaded.seen.grant, loaded.client.client());
    let access_token = app.access_token_text(&issued.access, of, loaded.user.as_ref()).await?;
    let id_token = id_token(app, loaded, granted, &access_token).await?;
    let body = Tokens {
        access_token: access_token.expose(),
        expires_in: loaded.now.until(issued.access.expires_at).as_secs(),
        token_type: "Bearer",
        scope: &issued.access.scope,
        refresh_token: issued.refresh_token.expose(),
        id_token: id_token.as_ref().map(Secret::expose),
    };
    let pragma = [(PRAGMA, HeaderValue::from_static("no-cache"))];
    Ok((pragma, answer::json(StatusCode::OK, &body)?).into_response())
}

/// The `id_token`, with the scope `openid`, where there is a key to sign it with.
async fn id_token(
    app: &App,
    loaded: &Loaded,
    granted: &Granted,
    access_token: &Secret,
) -> Result<Option<Secret>, Failure> {
    let access = &granted.issued.access;
    let (Some(user), true) = (&loaded.user, access.scope.contains(OPENID)) else {
        return Ok(None);
    };
    let client = loaded.client.client();
    // There is an access token, so the scopes are asked for at `openid_profile`.
    let grant = &loaded.seen.grant;
    let told = Told::by_id_token(client, None, &grant.claims);
    let asked = grant.authentication_claims;
    let user = UserInfo::of(user, &app.issuer().await?, told);
    let id_token = IdToken {
        audience: &client.client_id,
        issued_at: loaded.now,
        expires_at: access.expires_at,
        nonce: granted.nonce.as_deref(),
        access_token: Some(access_token),
        code: None,
        sid: loaded.seen.grant.session.as_ref().map(|session| session.sid.as_str()),
        authentication: Authentication::told(client, asked, grant.auth_time),
        user: &user,
    };
    Ok(app.sign_id_token(&id_token, client, loaded.client.signing_secret()).await?)
}
