//! What administrators do to OAuth clients.

use serde_json::{Map, Value};

use super::{AdminError, MOST_ROUNDS, Seen, busy};
use crate::{
    App,
    app::CLIENT_SECRET_LENGTH,
    doctype::oauth_client::{self, DOCTYPE},
    protocol::client::{Client, StoredSecret},
    secret::Secret,
    store::change::Removal,
};

/// Letters and digits of a client's id: 119 bits. Frappe's have ten.
pub const ID_LENGTH: usize = 20;

/// A client that was written, and the secret that was made for it: the one time that it is seen.
#[derive(Clone, Debug)]
pub struct Written {
    /// The client.
    pub client: Client,
    /// Its new secret, if it got one.
    pub secret: Option<Secret>,
}

/// Makes a client of the fields that were sent, and its secret if it goes by one.
///
/// # Errors
///
/// [`AdminError::Document`].
pub async fn create(app: &App, sent: &Map<String, Value>) -> Result<Written, AdminError> {
    let id = app.random().alphanumeric(ID_LENGTH);
    let client = oauth_client::make(id.expose(), sent)?;
    check_service_user(app, &client, None).await?;
    let (client, secret) = app.with_client_secret(client).await?;
    let client = client.made(app.now());
    let decide = |existing: Option<&Client>| existing.is_none().then(|| client.clone());
    let change = app.store().change_client(&client.client_id, decide).await?;
    let name = client.client_id;
    let client = change.after.ok_or(AdminError::Exists { doctype: DOCTYPE, name })?;
    Ok(Written { client, secret })
}

/// Changes the fields that were sent. A client that goes by a secret from now on gets one, one that
/// does no more loses its own.
///
/// # Errors
///
/// [`AdminError::Document`], [`AdminError::NoSuch`], [`AdminError::Modified`].
pub async fn save(
    app: &App,
    client_id: &str,
    seen: Seen,
    sent: &Map<String, Value>,
) -> Result<Written, AdminError> {
    for _ in 0..MOST_ROUNDS {
        let existing = read(app, client_id).await?;
        seen.check(existing.modified)?;
        let client = oauth_client::change(&existing, sent)?;
        check_service_user(app, &client, existing.service_user.as_ref()).await?;
        let (client, secret) = app.with_client_secret(client).await?;
        if let Some(client) = replace(app, &existing, client).await? {
            return Ok(Written { client, secret });
        }
    }
    Err(busy())
}

/// Gives a client a new secret beside the one that it has, so that its app can change over; or in
/// the place of the second one, if it has two already.
///
/// # Errors
///
/// [`AdminError::NoSuch`], [`AdminError::Modified`]; [`AdminError::Forbidden`] for one without.
pub async fn add_secret(app: &App, client_id: &str, seen: Seen) -> Result<Written, AdminError> {
    let beside = |existing: &Client, new| Client { next_client_secret: new, ..existing.clone() };
    give_secret(app, client_id, seen, beside).await
}

/// Gives a client a new secret in the place of all that it has: for one that has leaked.
///
/// # Errors
///
/// As [`add_secret`].
pub async fn replace_secret(app: &App, client_id: &str, seen: Seen) -> Result<Written, AdminError> {
    let alone = |existing: &Client, new| Client {
        client_secret: new,
        next_client_secret: StoredSecret::None,
        ..existing.clone()
    };
    give_secret(app, client_id, seen, alone).await
}

/// Ends the older of two secrets.
///
/// # Errors
///
/// [`AdminError::NoSuch`], [`AdminError::Modified`]; [`AdminError::Forbidden`] where there is one
/// secret alone, without which the app could not get another token.
pub async fn retire_secret(app: &App, client_id: &str, seen: Seen) -> Result<Client, AdminError> {
    for _ in 0..MOST_ROUNDS {
        let existing = read(app, client_id).await?;
        seen.check(existing.modified)?;
        if existing.next_client_secret == StoredSecret::None {
            return Err(AdminError::Forbidden(
                "The client has one secret; make a second one first.",
            ));
        }
        let client = Client {
            client_secret: existing.next_client_secret.clone(),
            next_client_secret: StoredSecret::None,
            ..existing.clone()
        };
        if let Some(client) = replace(app, &existing, client).await? {
            return Ok(client);
        }
    }
    Err(busy())
}

/// Cuts a client off: all its codes and tokens are dead, and its users have to authorize it again.
///
/// # Errors
///
/// [`AdminError::NoSuch`].
pub async fn cut_off(app: &App, client_id: &str) -> Result<Client, AdminError> {
    let now = app.now();
    let decide = |client: Option<&Client>| {
        let existing = client?;
        Some(existing.clone().cut_off(now).saved_over(existing, now))
    };
    let change = app.store().change_client(client_id, decide).await?;
    change.after.ok_or_else(|| no_such(client_id))
}

/// Deletes a client. All that it was given is dead by that one write.
///
/// # Errors
///
/// [`AdminError::NoSuch`], [`AdminError::Modified`].
pub async fn remove(app: &App, client_id: &str, seen: Seen) -> Result<Client, AdminError> {
    let is_seen = |client: &Client| seen.check(client.modified).is_ok();
    match app.store().remove_client(client_id, is_seen).await? {
        Removal::Removed(client) => Ok(client),
        Removal::Kept(_) => Err(AdminError::Modified),
        Removal::Absent => Err(no_such(client_id)),
    }
}

/// Reads a client.
///
/// # Errors
///
/// [`AdminError::NoSuch`].
pub async fn read(app: &App, client_id: &str) -> Result<Client, AdminError> {
    app.client(client_id).await?.ok_or_else(|| no_such(client_id))
}

fn no_such(client_id: &str) -> AdminError {
    AdminError::NoSuch { doctype: DOCTYPE, name: client_id.to_owned() }
}

/// Refuses a service user who is not there, unless he was the client's before: it would otherwise show only
/// when a program asks for its token.
async fn check_service_user(
    app: &App,
    client: &Client,
    before: Option<&String>,
) -> Result<(), AdminError> {
    let Some(user) = client.service_user.as_ref().filter(|user| before != Some(*user)) else {
        return Ok(());
    };
    match app.user(user).await? {
        Some(_) => Ok(()),
        None => Err(oauth_client::no_such_service_user(client).into()),
    }
}

/// Draws a secret and writes the client that `put` makes of it.
async fn give_secret(
    app: &App,
    client_id: &str,
    seen: Seen,
    put: impl Fn(&Client, StoredSecret) -> Client,
) -> Result<Written, AdminError> {
    let secret = app.random().alphanumeric(CLIENT_SECRET_LENGTH);
    for _ in 0..MOST_ROUNDS {
        let existing = read(app, client_id).await?;
        seen.check(existing.modified)?;
        if !existing.has_secret() {
            return Err(AdminError::Forbidden("The client has no secret."));
        }
        let client = put(&existing, app.keep_client_secret(&existing, &secret).await?);
        if let Some(client) = replace(app, &existing, client).await? {
            return Ok(Written { client, secret: Some(secret) });
        }
    }
    Err(busy())
}

/// Writes a client over what was read; `None` if somebody else was faster.
async fn replace(
    app: &App,
    existing: &Client,
    client: Client,
) -> Result<Option<Client>, AdminError> {
    let client = client.saved_over(existing, app.now());
    if client == *existing {
        return Ok(Some(client));
    }
    let decide = |there: Option<&Client>| (there == Some(existing)).then(|| client.clone());
    Ok(app.store().change_client(&existing.client_id, decide).await?.after)
}
