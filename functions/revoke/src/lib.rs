//! Revocation ([RFC 7009](https://www.rfc-editor.org/rfc/rfc7009)): Frappe's `revoke_token`.

use std::convert::Infallible;

use axum::{Router, extract::State, response::Response, routing::post};
use http::StatusCode;
use shared::{
    App,
    protocol::{
        authorization::Cause, grant::Attempt, jwt_access_token, revocation, token::Presented,
    },
    web::{
        Failure, Incoming, answer, client,
        cors::{self, Reader},
        failure::oauth_error,
        routes,
        trail::{Event, Trail},
    },
};

/// The methods served here, in Frappe's names.
pub const METHODS: &[&str] = &["frappe.integrations.oauth2.revoke_token"];
/// The other paths served here.
pub const PATHS: &[&str] = &[];

/// The function's router.
pub fn router(app: App) -> Router {
    let handler = post(revoke_token).options(cors::preflight);
    routes::finish(routes::methods(METHODS, &handler), app)
}

async fn revoke_token(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let mut reader = Reader::whoever(&incoming.headers);
    let answer = revoke(&app, &incoming, &mut reader).await?;
    Ok(reader.may_read(answer))
}

async fn revoke(app: &App, incoming: &Incoming, reader: &mut Reader) -> Result<Response, Failure> {
    // `token_type_hint` is not needed: a token says itself what it is.
    let form = match incoming.form() {
        Ok(form) => form,
        Err(error) => return Ok(oauth_error(&Cause::from(error))),
    };
    let credentials = match client::credentials(&incoming.headers, &form) {
        Ok(credentials) => credentials,
        Err(refused) => return Ok(refused.answer()),
    };
    let token = match form.require("token") {
        Ok(token) => Presented::parse(token).or_else(|| jwt_access_token::claimed(token)),
        Err(error) => return Ok(oauth_error(&Cause::from(error))),
    };
    let store = app.store();
    let (client, seen) =
        tokio::try_join!(store.client(&credentials.client_id), store.grant_of(token.as_ref()))?;
    *reader = Reader::of(app, &incoming.headers, client.as_ref()).await?;
    let trail = Trail::of(Event::Revocation, incoming).client(&credentials.client_id);
    let client = match client::prove(app, &credentials, client).await? {
        Ok(client) => client,
        Err(refused) => {
            trail.refused(&refused);
            return Ok(refused.answer());
        }
    };
    if let (Some(token), Some(seen)) = (&token, seen) {
        let (attempt, now) = (Attempt::draw(app.random()), app.now());
        let decide = |grant: &_| revocation::decide(grant, client.client(), token, now);
        let Ok(()): Result<(), Infallible> = app.store().step(seen, &attempt, decide).await?;
    }
    trail.done();
    answer::json(StatusCode::OK, &serde_json::json!({}))
}
