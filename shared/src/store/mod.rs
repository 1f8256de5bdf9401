//! DynamoDB: what the protocol needs kept, and nothing else.
//!
//! Concrete on purpose. A conditional write *is* the security property, so there is no trait to
//! put something weaker behind, and the tests run against a real DynamoDB API.
//!
//! Every read is strongly consistent: an eventually consistent one would honour a token for a
//! while after it was revoked.

pub mod api_keys;
pub mod buckets;
pub mod bulk;
pub mod change;
pub mod clients;
pub mod counts;
mod device_grants;
pub mod error;
pub mod grants;
mod grants_of_user;
mod item;
mod kinds;
pub mod lists;
pub mod many;
pub mod once;
pub mod sessions;
pub mod sessions_of_user;
pub mod settings;
pub mod tables;
pub mod throttle;
pub mod users;

use aws_sdk_dynamodb::Client;

use crate::config::TableNames;

pub use error::StoreError;

/// The four tables.
#[derive(Clone, Debug)]
pub struct Store {
    client: Client,
    names: TableNames,
}

impl Store {
    /// A store in these tables.
    pub fn new(client: Client, names: TableNames) -> Self {
        Self { client, names }
    }
}
