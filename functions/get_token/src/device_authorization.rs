//! The device authorization endpoint
//! ([RFC 8628 section 3.1](https://www.rfc-editor.org/rfc/rfc8628#section-3.1)): a device gets a code to show
//! and one to come back with.

use axum::{extract::State, response::Response};
use http::StatusCode;
use serde::Serialize;
use shared::{
    App,
    protocol::{
        authorization::Cause,
        device_grant::{INTERVAL, LIFETIME, start as ask},
        grant::Attempt,
        token::{Kind, Presented, draw_secret},
        token_error::TokenError,
        user_code::UserCode,
    },
    store::StoreError,
    web::{
        Failure, Incoming, answer, client,
        cors::Reader,
        failure::oauth_error,
        trail::{Event, Trail},
    },
};

use crate::{refuse, resources};

/// Its address.
pub(crate) const METHOD: &str = "frappe.integrations.oauth2.device_authorization";

/// How often another code is drawn where one is taken. There are 25 billion, and the store has a few at a time:
/// once is rare.
const MOST_DRAWN: usize = 8;

/// Section 3.2.
#[derive(Serialize)]
struct Answer<'a> {
    device_code: &'a str,
    user_code: &'a str,
    verification_uri: &'a str,
    verification_uri_complete: &'a str,
    expires_in: u64,
    interval: u64,
}

/// Takes a device's request.
pub(crate) async fn start(State(app): State<App>, incoming: Incoming) -> Result<Response, Failure> {
    let mut reader = Reader::whoever(&incoming.headers);
    let answer = give(&app, &incoming, &mut reader).await?;
    Ok(reader.may_read(answer))
}

async fn give(app: &App, incoming: &Incoming, reader: &mut Reader) -> Result<Response, Failure> {
    let params = match incoming.form() {
        Ok(params) => params,
        Err(error) => return Ok(oauth_error(&Cause::from(error))),
    };
    let credentials = match client::credentials(&incoming.headers, &params) {
        Ok(credentials) => credentials,
        Err(refused) => return Ok(refused.answer()),
    };
    let client = app.client(&credentials.client_id).await?;
    *reader = Reader::of(app, &incoming.headers, client.as_ref()).await?;
    let trail = Trail::of(Event::DeviceAuthorization, incoming).client(&credentials.client_id);
    let client = match client::prove(app, &credentials, client).await? {
        Ok(client) => client,
        Err(refused) => {
            trail.refused(&refused);
            return Ok(refused.answer());
        }
    };
    let scope = match params.get("scope") {
        Ok(scope) => scope,
        Err(error) => return Ok(refuse(&trail, &error.into())),
    };
    let resources = match resources::asked(app, &params).await? {
        Ok(resources) => resources,
        Err(error) => return Ok(refuse(&trail, &error)),
    };
    let (secret, attempt) = (draw_secret(app.random()), Attempt::draw(app.random()));
    let address = incoming.address.map(|address| address.0);
    for _ in 0..MOST_DRAWN {
        let user_code = UserCode::draw(app.random());
        let ids = (user_code.grant(), &secret);
        let grant = match ask(client.client(), (scope, resources.clone()), ids, address, app.now())
        {
            Ok(grant) => grant,
            Err(error) => return Ok(refuse(&trail, &TokenError::from(error))),
        };
        if app.store().start_device_grant(&grant, &attempt).await? {
            trail.done();
            let code = Presented { grant: grant.id, kind: Kind::Device(secret) };
            return told(app, &code, &user_code).await;
        }
    }
    Err(StoreError::Busy.into())
}

async fn told(app: &App, code: &Presented, user_code: &UserCode) -> Result<Response, Failure> {
    let verification_uri = format!("{}/device", app.issuer().await?);
    let (device_code, user_code) = (code.to_secret(), user_code.to_string());
    let body = Answer {
        device_code: device_code.expose(),
        user_code: &user_code,
        verification_uri: &verification_uri,
        verification_uri_complete: &format!("{verification_uri}?user_code={user_code}"),
        expires_in: LIFETIME.as_secs(),
        interval: INTERVAL,
    };
    answer::json(StatusCode::OK, &body)
}
