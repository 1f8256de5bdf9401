//! One-time values: authorization requests that are too long for a URL.

use serde::{Deserialize, Serialize};

use super::{Store, StoreError, kinds::PARKED};
use crate::clock::Timestamp;

#[derive(Serialize, Deserialize)]
struct Parked {
    query: String,
    until: Timestamp,
}

impl Store {
    /// Keeps the parameters of an authorization request for a while.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn park(&self, id: &str, query: &str, until: Timestamp) -> Result<(), StoreError> {
        let parked = Parked { query: query.to_owned(), until };
        self.put(&PARKED.key(id), &parked, Some(until)).await
    }

    /// Gives the parameters that were kept, while they are.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn parked(&self, id: &str, now: Timestamp) -> Result<Option<String>, StoreError> {
        let is_ours = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if !is_ours {
            return Ok(None);
        }
        let parked: Option<Parked> = self.get(&PARKED.key(id)).await?;
        Ok(parked.filter(|parked| now < parked.until).map(|parked| parked.query))
    }
}
