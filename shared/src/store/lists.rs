//! Lists of all users and all clients, for administrators: a scan, page by page.
//!
//! A scan costs by the size of the table, so nothing on the way of an OAuth request may ask for
//! one; a tidy test holds that.

use aws_sdk_dynamodb::types::AttributeValue;
use serde::de::DeserializeOwned;

use super::{
    Store, StoreError, item,
    kinds::{CLIENT, Kind, USER},
};
use crate::protocol::{client::Client, user::User};

/// A part of a list, in no order.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// What is in it; maybe nothing, though others follow.
    pub entries: Vec<T>,
    /// Where the next one begins; `None` after the last.
    pub next: Option<Cursor>,
}

/// A place in a list: the key of the last item before it.
#[derive(Clone, Debug)]
pub struct Cursor(String);

impl Store {
    /// Reads a page of the users.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn users_page(&self, from: Option<Cursor>) -> Result<Page<User>, StoreError> {
        self.page(USER, from).await
    }

    /// Reads a page of the clients.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn clients_page(&self, from: Option<Cursor>) -> Result<Page<Client>, StoreError> {
        self.page(CLIENT, from).await
    }

    async fn page<T: DeserializeOwned>(
        &self,
        kind: Kind,
        from: Option<Cursor>,
    ) -> Result<Page<T>, StoreError> {
        let (table, prefix) = (kind.table, kind.only().text);
        let start = from.map(|Cursor(key)| (table.key.to_owned(), AttributeValue::S(key)));
        let mut scan = self
            .client
            .scan()
            .table_name(self.name(table))
            .consistent_read(true)
            .set_exclusive_start_key(start.map(|pair| [pair].into()));
        if !prefix.is_empty() {
            // Passwords stand in the users' table, and are not even fetched.
            scan = scan
                .filter_expression("begins_with(#key, :prefix)")
                .expression_attribute_names("#key", table.key)
                .expression_attribute_values(":prefix", AttributeValue::S(prefix));
        }
        let answer = scan.send().await?;
        let entries = answer.items.unwrap_or_default().into_iter().map(item::read);
        let next = answer.last_evaluated_key.and_then(|mut key| key.remove(table.key));
        let next = match next {
            Some(AttributeValue::S(key)) => Some(Cursor(key)),
            _ => None,
        };
        Ok(Page { entries: entries.collect::<Result<_, _>>()?, next })
    }
}
