//! Counters of failed logins, and the browsers that are known.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};

use super::{
    Store, StoreError,
    kinds::{COUNTER, KNOWN_BROWSER, Key},
};
use crate::{
    clock::Timestamp,
    protocol::throttle::Counter,
    secret::{SecretHash, sha256_hex},
};

/// The attribute with the attempts.
pub(super) const COUNT: &str = "attempts";

impl Store {
    /// Adds one to a counter and gives its value, in one write: of many attempts at once each gets
    /// a number of its own, so that none slips through between a read and a write.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn count_attempt(&self, counter: &Counter) -> Result<u32, StoreError> {
        let ttl = AttributeValue::N(counter.ends_at.seconds().to_string());
        let key = key(counter);
        let answer = self
            .client
            .update_item()
            .table_name(self.name(key.table))
            .key(key.table.key, AttributeValue::S(key.text))
            .update_expression("SET #ttl = :ttl ADD #count :one")
            .expression_attribute_names("#ttl", key.table.ttl.unwrap_or("ttl"))
            .expression_attribute_names("#count", COUNT)
            .expression_attribute_values(":ttl", ttl)
            .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await?;
        let count = answer.attributes().and_then(|attributes| attributes.get(COUNT));
        let count = count.and_then(|value| value.as_n().ok()).and_then(|text| text.parse().ok());
        count.ok_or_else(|| StoreError::Corrupt("a counter without a count".to_owned()))
    }

    /// Takes one attempt back: it was the right password.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn forgive_attempt(&self, counter: &Counter) -> Result<(), StoreError> {
        let key = key(counter);
        self.client
            .update_item()
            .table_name(self.name(key.table))
            .key(key.table.key, AttributeValue::S(key.text))
            .update_expression("ADD #count :less")
            .expression_attribute_names("#count", COUNT)
            .expression_attribute_values(":less", AttributeValue::N("-1".to_owned()))
            .send()
            .await?;
        Ok(())
    }

    /// Forgets a counter: its user has shown that he knows the password.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn clear_attempts(&self, counter: &Counter) -> Result<(), StoreError> {
        self.delete(&key(counter)).await
    }

    /// Whether a user has logged in before from the browser that holds this secret.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn knows_browser(
        &self,
        id: &str,
        user: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let known: Option<(SecretHash, Timestamp)> = self.get(&browser(id)).await?;
        Ok(known.is_some_and(|(hash, until)| hash.matches(user) && now < until))
    }

    /// Remembers that a user has logged in from a browser.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn remember_browser(
        &self,
        id: &str,
        user: &str,
        until: Timestamp,
    ) -> Result<(), StoreError> {
        let document = (SecretHash::of(user), until);
        self.put(&browser(id), &document, Some(until)).await
    }
}

fn key(counter: &Counter) -> Key {
    COUNTER.key(&counter.key)
}

fn browser(id: &str) -> Key {
    // The cookie is a secret (it buys attempts), so the store has its hash.
    KNOWN_BROWSER.key(&sha256_hex(id))
}
