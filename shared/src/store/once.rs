//! One-time values: authorization requests that are too long for a URL, and the names of assertions
//! that were used.

use serde::{Deserialize, Serialize};

use super::{
    Store, StoreError,
    item::{self, DOCUMENT},
    kinds::{ASSERTION, PARKED},
};
use crate::{
    clock::Timestamp,
    protocol::{client_assertion::Accepted, grant::Attempt},
    secret::sha256_hex,
};

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

    /// Writes down that an assertion is used, and gives whether it was for the first time. A write that
    /// the SDK repeated because its answer was lost is known by the attempt.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn use_assertion(
        &self,
        accepted: &Accepted,
        attempt: &Attempt,
    ) -> Result<bool, StoreError> {
        // Both are strangers' texts; their hash is as long as a key may be, and cannot be cut in two ways.
        let name = format!("{} {}", sha256_hex(accepted.client_id()), sha256_hex(accepted.jti()));
        let key = ASSERTION.key(&sha256_hex(&name));
        let used = item::make(&key, attempt, Some(accepted.ends_at()))?;
        let there = self.put_over(&key, None, &used).await?;
        Ok(there.is_none_or(|there| there.get(DOCUMENT) == used.get(DOCUMENT)))
    }
}
