//! Many users at once, for an import: read and, where nothing is lost by it, written in batches.
//!
//! A batch cannot be conditional, so users are only read in one, and each is written by himself
//! over what was read. Nothing on the way of an OAuth request may do this; a tidy test holds that.

use std::{collections::HashMap, time::Duration};

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, PutRequest, WriteRequest};
use tokio::time::sleep;

use super::{
    Store, StoreError,
    change::Change,
    item::{self, Item},
    kinds::{Kind, PASSWORD, USER},
};
use crate::protocol::{password::Hash, user::User};

/// The most that DynamoDB writes in one batch; it reads a hundred.
pub const BATCH: usize = 25;
/// How often what DynamoDB left undone is sent again, and the first wait; each is twice the last.
const MOST_ROUNDS: u32 = 10;
const FIRST_WAIT: Duration = Duration::from_millis(50);

/// Users as they were read together.
#[derive(Debug, Default)]
pub struct SeenUsers(HashMap<String, Item>);

impl SeenUsers {
    /// One of them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Corrupt`].
    pub fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        self.0.get(&USER.key(name).text).cloned().map(item::read).transpose()
    }
}

impl Store {
    /// Reads users by e-mail, at most [`BATCH`], each named once.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn users_of(&self, names: &[String]) -> Result<SeenUsers, StoreError> {
        Ok(SeenUsers(self.batch(USER, names).await?))
    }

    /// What [`Store::change_user`] does, decided at first on what was read before.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked, or [`StoreError::Busy`].
    pub async fn change_seen_user(
        &self,
        name: &str,
        seen: &SeenUsers,
        decide: impl Fn(Option<&User>) -> Option<User>,
    ) -> Result<Change<User>, StoreError> {
        let key = USER.key(name);
        self.change_seen(&key, seen.0.get(&key.text).cloned(), decide).await
    }

    /// Reads the password hashes of users, at most [`BATCH`], each named once.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn passwords_of(
        &self,
        names: &[String],
    ) -> Result<HashMap<String, Hash>, StoreError> {
        let mut items = self.batch(PASSWORD, names).await?;
        let hashes = names.iter().filter_map(|name| {
            let item = items.remove(&PASSWORD.key(name).text)?;
            Some(item::read(item).map(|hash| (name.clone(), hash)))
        });
        hashes.collect()
    }

    /// Keeps users' password hashes, at most [`BATCH`], each named once.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked; some may be kept then.
    pub async fn put_passwords(&self, hashes: &[(String, Hash)]) -> Result<(), StoreError> {
        let write = |(name, hash): &(String, Hash)| {
            let put = PutRequest::builder();
            let put = put.set_item(Some(item::make(&PASSWORD.key(name), hash, None)?)).build();
            let put = put.map_err(|error| StoreError::Corrupt(error.to_string()))?;
            Ok(WriteRequest::builder().put_request(put).build())
        };
        let writes = hashes.iter().map(write).collect::<Result<Vec<_>, StoreError>>()?;
        let mut left = (!writes.is_empty())
            .then(|| HashMap::from([(self.name(PASSWORD.table).to_owned(), writes)]));
        for round in 0..MOST_ROUNDS {
            let Some(writes) = left.take() else { return Ok(()) };
            wait(round).await;
            let answer =
                self.client.batch_write_item().set_request_items(Some(writes)).send().await?;
            left = answer.unprocessed_items.filter(|items| !items.is_empty());
        }
        if left.is_none() { Ok(()) } else { Err(undone()) }
    }

    /// The items of one kind with these ids, by their keys.
    async fn batch(&self, kind: Kind, ids: &[String]) -> Result<HashMap<String, Item>, StoreError> {
        let (table, mut found) = (kind.table, HashMap::new());
        let keys = ids.iter().map(|id| {
            HashMap::from([(table.key.to_owned(), AttributeValue::S(kind.key(id).text))])
        });
        let mut left = None;
        if !ids.is_empty() {
            let keys = KeysAndAttributes::builder().set_keys(Some(keys.collect()));
            let keys = keys.consistent_read(true).build();
            let keys = keys.map_err(|error| StoreError::Corrupt(error.to_string()))?;
            left = Some(HashMap::from([(self.name(table).to_owned(), keys)]));
        }
        for round in 0..MOST_ROUNDS {
            let Some(keys) = left.take() else { return Ok(found) };
            wait(round).await;
            let answer = self.client.batch_get_item().set_request_items(Some(keys)).send().await?;
            for item in answer.responses.unwrap_or_default().into_values().flatten() {
                let item: Item = item;
                if let Some(AttributeValue::S(key)) = item.get(table.key) {
                    found.insert(key.clone(), item);
                }
            }
            left = answer.unprocessed_keys.filter(|keys| !keys.is_empty());
        }
        if left.is_none() { Ok(found) } else { Err(undone()) }
    }
}

async fn wait(round: u32) {
    if let Some(doubled) = round.checked_sub(1) {
        sleep(FIRST_WAIT.saturating_mul(1 << doubled)).await;
    }
}

fn undone() -> StoreError {
    StoreError::Throttled("UnprocessedItems".to_owned())
}
