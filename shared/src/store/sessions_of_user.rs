//! A user's sessions: found by the index, confirmed one by one, as his grants are.

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    Store, StoreError, item,
    kinds::SESSION,
    many::{AT_ONCE, for_each},
};
use crate::{
    clock::Timestamp,
    protocol::{session::Session, user::User},
};

/// How many sessions are looked through. A person has a few; a program that logs in every minute
/// has thousands, which nobody reads.
const MOST_LOOKED_THROUGH: usize = 16 * AT_ONCE;

/// A session that was found, and the id that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The id: no secret, it proves nothing.
    pub id: String,
    /// The session.
    pub session: Session,
}

/// The sessions of a user.
#[derive(Clone, Debug, Default)]
pub struct Sessions {
    /// The live ones, in any order.
    pub found: Vec<Found>,
    /// Whether there are more than were looked through.
    pub are_more: bool,
}

impl Store {
    /// Reads the live sessions of a user. The index lags behind: one that began a moment ago may
    /// be missing.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn sessions_of_user(
        &self,
        user: &User,
        now: Timestamp,
    ) -> Result<Sessions, StoreError> {
        let mut keys = self.session_keys_of_user(&user.name).await?;
        let are_more = keys.len() > MOST_LOOKED_THROUGH;
        keys.truncate(MOST_LOOKED_THROUGH);
        let found = for_each(keys, |key| {
            let store = self.clone();
            async move { store.session_at(key).await }
        });
        let mut found: Vec<Found> = found.await?.into_iter().flatten().collect();
        found.retain(|found| found.session.is_alive_for(user, now));
        Ok(Sessions { found, are_more })
    }

    /// The keys of a user's sessions, as the index has them.
    async fn session_keys_of_user(&self, user: &str) -> Result<Vec<String>, StoreError> {
        let index = SESSION.table.index.unwrap_or_default();
        let mut items = self
            .client
            .query()
            .table_name(self.name(SESSION.table))
            .index_name(index)
            .key_condition_expression("#index = :owner")
            .expression_attribute_names("#index", index)
            .expression_attribute_values(":owner", AttributeValue::S(owner(user)))
            .into_paginator()
            .items()
            .send();
        let mut keys = Vec::new();
        while keys.len() <= MOST_LOOKED_THROUGH
            && let Some(item) = items.next().await
        {
            if let Some(AttributeValue::S(key)) = item?.remove(SESSION.table.key) {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// Reads the session with a key that the index gave.
    async fn session_at(&self, key: String) -> Result<Option<Found>, StoreError> {
        let Some(key) = SESSION.found(key) else { return Ok(None) };
        let Some(item) = self.item(&key).await? else { return Ok(None) };
        let id = SESSION.id(&key).to_owned();
        Ok(Some(Found { id, session: item::read(item)? }))
    }
}

/// Where a user's sessions stand in the index: beside his grants, not among them, so that nobody
/// who looks for a grant pays for sessions.
pub(super) fn owner(user: &str) -> String {
    SESSION.key(user).text
}
