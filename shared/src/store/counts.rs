//! How much there is: counted by a scan when somebody asks, and kept with the moment of counting.

use std::time::Duration;

use aws_sdk_dynamodb::types::{AttributeValue, Select};
use serde::{Deserialize, Serialize};

use super::{
    Store, StoreError,
    kinds::{CLIENT, COUNTER, COUNTS, GRANT, Kind, USER},
    throttle::COUNT,
};
use crate::clock::Timestamp;

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// When.
    pub at: Timestamp,
    /// OAuth clients.
    pub clients: u64,
    /// Users.
    pub users: u64,
    /// Grants that have not run out.
    pub grants: u64,
    /// Logins that failed within the current ten minutes and have not been made good since.
    pub failed_logins: u64,
}

impl Store {
    /// Reads what was counted last.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn counts(&self) -> Result<Option<Counts>, StoreError> {
        self.get(&COUNTS.only()).await
    }

    /// Keeps what was counted.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn keep_counts(&self, counts: &Counts) -> Result<(), StoreError> {
        self.put(&COUNTS.only(), counts, None).await
    }

    /// Counts the clients.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn count_clients(&self) -> Result<u64, StoreError> {
        self.count(CLIENT, None).await
    }

    /// Counts the users.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn count_users(&self) -> Result<u64, StoreError> {
        self.count(USER, None).await
    }

    /// Counts the grants that had not run out at `now` and had not been revoked.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn count_grants(&self, now: Timestamp) -> Result<u64, StoreError> {
        // Only grants with tokens stand in the index, and an item stays a day after its end.
        let a_day_on = now + Duration::from_hours(24);
        self.count(GRANT, Some(("attribute_exists(by_user) AND #ttl > :now", a_day_on))).await
    }

    /// Counts the logins that failed and were not made good.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn count_failed_logins(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut items = self
            .client
            .scan()
            .table_name(self.name(COUNTER.table))
            // An address's attempts are those of the users behind it, counted again.
            .filter_expression(
                "begins_with(#key, :prefix) AND NOT begins_with(#key, :address) AND #ttl > :now",
            )
            .projection_expression("#count")
            .expression_attribute_names("#key", COUNTER.table.key)
            .expression_attribute_names("#ttl", COUNTER.table.ttl.unwrap_or("ttl"))
            .expression_attribute_names("#count", COUNT)
            .expression_attribute_values(":prefix", AttributeValue::S(COUNTER.only().text))
            .expression_attribute_values(
                ":address",
                AttributeValue::S(COUNTER.key("address#").text),
            )
            .expression_attribute_values(":now", AttributeValue::N(now.seconds().to_string()))
            .into_paginator()
            .items()
            .send();
        let mut failed: u64 = 0;
        while let Some(item) = items.next().await {
            let count = item?.remove(COUNT).and_then(|value| value.as_n().cloned().ok());
            failed += count.and_then(|text| text.parse::<u64>().ok()).unwrap_or(0);
        }
        Ok(failed)
    }

    async fn count(&self, kind: Kind, also: Option<(&str, Timestamp)>) -> Result<u64, StoreError> {
        let (table, prefix) = (kind.table, kind.only().text);
        let mut scan = self.client.scan().table_name(self.name(table));
        scan = scan.select(Select::Count);
        if !prefix.is_empty() {
            let also_is = also.map_or_else(String::new, |(also, _)| format!(" AND {also}"));
            scan = scan
                .filter_expression(format!("begins_with(#key, :prefix){also_is}"))
                .expression_attribute_names("#key", table.key)
                .expression_attribute_values(":prefix", AttributeValue::S(prefix));
        }
        if let Some((_, now)) = also {
            scan = scan
                .expression_attribute_names("#ttl", table.ttl.unwrap_or("ttl"))
                .expression_attribute_values(":now", AttributeValue::N(now.seconds().to_string()));
        }
        let (mut pages, mut count) = (scan.into_paginator().send(), 0);
        while let Some(page) = pages.next().await {
            count += u64::try_from(page?.count).unwrap_or(0);
        }
        Ok(count)
    }
}
