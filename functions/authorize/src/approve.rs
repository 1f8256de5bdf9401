//! The code: one write, and a redirect with it.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header::SET_COOKIE};
use shared::{
    App,
    protocol::{
        authorization::AuthorizationRequest,
        client::Client,
        grant::{Attempt, CodeBinding, Grant, Stage},
        issued::seconds,
        token::{GrantId, Kind, Presented, draw_secret},
    },
    secret::{Secret, SecretHash},
    web::{Failure, answer::redirect, session::Current},
};

use crate::Loaded;

/// Gives the client a code, by a redirect with this status.
pub(crate) async fn approve(
    app: &App,
    loaded: &Loaded,
    (client, request, current): (&Client, &AuthorizationRequest, &Current),
    status: StatusCode,
) -> Result<Response, Failure> {
    let secret = draw_secret(app.random());
    let grant = grant(app, (client, request, current), &secret);
    let attempt = Attempt::draw(app.random());
    let start = async { app.store().start_grant(&grant, &attempt).await.map_err(Failure::from) };
    let ((), cookie) = tokio::try_join!(start, current.held.touch(app, &loaded.issuer))?;
    tracing::info!(client.id = client.client_id, "a code was issued");

    let code = Presented { grant: grant.id, kind: Kind::Code(secret) }.to_secret();
    let mut answer = vec![("code", code.expose())];
    answer.extend(request.state.as_deref().map(|state| ("state", state)));
    answer.push(("iss", &loaded.issuer));
    let location = request.redirect_uri.with_query(&answer);
    let redirect = redirect(status, &location)?;
    Ok((cookie.map(|cookie| [(SET_COOKIE, cookie)]), redirect).into_response())
}

fn grant(
    app: &App,
    (client, request, current): (&Client, &AuthorizationRequest, &Current),
    secret: &Secret,
) -> Grant {
    let now = app.now();
    let code = CodeBinding {
        hash: SecretHash::of(secret.expose()),
        redirect_uri: request.redirect_uri.as_str().to_owned(),
        redirect_uri_was_sent: request.redirect_uri_was_sent,
        challenge: request.challenge.clone(),
    };
    let expires_at = now + seconds(client.lifetimes.code);
    Grant {
        id: GrantId::draw(app.random()),
        client_id: client.client_id.clone(),
        user: current.user.name.clone(),
        sub: current.user.sub.clone(),
        scope: request.scope.clone(),
        nonce: request.nonce.clone(),
        auth_time: current.held.session.created_at,
        created_at: now,
        code: Some(code),
        stage: Stage::Code { expires_at, wrong_verifiers: 0 },
    }
}
