//! A change of one document: decided on what is there, written only if it still is.
//!
//! For users and clients, which administrators change: a save that puts back what it had read a
//! moment ago would undo what somebody else did in between, such as disabling a user.

use std::collections::HashMap;

use aws_sdk_dynamodb::{
    operation::{delete_item::DeleteItemError, put_item::PutItemError},
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure},
};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    Store, StoreError,
    item::{self, DOCUMENT, Item},
    kinds::Key,
};
use crate::clock::Timestamp;

/// How often a change is decided anew because somebody else's write came first.
const MOST_ROUNDS: usize = 8;

/// A document that is changed so.
pub(super) trait Document: Serialize + DeserializeOwned {
    /// When DynamoDB may forget it, if it ever may.
    fn ends_at(&self) -> Option<Timestamp> {
        None
    }
}

/// A document before and after a change.
#[derive(Clone, Debug)]
pub struct Change<T> {
    /// What was there.
    pub before: Option<T>,
    /// What was written; `None` if nothing was.
    pub after: Option<T>,
}

/// What became of a document that was to be removed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal<T> {
    /// There was none.
    Absent,
    /// It stays, as it is.
    Kept(T),
    /// It was this, and is gone.
    Removed(T),
}

impl Store {
    /// Removes a document, if it is such a one as it is.
    pub(super) async fn remove_document<T: DeserializeOwned>(
        &self,
        key: &Key,
        is_such: impl Fn(&T) -> bool,
    ) -> Result<Removal<T>, StoreError> {
        let mut seen = self.item(key).await?;
        for _ in 0..MOST_ROUNDS {
            let Some(item) = seen else { return Ok(Removal::Absent) };
            let document = item.get(DOCUMENT).cloned().unwrap_or(AttributeValue::Null(true));
            let there: T = item::read(item)?;
            if !is_such(&there) {
                return Ok(Removal::Kept(there));
            }
            match self.delete_seen(key, document).await? {
                None => return Ok(Removal::Removed(there)),
                Some(theirs) => seen = Some(theirs).filter(|item| !item.is_empty()),
            }
        }
        Err(StoreError::Busy)
    }

    /// Deletes an item whose document is still this; else gives what is there, an empty item if
    /// there is none any more.
    async fn delete_seen(
        &self,
        key: &Key,
        document: AttributeValue,
    ) -> Result<Option<Item>, StoreError> {
        let deleted = self
            .client
            .delete_item()
            .table_name(self.name(key.table))
            .key(key.table.key, AttributeValue::S(key.text.clone()))
            .condition_expression("#document = :seen")
            .expression_attribute_names("#document", DOCUMENT)
            .expression_attribute_values(":seen", document)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = deleted else { return Ok(None) };
        match error.as_service_error() {
            Some(DeleteItemError::ConditionalCheckFailedException(failure)) => {
                Ok(Some(failure.item().cloned().unwrap_or_default()))
            }
            _ => Err(error.into()),
        }
    }

    /// Writes what `decide` makes of a document, and nothing if it gives `None`.
    ///
    /// The condition is the whole document as it was read, also the fields that this version does
    /// not know.
    pub(super) async fn change<T: Document>(
        &self,
        key: &Key,
        decide: impl Fn(Option<&T>) -> Option<T>,
    ) -> Result<Change<T>, StoreError> {
        let seen = self.item(key).await?;
        self.change_seen(key, seen, decide).await
    }

    /// The same, decided at first on an item that was read before.
    pub(super) async fn change_seen<T: Document>(
        &self,
        key: &Key,
        mut seen: Option<Item>,
        decide: impl Fn(Option<&T>) -> Option<T>,
    ) -> Result<Change<T>, StoreError> {
        for _ in 0..MOST_ROUNDS {
            let before = seen.clone().map(item::read).transpose()?;
            let Some(after) = decide(before.as_ref()) else {
                return Ok(Change { before, after: None });
            };
            // The attributes that only DynamoDB reads stay as they are.
            let mut next = seen.clone().unwrap_or_default();
            if let Some(ttl) = key.table.ttl {
                next.remove(ttl);
            }
            next.extend(item::make(key, &after, after.ends_at())?);
            match self.put_over(key, seen.as_ref(), &next).await? {
                None => return Ok(Change { before, after: Some(after) }),
                // The SDK repeated a write whose answer was lost.
                Some(theirs) if theirs.get(DOCUMENT) == next.get(DOCUMENT) => {
                    return Ok(Change { before, after: Some(after) });
                }
                Some(theirs) => seen = Some(theirs).filter(|item| !item.is_empty()),
            }
        }
        Err(StoreError::Busy)
    }

    /// Puts an item over the one that was seen; gives what is there if that is another one, and an
    /// empty item if there is none any more.
    pub(super) async fn put_over(
        &self,
        key: &Key,
        seen: Option<&Item>,
        next: &Item,
    ) -> Result<Option<Item>, StoreError> {
        let put = self
            .client
            .put_item()
            .table_name(self.name(key.table))
            .set_item(Some(next.clone()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let put = match seen.and_then(|item| item.get(DOCUMENT)) {
            Some(document) => put
                .condition_expression("#document = :seen")
                .expression_attribute_names("#document", DOCUMENT)
                .expression_attribute_values(":seen", document.clone()),
            None => put
                .condition_expression("attribute_not_exists(#key)")
                .expression_attribute_names("#key", key.table.key),
        };
        let Err(error) = put.send().await else { return Ok(None) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failure)) => {
                let theirs: Option<&HashMap<String, AttributeValue>> = failure.item();
                Ok(Some(theirs.cloned().unwrap_or_default()))
            }
            _ => Err(error.into()),
        }
    }
}
