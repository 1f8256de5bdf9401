//! A table as it was, brought back: what restoring to a point in time does.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use super::World;

/// All items of the table of tokens at one moment.
pub(crate) struct Backup(Vec<HashMap<String, AttributeValue>>);

impl World {
    /// Remembers the table of tokens.
    pub(crate) async fn back_up(&self) -> Backup {
        let scan = self.engine.client().scan().table_name(&self.config.tables.tokens);
        Backup(scan.consistent_read(true).send().await.unwrap().items.unwrap())
    }

    /// Brings it back.
    pub(crate) async fn restore(&self, backup: Backup) {
        for item in backup.0 {
            let put = self.engine.client().put_item().table_name(&self.config.tables.tokens);
            put.set_item(Some(item)).send().await.unwrap();
        }
    }
}
