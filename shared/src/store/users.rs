//! Users and, as items of their own, their passwords: what reads a user for a token never sees a
//! hash.

use super::{
    Store, StoreError,
    change::{Change, Document, Removal},
    kinds::{PASSWORD, USER},
};
use crate::protocol::{password::Hash, user::User};

impl Document for User {}
impl Document for Hash {}

impl Store {
    /// Reads a user by e-mail.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        self.get(&USER.key(name)).await
    }

    /// Keeps a user.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn put_user(&self, user: &User) -> Result<(), StoreError> {
        self.put(&USER.key(&user.name), user, None).await
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
        self.change(&USER.key(name), decide).await
    }

    /// Removes a user, if he is such a one as he is. All that he was given is dead by that.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked, or [`StoreError::Busy`].
    pub async fn remove_user(
        &self,
        name: &str,
        is_such: impl Fn(&User) -> bool,
    ) -> Result<Removal<User>, StoreError> {
        self.remove_document(&USER.key(name), is_such).await
    }

    /// Sweeps up the password hash of a user who is gone.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn forget_password(&self, name: &str) -> Result<(), StoreError> {
        self.delete(&PASSWORD.key(name)).await
    }

    /// Reads a user's password hash.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn password(&self, name: &str) -> Result<Option<Hash>, StoreError> {
        self.get(&PASSWORD.key(name)).await
    }

    /// Keeps a user's password hash.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn put_password(&self, name: &str, hash: &Hash) -> Result<(), StoreError> {
        self.put(&PASSWORD.key(name), hash, None).await
    }

    /// Puts a new hash in the place of an old one, unless the password has been changed since;
    /// gives whether it did. A login that renews a hash must not bring an old password back, and
    /// who changes his own must not undo what an administrator has just set.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked, or [`StoreError::Busy`].
    pub async fn replace_password(
        &self,
        name: &str,
        old: &Hash,
        new: &Hash,
    ) -> Result<bool, StoreError> {
        let decide = |hash: Option<&Hash>| hash.filter(|hash| hash.is(old)).map(|_| new.clone());
        let change = self.change(&PASSWORD.key(name), decide).await?;
        Ok(change.after.is_some())
    }
}
