//! A user's grants: found by the index, confirmed one by one.
//!
//! The index lags behind the table, so it only tells where to look. What counts is the item, read
//! consistently: a grant that was revoked a moment ago is not there.

use aws_sdk_dynamodb::types::AttributeValue;

use super::{
    Store, StoreError,
    grants::Seen,
    kinds::GRANT,
    many::{AT_ONCE, for_each},
};
use crate::{clock::Timestamp, protocol::grant::Grant};

/// How many grants are looked through for one. A user who logs in at a site every hour has some
/// hundreds; whoever has more is asked once more than he had to be.
const MOST_LOOKED_THROUGH: usize = 16 * AT_ONCE;

impl Store {
    /// Reads the live grants of a user, in any order.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn grants_of_user(
        &self,
        user: &str,
        now: Timestamp,
    ) -> Result<Vec<Seen>, StoreError> {
        let keys = self.grant_keys_of_user(user, usize::MAX).await?;
        self.confirm(keys, user, now).await
    }

    /// Whether a live grant of a user is such a one. Looks through a few at a time, and not
    /// through thousands: `false` may mean that it was not found.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn has_grant_of_user(
        &self,
        user: &str,
        now: Timestamp,
        is_such: impl Fn(&Grant) -> bool,
    ) -> Result<bool, StoreError> {
        let keys = self.grant_keys_of_user(user, MOST_LOOKED_THROUGH).await?;
        for keys in keys.chunks(AT_ONCE) {
            let grants = self.confirm(keys.to_vec(), user, now).await?;
            if grants.iter().any(|seen| is_such(&seen.grant)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The keys of a user's grants, as the index has them.
    async fn grant_keys_of_user(&self, user: &str, most: usize) -> Result<Vec<String>, StoreError> {
        let index = GRANT.table.index.unwrap_or_default();
        let mut items = self
            .client
            .query()
            .table_name(self.name(GRANT.table))
            .index_name(index)
            .key_condition_expression("#user = :user")
            .expression_attribute_names("#user", index)
            .expression_attribute_values(":user", AttributeValue::S(user.to_owned()))
            .into_paginator()
            .items()
            .send();
        let mut keys = Vec::new();
        while keys.len() < most
            && let Some(item) = items.next().await
        {
            if let Some(AttributeValue::S(key)) = item?.remove(GRANT.table.key) {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// Reads the grants with these keys, and keeps the user's live ones.
    async fn confirm(
        &self,
        keys: Vec<String>,
        user: &str,
        now: Timestamp,
    ) -> Result<Vec<Seen>, StoreError> {
        let grants = for_each(keys, |key| {
            let store = self.clone();
            async move { store.grant_at(key).await }
        });
        let mut grants: Vec<Seen> = grants.await?.into_iter().flatten().collect();
        grants.retain(|seen| seen.grant.user == user && seen.grant.is_live(now));
        Ok(grants)
    }
}
