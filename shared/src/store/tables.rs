//! The four tables, as template.yaml describes them.

/// What the code relies on in a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Table {
    /// The environment variable with its name.
    pub env: &'static str,
    /// Its logical id in template.yaml.
    pub logical_id: &'static str,
    /// The attribute of its one key, a string.
    pub key: &'static str,
    /// The attribute with the second after which DynamoDB may delete an item.
    pub ttl: Option<&'static str>,
    /// Its index, named after the attribute that it is over.
    pub index: Option<&'static str>,
}

/// OAuth clients.
pub const CLIENTS: Table = Table {
    env: "CLIENTS_TABLE",
    logical_id: "ClientsTable",
    key: "client_id",
    ttl: Some("ttl"),
    index: None,
};

/// `user#<e-mail>` and `password#<e-mail>`.
pub const USERS: Table =
    Table { env: "USERS_TABLE", logical_id: "UsersTable", key: "name", ttl: None, index: None };

/// `grant#`, `session#`, `throttle#`, `once#`.
pub const TOKENS: Table = Table {
    env: "TOKENS_TABLE",
    logical_id: "TokensTable",
    key: "id",
    ttl: Some("ttl"),
    index: Some("by_user"),
};

/// Settings and keys, each an item of its own.
pub const SETTINGS: Table = Table {
    env: "SETTINGS_TABLE",
    logical_id: "SettingsTable",
    key: "name",
    ttl: None,
    index: None,
};

/// All four.
pub const ALL: [Table; 4] = [CLIENTS, USERS, TOKENS, SETTINGS];
