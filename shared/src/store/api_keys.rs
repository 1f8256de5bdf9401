//! API keys, each an item of its own, found by its name.

use super::{Store, StoreError, kinds::API_KEY};
use crate::protocol::api_key::ApiKey;

impl Store {
    /// Reads an API key; whether it may act is for [`ApiKey::acts_for`] to say.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn api_key(&self, name: &str) -> Result<Option<ApiKey>, StoreError> {
        self.get(&API_KEY.key(name)).await
    }

    /// Keeps a new API key. It does nothing until its user's item names it.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn keep_api_key(&self, name: &str, key: &ApiKey) -> Result<(), StoreError> {
        self.put(&API_KEY.key(name), key, None).await
    }

    /// Sweeps up an API key that its user does not name any more.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn forget_api_key(&self, name: &str) -> Result<(), StoreError> {
        self.delete(&API_KEY.key(name)).await
    }
}
