//! Grants: every step of the protocol is one conditional write.

use std::fmt;

use aws_sdk_dynamodb::{
    operation::put_item::PutItemError,
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure},
};

use super::{
    Store, StoreError,
    item::{self, Item},
    kinds::GRANT,
};
use crate::protocol::{
    grant::{Attempt, Grant, Step},
    token::{GrantId, Presented},
};

/// How often a step is decided anew because somebody else's write came first.
const MOST_ROUNDS: usize = 8;

/// The attribute with the id of the request that wrote the item.
const ATTEMPT: &str = "attempt";
/// The attribute with the ids of those that wrote it before.
const EARLIER: &str = "earlier";
/// How many of them are remembered. Between a write and its repetition by the SDK come a few
/// others at most: one redemption, one reuse, one rotation.
const MOST_EARLIER: usize = 7;

/// A grant as it was read, with the names of who wrote it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The grant.
    pub grant: Grant,
    writer: Attempt,
    earlier: Vec<Attempt>,
}

impl Store {
    /// Reads a grant.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn grant(&self, id: &GrantId) -> Result<Option<Seen>, StoreError> {
        self.item(&GRANT.key(id.as_str())).await?.map(read).transpose()
    }

    /// Reads the grant that a presented code or token names, if it was one of ours.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn grant_of(&self, token: Option<&Presented>) -> Result<Option<Seen>, StoreError> {
        match token {
            Some(token) => self.grant(&token.grant).await,
            None => Ok(None),
        }
    }

    /// Reads the grant with a key that the index gave.
    pub(super) async fn grant_at(&self, key: String) -> Result<Option<Seen>, StoreError> {
        let Some(key) = GRANT.found(key) else { return Ok(None) };
        self.item(&key).await?.map(read).transpose()
    }

    /// Keeps a new grant. Its id is random, so a second write is a repetition of the first.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn start_grant(&self, grant: &Grant, attempt: &Attempt) -> Result<(), StoreError> {
        let put = self.client.put_item().table_name(self.name(GRANT.table));
        let put = put.set_item(Some(make(grant, attempt, &[])?));
        let Err(error) = put.condition_expression("attribute_not_exists(id)").send().await else {
            return Ok(());
        };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(_)) => Ok(()),
            _ => Err(error.into()),
        }
    }

    /// Takes a step: decides on the grant as it was read, writes if it is still so, and decides
    /// anew if it is not.
    ///
    /// The write's condition is the id of the writer that was seen. If it fails, the item comes
    /// back with the failure. When it carries this very attempt, be it as the last writer's or as
    /// an earlier one's, the SDK repeated a write whose answer was lost, and we have won; without
    /// that, a lost answer would look like theft.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked, or [`StoreError::Busy`].
    pub async fn step<T, E: fmt::Debug>(
        &self,
        seen: Seen,
        attempt: &Attempt,
        decide: impl Fn(&Grant) -> Step<T, E>,
    ) -> Result<Result<T, E>, StoreError> {
        let mut seen = seen;
        for _ in 0..MOST_ROUNDS {
            let (next, result) = match decide(&seen.grant) {
                Step::Answer(result) => return Ok(result),
                Step::Commit(next, result) => (next, result),
            };
            match self.replace(&seen, &next, attempt).await? {
                None => return Ok(result),
                Some(theirs) if theirs.has_seen(attempt) => return Ok(result),
                Some(theirs) => seen = theirs,
            }
        }
        Err(StoreError::Busy)
    }

    /// Writes `next` over what was seen, or gives what is there instead.
    async fn replace(
        &self,
        seen: &Seen,
        next: &Grant,
        attempt: &Attempt,
    ) -> Result<Option<Seen>, StoreError> {
        let earlier: Vec<&Attempt> =
            [&seen.writer].into_iter().chain(&seen.earlier).take(MOST_EARLIER).collect();
        let written = self
            .client
            .put_item()
            .table_name(self.name(GRANT.table))
            .set_item(Some(make(next, attempt, &earlier)?))
            .condition_expression("#attempt = :seen")
            .expression_attribute_names("#attempt", ATTEMPT)
            .expression_attribute_values(
                ":seen",
                AttributeValue::S(seen.writer.as_str().to_owned()),
            )
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = written else { return Ok(None) };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failure)) => {
                let item = failure.item().cloned();
                // An item that is gone was swept up after its end; nothing brings it back.
                let item =
                    item.ok_or_else(|| StoreError::Corrupt("a grant vanished".to_owned()))?;
                read(item).map(Some)
            }
            _ => Err(error.into()),
        }
    }
}

impl Seen {
    pub(super) fn has_seen(&self, attempt: &Attempt) -> bool {
        self.writer == *attempt || self.earlier.contains(attempt)
    }
}

pub(super) fn make(
    grant: &Grant,
    attempt: &Attempt,
    earlier: &[&Attempt],
) -> Result<Item, StoreError> {
    let key = GRANT.key(grant.id.as_str());
    let mut item = item::make(&key, grant, Some(grant.ends_at()))?;
    item.insert(ATTEMPT.to_owned(), AttributeValue::S(attempt.as_str().to_owned()));
    item.insert(EARLIER.to_owned(), serde_dynamo::to_attribute_value(earlier)?);
    // Only grants with tokens stand in the index: it is the list of apps that a user has allowed
    // himself. A program that asks for tokens all day would bury them.
    let has_tokens = grant.tokens().is_some() || !grant.access().is_empty();
    if let Some(index) = GRANT.table.index.filter(|_| has_tokens && grant.is_by_consent()) {
        item.insert(index.to_owned(), AttributeValue::S(grant.user.clone()));
    }
    Ok(item)
}

pub(super) fn read(mut item: Item) -> Result<Seen, StoreError> {
    let mut take = |name| item.remove(name).unwrap_or(AttributeValue::Null(true));
    let (writer, earlier) = (take(ATTEMPT), take(EARLIER));
    let writer = serde_dynamo::from_attribute_value(writer)?;
    let earlier = serde_dynamo::from_attribute_value(earlier)?;
    Ok(Seen { grant: item::read(item)?, writer, earlier })
}
