//! A user and a client to try everything with, made on the first start.

use std::{fs, path::Path};

use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::{
    App,
    app::AppError,
    protocol::{roles::SYSTEM_MANAGER, user::User},
    secret::Random,
    store::StoreError,
};
use thiserror::Error;

use crate::{
    data::write_private,
    import::{self, ImportError},
};

/// The demo client's id.
const CLIENT_ID: &str = "demo";
/// The demo client's name, by which it is told from one that somebody imported as `demo`.
const APP_NAME: &str = "Affogato Demo";
/// The demo user.
const USER: &str = "demo@example.com";
/// Letters of the password and of the secret: 119 and 190 bits.
const LENGTHS: (usize, usize) = (20, 32);
/// Seconds that a demo's code lives: a person carries it from the browser to the terminal.
const CODE_LIFETIME: u64 = 600;

/// Why there is no demo.
#[derive(Debug, Error)]
pub enum DemoError {
    /// The file with its credentials.
    #[error("{0}: {1}; remove it for new demo credentials")]
    File(String, String),
    /// The import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The client's secret does not open.
    #[error("{0}; is data.key the key of this database?")]
    WrongKey(#[from] AppError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The credentials, as they are printed and kept for the next start.
#[derive(Clone, Serialize, Deserialize)]
pub struct Demo {
    /// The user's e-mail.
    pub user: String,
    /// The user's password.
    pub password: String,
    /// The client's id.
    pub client_id: String,
    /// The client's secret.
    pub client_secret: String,
}

impl std::fmt::Debug for Demo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Demo").field("user", &self.user).finish_non_exhaustive()
    }
}

impl Demo {
    /// New credentials.
    fn draw(random: Random) -> Self {
        let letters = |length| random.alphanumeric(length).expose().to_owned();
        Self {
            user: USER.to_owned(),
            password: letters(LENGTHS.0),
            client_id: CLIENT_ID.to_owned(),
            client_secret: letters(LENGTHS.1),
        }
    }

    /// The demo of this store, made if there is none; `None` if somebody imported a client `demo`
    /// of his own. `file` keeps the credentials; without it they are gone with the process.
    ///
    /// # Errors
    ///
    /// When the file or the store cannot be read or written.
    pub async fn prepare(
        app: &App,
        file: Option<&Path>,
        redirect_uri: &str,
    ) -> Result<Option<Self>, DemoError> {
        let client = app.store().client(CLIENT_ID).await?;
        if client.as_ref().is_some_and(|client| client.app_name != APP_NAME) {
            return Ok(None);
        }
        let kept = file.map(read).transpose()?.flatten();
        let user = app.store().user(USER).await?;
        if let (Some(demo), Some(client)) = (&kept, &client)
            && user.is_some_and(|user| user.enabled)
            && client.redirect_uris.iter().any(|uri| uri == redirect_uri)
            && let Some(secret) = app.open_client_secrets(client).await?.current
            && secret.expose() == demo.client_secret
        {
            return Ok(Some(demo.clone()));
        }
        let demo = kept.unwrap_or_else(|| Self::draw(Random));
        if let Some(path) = file {
            demo.keep(path)?;
        }
        demo.write(app, redirect_uri).await?;
        Ok(Some(demo))
    }

    /// Disables the demo user of a store that strangers can reach: he may do everything, and his
    /// password was printed.
    ///
    /// # Errors
    ///
    /// When the store cannot be read or written.
    pub async fn retire(app: &App) -> Result<(), DemoError> {
        let client = app.store().client(CLIENT_ID).await?;
        if client.is_some_and(|client| client.app_name == APP_NAME) {
            let now = app.now();
            let decide = |user: Option<&User>| {
                let user = user.filter(|user| user.enabled)?;
                Some(User { enabled: false, ..user.clone() }.saved_over(user, false, now))
            };
            app.store().change_user(USER, decide).await?;
        }
        Ok(())
    }

    /// Through the import, like everybody else.
    async fn write(&self, app: &App, redirect_uri: &str) -> Result<(), DemoError> {
        let documents = [
            json!({
                "doctype": "User",
                "name": self.user,
                "first_name": "Demo",
                "last_name": "User",
                // So that a newcomer sees the desk, too.
                "roles": [{"role": SYSTEM_MANAGER}],
                "new_password": self.password,
            }),
            json!({
                "doctype": "OAuth Client",
                "name": self.client_id,
                "app_name": APP_NAME,
                "client_secret": self.client_secret,
                "redirect_uris": redirect_uri,
                "default_redirect_uri": redirect_uri,
            }),
        ];
        import::import(app, &documents).await?;
        if let Some(mut client) = app.store().client(CLIENT_ID).await? {
            client.lifetimes.code = CODE_LIFETIME;
            app.store().put_client(&client).await?;
        }
        Ok(())
    }

    fn keep(&self, path: &Path) -> Result<(), DemoError> {
        let failed = |cause: String| DemoError::File(path.display().to_string(), cause);
        let text = serde_json::to_string_pretty(self).map_err(|error| failed(error.to_string()))?;
        write_private(path, &format!("{text}\n")).map_err(|error| failed(error.to_string()))
    }
}

fn read(path: &Path) -> Result<Option<Demo>, DemoError> {
    let failed = |cause: String| DemoError::File(path.display().to_string(), cause);
    match fs::read(path) {
        Ok(text) => serde_json::from_slice(&text).map(Some).map_err(|e| failed(e.to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error.to_string())),
    }
}
