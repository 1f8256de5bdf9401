//! What a set of fixture files asks for, checked as a whole before anything is written.

use std::collections::BTreeMap;

use serde_json::Value;
use shared::protocol::password::Hash;

use super::{
    client::{self, ClientEntry},
    document::{Document, DocumentError},
    settings::{self, SettingsEntry},
    user::{self, UserEntry},
};

/// Users, clients and settings to be written.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub(super) users: Vec<UserEntry>,
    pub(super) hashes: Vec<(String, Hash)>,
    pub(super) clients: Vec<ClientEntry>,
    pub(super) settings: SettingsEntry,
    pub(super) others: BTreeMap<String, usize>,
}

impl Plan {
    /// Adds the documents of one file.
    ///
    /// # Errors
    ///
    /// Names the first document that cannot be imported, and its field.
    pub fn add(&mut self, documents: &[Value]) -> Result<(), DocumentError> {
        for (index, value) in documents.iter().enumerate() {
            self.add_one(&Document::new(index + 1, value)?)?;
        }
        Ok(())
    }

    fn add_one(&mut self, document: &Document<'_>) -> Result<(), DocumentError> {
        if user::is_auth_row(document) {
            match user::read_auth_row(document)? {
                Some(row) => self.hashes.push(row),
                None => self.pass_over(document),
            }
            return Ok(());
        }
        match document.doctype() {
            "User" => self.users.push(user::read(document)?),
            "OAuth Client" => self.clients.push(client::read(document)?),
            settings::OAUTH_SETTINGS | settings::PROVIDER_SETTINGS => {
                self.settings.add_consent(document)?;
            }
            settings::SOCIAL_LOGIN_KEY if settings::is_ours(document) => {
                self.settings.add_key(document)?;
            }
            _ => self.pass_over(document),
        }
        Ok(())
    }

    /// An export holds more than we have a place for.
    fn pass_over(&mut self, document: &Document<'_>) {
        *self.others.entry(document.doctype().to_owned()).or_default() += 1;
    }
}
