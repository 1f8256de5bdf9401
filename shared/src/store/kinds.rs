//! The kinds of items: the table of each, and how its key begins.
//!
//! The statements of template.yaml give a function some kinds and not others. What it needs is read
//! in the code: a method of the store names the one kind that it is about, a constant of this file.

use super::tables::{CLIENTS, SETTINGS, TOKENS, Table, USERS};

/// A kind of item.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// Where its items are.
    pub(super) table: Table,
    /// What their keys begin with; the whole key of an item that is the only one of its kind.
    prefix: &'static str,
}

/// An OAuth client; its table has no other kind.
pub(super) const CLIENT: Kind = Kind { table: CLIENTS, prefix: "" };
/// A user.
pub(super) const USER: Kind = Kind { table: USERS, prefix: "user#" };
/// A user's password hash.
pub(super) const PASSWORD: Kind = Kind { table: USERS, prefix: "password#" };
/// A user's API key.
pub(super) const API_KEY: Kind = Kind { table: USERS, prefix: "api_key#" };
/// A grant.
pub(super) const GRANT: Kind = Kind { table: TOKENS, prefix: "grant#" };
/// A session.
pub(super) const SESSION: Kind = Kind { table: TOKENS, prefix: "session#" };
/// A counter of attempts.
pub(super) const COUNTER: Kind = Kind { table: TOKENS, prefix: "throttle#" };
/// A browser from which a user has logged in.
pub(super) const KNOWN_BROWSER: Kind = Kind { table: TOKENS, prefix: "throttle#known_browser#" };
/// What strangers have left to take.
pub(super) const BUCKET: Kind = Kind { table: TOKENS, prefix: "throttle#bucket#" };
/// A request that is too long for a URL.
pub(super) const PARKED: Kind = Kind { table: TOKENS, prefix: "once#parked#" };
/// The name of an assertion that was used.
pub(super) const ASSERTION: Kind = Kind { table: TOKENS, prefix: "once#assertion#" };
/// The Social Login Key that says who we are.
pub(super) const SOCIAL_LOGIN_KEY: Kind =
    Kind { table: SETTINGS, prefix: "Social Login Key frappe" };
/// The OAuth Settings, under the name of the older document.
pub(super) const PROVIDER_SETTINGS: Kind =
    Kind { table: SETTINGS, prefix: "OAuth Provider Settings" };
/// The moment at which everybody was cut off.
pub(super) const CUT_OFF: Kind = Kind { table: SETTINGS, prefix: "cut_off" };
/// How much there was when it was last counted.
pub(super) const COUNTS: Kind = Kind { table: SETTINGS, prefix: "counts" };
/// The keys that sign ID Tokens.
pub(super) const SIGNING_KEYS: Kind = Kind { table: SETTINGS, prefix: "signing_keys" };
/// The wrapped data key.
pub(super) const DATA_KEY: Kind = Kind { table: SETTINGS, prefix: "data_key" };

/// Where an item is.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) table: Table,
    pub(super) text: String,
}

impl Kind {
    /// The key of the item with this id.
    pub(super) fn key(self, id: &str) -> Key {
        Key { table: self.table, text: format!("{}{id}", self.prefix) }
    }

    /// The key of the only item of its kind.
    pub(super) fn only(self) -> Key {
        self.key("")
    }

    /// What a key of this kind names.
    pub(super) fn id(self, key: &Key) -> &str {
        key.text.strip_prefix(self.prefix).unwrap_or_default()
    }

    /// The key that an index gave, if it is one of this kind.
    pub(super) fn found(self, text: String) -> Option<Key> {
        text.starts_with(self.prefix).then_some(Key { table: self.table, text })
    }
}
