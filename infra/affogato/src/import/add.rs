//! Adds one new user, under the same rules as an import, but never over one who is there.

use serde_json::Value;
use shared::{
    App,
    protocol::{
        password::Hash,
        user::{User, new_subject},
    },
    secret::Secret,
};

use super::{
    ImportError,
    document::{Document, DocumentError},
    user,
};

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
    let decide = |existing: Option<&User>| existing.is_none().then(|| user.clone());
    let change = app.store().change_user(&user.name, decide).await?;
    // In this order: a password that came first would be that of the user who is there.
    let user = change.after.ok_or(ImportError::UserExists(user.name))?;
    app.store().put_password(&user.name, &hash).await?;
    Ok(user)
}
