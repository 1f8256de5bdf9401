//! OAuth clients, each an item of its own.

use super::{
    Store, StoreError,
    change::{Change, Document, Removal},
    kinds::CLIENT,
};
use crate::{clock::Timestamp, protocol::client::Client};

impl Document for Client {
    fn ends_at(&self) -> Option<Timestamp> {
        self.unused_until
    }
}

impl Store {
    /// Reads a client, also one whose time is over: [`crate::App::client`] does not give that.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn client(&self, client_id: &str) -> Result<Option<Client>, StoreError> {
        self.get(&CLIENT.key(client_id)).await
    }

    /// Keeps a client.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn put_client(&self, client: &Client) -> Result<(), StoreError> {
        self.put(&CLIENT.key(&client.client_id), client, client.ends_at()).await
    }

    /// Changes a client, or makes it, as [`Store::change_user`] does a user.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked, or [`StoreError::Busy`].
    pub async fn change_client(
        &self,
        client_id: &str,
        decide: impl Fn(Option<&Client>) -> Option<Client>,
    ) -> Result<Change<Client>, StoreError> {
        self.change(&CLIENT.key(client_id), decide).await
    }

    /// Removes a client, if it is such a one as it is. All that it was given is dead by that.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked, or [`StoreError::Busy`].
    pub async fn remove_client(
        &self,
        client_id: &str,
        is_such: impl Fn(&Client) -> bool,
    ) -> Result<Removal<Client>, StoreError> {
        self.remove_document(&CLIENT.key(client_id), is_such).await
    }
}
