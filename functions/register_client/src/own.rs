//! A client's own address ([RFC 7592 section 2](https://www.rfc-editor.org/rfc/rfc7592#section-2)): the app
//! reads, changes and deletes what it has registered.

use axum::{
    extract::{Path, State, rejection::PathRejection},
    response::{IntoResponse, Response},
};
use http::StatusCode;
use serde_json::{Map, Value};
use shared::{
    App,
    protocol::{
        client::Client,
        client_authentication::{ClientCredentials, authenticate},
        registration::{Metadata, RegistrationError, record::changed},
    },
    secret::Secret,
    store::{StoreError, change::Removal},
    web::{
        Failure, Incoming,
        cors::Reader,
        routes,
        trail::{Event, Trail},
    },
};

use crate::{answer, bearer, limits};

/// How often a change is made anew because somebody else's came first.
const MOST_ROUNDS: usize = 8;

type ClientId = Result<Path<String>, PathRejection>;

/// What the app asks for.
#[derive(Clone, Copy)]
enum Act {
    Read,
    Change,
    Delete,
}

/// `GET`.
pub(crate) async fn read(
    State(app): State<App>,
    client_id: ClientId,
    incoming: Incoming,
) -> Result<Response, Failure> {
    answer(&app, client_id, &incoming, Act::Read).await
}

/// `PUT`.
pub(crate) async fn change(
    State(app): State<App>,
    client_id: ClientId,
    incoming: Incoming,
) -> Result<Response, Failure> {
    answer(&app, client_id, &incoming, Act::Change).await
}

/// `DELETE`.
pub(crate) async fn delete(
    State(app): State<App>,
    client_id: ClientId,
    incoming: Incoming,
) -> Result<Response, Failure> {
    answer(&app, client_id, &incoming, Act::Delete).await
}

async fn answer(
    app: &App,
    client_id: ClientId,
    incoming: &Incoming,
    act: Act,
) -> Result<Response, Failure> {
    let client_id = client_id.map(|Path(client_id)| client_id).unwrap_or_default();
    let answer = Box::pin(perform(app, &client_id, incoming, act)).await?;
    Ok(Reader::whoever(&incoming.headers).may_read(answer))
}

async fn perform(
    app: &App,
    client_id: &str,
    incoming: &Incoming,
    act: Act,
) -> Result<Response, Failure> {
    if !app.settings().await?.oauth.enable_dynamic_client_registration {
        return Ok(routes::nowhere(&incoming.uri));
    }
    let name = match act {
        Act::Read => "client read",
        Act::Change => "client changed",
        Act::Delete => "client deleted",
    };
    let trail = Trail::of(Event::Registration, incoming).act(name).client(client_id);
    let Some(token) = bearer(incoming) else {
        let words = "Send the registration access token: Authorization: Bearer ...";
        return Ok(answer::challenge(words, "Bearer"));
    };
    let Some(client) = prove(app, client_id, &token).await? else {
        let words = "The registration access token is wrong, or its client is gone.";
        trail.refused(&words);
        return Ok(answer::challenge(words, "Bearer error=\"invalid_token\""));
    };
    match act {
        Act::Read => answer::tell(StatusCode::OK, &app.issuer().await?, &client, (None, &token)),
        Act::Change => save(app, incoming, client, &token, &trail).await,
        Act::Delete => {
            let is_theirs = |there: &Client| is_proved(there, &token);
            let removed = app.store().remove_client(client_id, is_theirs).await?;
            if let Removal::Removed(_) = removed {
                trail.done();
            }
            Ok(StatusCode::NO_CONTENT.into_response())
        }
    }
}

/// The client whose token this is. Who asks for another learns nothing of it, not even whether it is there.
async fn prove(app: &App, client_id: &str, token: &Secret) -> Result<Option<Client>, Failure> {
    if client_id.is_empty() {
        return Ok(None);
    }
    let client = app.client(client_id).await?;
    Ok(client.filter(|client| is_proved(client, token)))
}

fn is_proved(client: &Client, token: &Secret) -> bool {
    client.registration_access_token.is_some_and(|hash| hash.matches(token.expose()))
}

async fn save(
    app: &App,
    incoming: &Incoming,
    mut existing: Client,
    token: &Secret,
    trail: &Trail<'_>,
) -> Result<Response, Failure> {
    for round in 0..MOST_ROUNDS {
        let changed = match decide(app, incoming, &existing).await? {
            Ok(changed) => changed,
            Err(error) => {
                trail.refused(&error);
                return Ok(answer::refuse(&error));
            }
        };
        // Who has one client could write it again and again.
        let limited = if round == 0 { limits::spend(app, incoming).await? } else { None };
        if let Some((limited, wait)) = limited {
            trail.refused(&limited);
            return Ok(answer::wait(&limited.to_string(), wait));
        }
        let (client, secret) = app.with_client_secret(changed).await?;
        let decide = |there: Option<&Client>| (there == Some(&existing)).then(|| client.clone());
        let change = app.store().change_client(&client.client_id, decide).await?;
        if let Some(client) = change.after {
            trail.done();
            let shown = (secret.as_ref(), token);
            return answer::tell(StatusCode::OK, &app.issuer().await?, &client, shown);
        }
        // Somebody else was faster; his change stays where this one does not speak of it.
        let there = change.before.filter(|there| is_proved(there, token));
        let Some(there) = there else { break };
        existing = there;
    }
    Err(StoreError::Busy.into())
}

/// The record as it is to be.
async fn decide(
    app: &App,
    incoming: &Incoming,
    existing: &Client,
) -> Result<Result<Client, RegistrationError>, Failure> {
    let sent = match incoming.json().and_then(|members| members.to_map()) {
        Ok(sent) => sent,
        Err(error) => return Ok(Err(error.into())),
    };
    if let Err(error) = is_about(app, &sent, existing).await? {
        return Ok(Err(error));
    }
    Ok(Metadata::read(&sent).and_then(|metadata| changed(existing, metadata, app.now())))
}

/// Whether a change names the client that it is of, and its secret if it names one: an app that has mixed
/// up two of its registrations should hear of it.
async fn is_about(
    app: &App,
    sent: &Map<String, Value>,
    existing: &Client,
) -> Result<Result<(), RegistrationError>, Failure> {
    if sent.get("client_id").and_then(Value::as_str) != Some(&existing.client_id) {
        return Ok(Err(RegistrationError::metadata("client_id must be the client's own")));
    }
    let secret = match sent.get("client_secret") {
        None | Some(Value::Null) => return Ok(Ok(())),
        Some(Value::String(secret)) => Secret::new(secret.as_str()),
        Some(_) => Secret::new(""),
    };
    let credentials = ClientCredentials {
        client_id: existing.client_id.clone(),
        secret: Some(secret),
        assertion: None,
        by_basic: false,
    };
    let unsealed = app.open_client_secrets(existing).await?;
    let is_right = authenticate(&credentials, Some(existing.clone()), unsealed).is_ok();
    let words = "client_secret must be the client's own; leave it out to keep it";
    Ok(if is_right { Ok(()) } else { Err(RegistrationError::metadata(words)) })
}
