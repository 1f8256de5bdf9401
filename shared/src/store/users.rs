//! Users and, as items of their own, their passwords: what reads a user for a token never sees a
//! hash.

use super::{Store, StoreError, change::Change, item, tables::USERS};
use crate::protocol::{password::Hash, user::User};

impl Store {
    /// Reads a user by e-mail.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        self.get(USERS, &format!("user#{name}")).await
    }

    /// Keeps a user.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn put_user(&self, user: &User) -> Result<(), StoreError> {
        let key = format!("user#{}", user.name);
        self.put(USERS, item::make(USERS, &key, user, None)?).await
    }

    /// Changes a user, or makes him: writes what is decided on him as he is. `decide` gives
    /// `None` to leave him so; whoever else writes meanwhile has it decide anew.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked, or [`StoreError::Busy`].
    pub async fn change_user(
        &self,
        name: &str,
        decide: impl Fn(Option<&User>) -> Option<User>,
    ) -> Result<Change<User>, StoreError> {
        self.change(USERS, &format!("user#{name}"), decide).await
    }

    /// Reads a user's password hash.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn password(&self, name: &str) -> Result<Option<Hash>, StoreError> {
        self.get(USERS, &format!("password#{name}")).await
    }

    /// Keeps a user's password hash.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn put_password(&self, name: &str, hash: &Hash) -> Result<(), StoreError> {
        let key = format!("password#{name}");
        self.put(USERS, item::make(USERS, &key, hash, None)?).await
    }
}
