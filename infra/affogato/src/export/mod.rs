//! The export: users, clients and settings as the fixtures that `import` takes, and Frappe too.

use std::{
    collections::HashMap,
    io::{self, Write},
};

use serde_json::Value;
use shared::{
    App,
    app::AppError,
    doctype::{auth, oauth_client, oauth_settings, settings, user},
    protocol::user::User,
    store::{StoreError, bulk::BATCH, many, settings::ProviderSettings},
};
use thiserror::Error;

pub(crate) const USER: &str = user::DOCTYPE;
pub(crate) const AUTH: &str = auth::DOCTYPE;
pub(crate) const CLIENT: &str = oauth_client::DOCTYPE;
pub(crate) const OAUTH_SETTINGS: &str = oauth_settings::OAUTH_SETTINGS;
pub(crate) const PROVIDER_SETTINGS: &str = settings::PROVIDER_SETTINGS;
pub(crate) const SOCIAL_LOGIN_KEY: &str = settings::SOCIAL_LOGIN_KEY;

/// All that are written.
pub(crate) const DOCTYPES: [&str; 6] =
    [USER, AUTH, CLIENT, OAUTH_SETTINGS, PROVIDER_SETTINGS, SOCIAL_LOGIN_KEY];

/// Why an export ended early.
#[derive(Debug, Error)]
pub(crate) enum ExportError {
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Writes a list of documents, one a line, page by page as the store gives them.
pub(crate) struct Export<'a, W> {
    app: &'a App,
    out: W,
    is_wanted: &'a (dyn Fn(&str) -> bool + Sync),
    counts: Vec<(&'static str, usize)>,
}

impl<'a, W: Write> Export<'a, W> {
    pub(crate) fn new(app: &'a App, out: W, is_wanted: &'a (dyn Fn(&str) -> bool + Sync)) -> Self {
        let counts = DOCTYPES.into_iter().map(|doctype| (doctype, 0)).collect();
        Self { app, out, is_wanted, counts }
    }

    /// Writes everything that is wanted; gives the number of documents by doctype.
    pub(crate) async fn run(mut self) -> Result<Vec<(&'static str, usize)>, ExportError> {
        self.out.write_all(b"[")?;
        self.settings().await?;
        if (self.is_wanted)(CLIENT) {
            self.clients().await?;
        }
        if (self.is_wanted)(USER) || (self.is_wanted)(AUTH) {
            self.users().await?;
        }
        self.out.write_all(b"\n]\n")?;
        self.out.flush()?;
        Ok(self.counts)
    }

    fn write(&mut self, doctype: &'static str, document: &Value) -> io::Result<()> {
        let is_first = self.counts.iter().all(|(_, count)| *count == 0);
        self.out.write_all(if is_first { b"\n" } else { b",\n" })?;
        serde_json::to_writer(&mut self.out, document)?;
        for (_, count) in self.counts.iter_mut().filter(|(counted, _)| *counted == doctype) {
            *count += 1;
        }
        Ok(())
    }

    async fn settings(&mut self) -> Result<(), ExportError> {
        // Frappe of before 2026 knows the older document alone, and later ones hear the newer.
        let is_wanted = [OAUTH_SETTINGS, PROVIDER_SETTINGS].map(self.is_wanted);
        if is_wanted != [false; 2]
            && let Some(ProviderSettings { oauth, .. }) =
                self.app.store().provider_settings().await?
        {
            let [newer, older] = is_wanted;
            if newer {
                self.write(OAUTH_SETTINGS, &oauth_settings::write(&oauth))?;
            }
            if older {
                let document = settings::write_provider_settings(oauth.skip_authorization);
                self.write(PROVIDER_SETTINGS, &document)?;
            }
        }
        if (self.is_wanted)(SOCIAL_LOGIN_KEY)
            && let Some(key) = self.app.store().social_login_key().await?
        {
            let document = settings::write_social_login_key(key.base_url.as_deref());
            self.write(SOCIAL_LOGIN_KEY, &document)?;
        }
        Ok(())
    }

    async fn clients(&mut self) -> Result<(), ExportError> {
        let mut from = None;
        loop {
            let page = self.app.store().clients_page(from).await?;
            for client in page.entries {
                let secrets = self.app.open_client_secrets(&client).await?;
                self.write(CLIENT, &oauth_client::write(&client, &secrets))?;
            }
            let Some(next) = page.next else { return Ok(()) };
            from = Some(next);
        }
    }

    async fn users(&mut self) -> Result<(), ExportError> {
        let mut from = None;
        loop {
            let page = self.app.store().users_page(from).await?;
            let mut hashes = HashMap::new();
            if (self.is_wanted)(AUTH) {
                let read = |users: &[User]| {
                    let store = self.app.store().clone();
                    let names: Vec<String> = users.iter().map(|user| user.name.clone()).collect();
                    async move { store.passwords_of(&names).await }
                };
                let read = many::for_each(page.entries.chunks(BATCH), read).await?;
                hashes.extend(read.into_iter().flatten());
            }
            for user in page.entries {
                if (self.is_wanted)(USER) {
                    self.write(USER, &user::write(&user))?;
                }
                if let Some(hash) = hashes.get(&user.name) {
                    self.write(AUTH, &auth::write(&user.name, hash))?;
                }
            }
            let Some(next) = page.next else { return Ok(()) };
            from = Some(next);
        }
    }
}
