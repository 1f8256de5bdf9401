//! Token buckets, emptied by strangers.

use aws_sdk_dynamodb::{
    operation::update_item::UpdateItemError,
    types::{AttributeValue, ReturnValuesOnConditionCheckFailure},
};

use super::{Store, StoreError, item::Item, kinds::BUCKET};
use crate::{
    clock::Timestamp,
    protocol::bucket::{Bucket, Taking},
};

/// The attribute with the moment at which a bucket is full again, in milliseconds.
const FULL_AT: &str = "full_at";

/// How often a taking is decided anew because the bucket was another one by then.
const MOST_ROUNDS: usize = 8;

impl Store {
    /// Takes one out of a bucket; gives the moment from which there is one again, if it is empty.
    ///
    /// Each taking is a condition and its change in one write, so that of many at once no two have the
    /// same one. A write that the SDK repeats may take two.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked, or [`StoreError::Busy`].
    pub async fn take_from(
        &self,
        bucket: &Bucket,
        now: Timestamp,
    ) -> Result<Option<Timestamp>, StoreError> {
        let mut taking = Taking::First;
        for _ in 0..MOST_ROUNDS {
            if let Taking::Wait(until) = taking {
                return Ok(Some(until));
            }
            let Some(theirs) = self.take_so(bucket, taking, now).await? else { return Ok(None) };
            taking = bucket.take(full_at(&theirs), now);
        }
        Err(StoreError::Busy)
    }

    /// Takes one as it was decided; gives what is there, if the bucket is another one.
    async fn take_so(
        &self,
        bucket: &Bucket,
        taking: Taking,
        now: Timestamp,
    ) -> Result<Option<Item>, StoreError> {
        let key = BUCKET.key(&bucket.key);
        let is_first = taking == Taking::First;
        let interval = i64::try_from(bucket.interval.as_millis()).unwrap_or(i64::MAX);
        let by = if is_first { (now + bucket.interval).millis() } else { interval };
        let number = |number: i64| AttributeValue::N(number.to_string());
        let (update, condition) = if is_first {
            ("SET #full = :by, #ttl = :ttl", "attribute_not_exists(#full) OR #full <= :now")
        } else {
            ("SET #full = #full + :by, #ttl = :ttl", "#full > :now AND #full <= :latest")
        };
        let latest = (!is_first).then(|| number(bucket.latest(now).millis()));
        let mut values = std::collections::HashMap::from([
            (":by".to_owned(), number(by)),
            (":now".to_owned(), number(now.millis())),
            (":ttl".to_owned(), number(bucket.forgotten_at(now).seconds().saturating_add(1))),
        ]);
        values.extend(latest.map(|latest| (":latest".to_owned(), latest)));
        let taken = self
            .client
            .update_item()
            .table_name(self.name(key.table))
            .key(key.table.key, AttributeValue::S(key.text))
            .update_expression(update)
            .condition_expression(condition)
            .expression_attribute_names("#full", FULL_AT)
            .expression_attribute_names("#ttl", key.table.ttl.unwrap_or("ttl"))
            .set_expression_attribute_values(Some(values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = taken else { return Ok(None) };
        match error.as_service_error() {
            Some(UpdateItemError::ConditionalCheckFailedException(failure)) => {
                Ok(Some(failure.item().cloned().unwrap_or_default()))
            }
            _ => Err(error.into()),
        }
    }
}

fn full_at(item: &Item) -> Option<Timestamp> {
    let text = item.get(FULL_AT).and_then(|value| value.as_n().ok());
    text.and_then(|text| text.parse().ok()).map(Timestamp::from_millis)
}
