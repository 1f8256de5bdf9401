//! The form of every item: its key, the document, and the attributes that DynamoDB itself reads.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use serde::{Serialize, de::DeserializeOwned};

use super::{Store, StoreError, kinds::Key, tables::Table};
use crate::clock::Timestamp;

/// The attribute that holds what we store; the others are for DynamoDB.
pub(super) const DOCUMENT: &str = "document";

/// An item as DynamoDB has it.
pub(super) type Item = HashMap<String, AttributeValue>;

/// Makes an item; further attributes may be added to it.
pub(super) fn make<T: Serialize>(
    key: &Key,
    document: &T,
    ends_at: Option<Timestamp>,
) -> Result<Item, StoreError> {
    let document = serde_dynamo::to_attribute_value(document)?;
    let mut item = Item::from([
        (key.table.key.to_owned(), AttributeValue::S(key.text.clone())),
        (DOCUMENT.to_owned(), document),
    ]);
    if let (Some(attribute), Some(ends_at)) = (key.table.ttl, ends_at) {
        let second = AttributeValue::N(ends_at.seconds().to_string());
        item.insert(attribute.to_owned(), second);
    }
    Ok(item)
}

/// Reads the document of an item.
pub(super) fn read<T: DeserializeOwned>(mut item: Item) -> Result<T, StoreError> {
    let document = item
        .remove(DOCUMENT)
        .ok_or_else(|| StoreError::Corrupt("an item without a document".to_owned()))?;
    Ok(serde_dynamo::from_attribute_value(document)?)
}

/// How many bytes a key of DynamoDB has at most.
const LONGEST_KEY: usize = 2048;

impl Store {
    /// The name of a table here.
    pub(super) fn name(&self, table: Table) -> &str {
        match table.env {
            "CLIENTS_TABLE" => &self.names.clients,
            "USERS_TABLE" => &self.names.users,
            "TOKENS_TABLE" => &self.names.tokens,
            _ => &self.names.settings,
        }
    }

    /// Reads the document of one item, as it is now.
    pub(super) async fn get<T: DeserializeOwned>(
        &self,
        key: &Key,
    ) -> Result<Option<T>, StoreError> {
        self.item(key).await?.map(read).transpose()
    }

    /// Reads one item, as it is now. Nothing has a key that DynamoDB does not take; asking for it would
    /// be a fault of ours.
    pub(super) async fn item(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        if key.text.is_empty() || key.text.len() > LONGEST_KEY {
            return Ok(None);
        }
        let answer = self
            .client
            .get_item()
            .table_name(self.name(key.table))
            .key(key.table.key, AttributeValue::S(key.text.clone()))
            .consistent_read(true)
            .send()
            .await?;
        Ok(answer.item)
    }

    /// Writes one item, whatever was there.
    pub(super) async fn put<T: Serialize>(
        &self,
        key: &Key,
        document: &T,
        ends_at: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let put = self.client.put_item().table_name(self.name(key.table));
        put.set_item(Some(make(key, document, ends_at)?)).send().await?;
        Ok(())
    }

    /// Deletes one item, if it is there.
    pub(super) async fn delete(&self, key: &Key) -> Result<(), StoreError> {
        let delete = self.client.delete_item().table_name(self.name(key.table));
        delete.key(key.table.key, AttributeValue::S(key.text.clone())).send().await?;
        Ok(())
    }
}
