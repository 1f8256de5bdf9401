//! Adds one new user or client, under the same rules as an import, but never over one that is there.

use serde_json::Value;
use shared::{
    App,
    doctype::{
        Document, DocumentError,
        oauth_client::{self, ClientEntry},
        user,
    },
    protocol::{
        client::Client,
        password::Hash,
        user::{User, new_subject},
    },
    secret::Secret,
};

use super::ImportError;

/// A user who is checked and not written yet.
#[derive(Clone, Debug)]
pub struct NewUser(User);

impl NewUser {
    /// Checks a document of doctype User.
    ///
    /// # Errors
    ///
    /// Names the field that is wrong.
    pub fn read(document: &Value) -> Result<Self, DocumentError> {
        Ok(Self(user::read(&Document::new(1, document)?)?.user))
    }

    /// His e-mail.
    pub fn name(&self) -> &str {
        &self.0.name
    }
}

/// Writes a new user.
///
/// # Errors
///
/// [`ImportError::UserExists`], and nothing is written.
pub async fn add_user(app: &App, user: NewUser, password: &Secret) -> Result<User, ImportError> {
    let NewUser(mut user) = user;
    user.sub = new_subject(app.random());
    let hash = Hash::of(password, app.random());
    let hash = hash.map_err(|_| ImportError::Password(user.name.clone()))?;
    let now = app.now();
    let decide = |existing: Option<&User>| existing.is_none().then(|| user.clone().made(now));
    let change = app.store().change_user(&user.name, decide).await?;
    // In this order: a password that came first would be that of the user who is there.
    let user = change.after.ok_or(ImportError::UserExists(user.name))?;
    app.store().put_password(&user.name, &hash).await?;
    Ok(user)
}

/// A client that is checked and not written yet.
#[derive(Clone, Debug)]
pub struct NewClient(ClientEntry);

impl NewClient {
    /// Checks a document of doctype OAuth Client.
    ///
    /// # Errors
    ///
    /// Names the field that is wrong.
    pub fn read(document: &Value) -> Result<Self, DocumentError> {
        Ok(Self(oauth_client::read(&Document::new(1, document)?)?))
    }
}

/// Writes a new client.
///
/// # Errors
///
/// [`ImportError::ClientExists`], and nothing is written; [`ImportError::Sealing`].
pub async fn add_client(app: &App, client: NewClient) -> Result<Client, ImportError> {
    let NewClient(ClientEntry { mut client, secrets, .. }) = client;
    if let Some(secret) = secrets.current {
        let sealed = app.seal_client_secret(&client.client_id, &secret).await;
        let failed = |error| ImportError::Sealing(client.client_id.clone(), error);
        client.client_secret = sealed.map_err(failed)?;
    }
    let now = app.now();
    let decide = |existing: Option<&Client>| existing.is_none().then(|| client.clone().made(now));
    let change = app.store().change_client(&client.client_id, decide).await?;
    change.after.ok_or(ImportError::ClientExists(client.client_id))
}
