//! Clients, as they stand.

use super::App;
use crate::{protocol::client::Client, store::StoreError};

impl App {
    /// A client. One that nobody vouches for and that was not used in time is gone. Whoever asks for a
    /// client asks here, not in the store.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn client(&self, client_id: &str) -> Result<Option<Client>, StoreError> {
        let client = self.store().client(client_id).await?;
        Ok(client.filter(|client| client.is_kept(self.now())))
    }

    /// Writes down that a client is used, if its record would end otherwise. Gives whether it is still
    /// there.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn keep_client(&self, client: &Client) -> Result<bool, StoreError> {
        let now = self.now();
        if client.used(now).is_none() {
            return Ok(true);
        }
        let decide = |there: Option<&Client>| there.filter(|there| there.is_kept(now))?.used(now);
        let change = self.store().change_client(&client.client_id, decide).await?;
        // Another request may have moved it on first.
        Ok(change.before.is_some_and(|there| there.is_kept(now)))
    }
}
