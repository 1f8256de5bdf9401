//! Documents of doctype OAuth Bearer Token: who has allowed which app what. Never the token.
//!
//! Frappe has a document for each pair of tokens. Here a grant is one, from its first pair to its
//! last, and goes by the grant's id, which is part of every token and proves nothing.

use serde_json::{Map, Value};

use super::{
    fields::{put, put_some},
    standard::{self, moment},
};
use crate::{clock::Timestamp, protocol::grant::Grant};

/// The doctype.
pub const DOCTYPE: &str = "OAuth Bearer Token";

/// Writes a grant as it is at `now`.
pub fn write(grant: &Grant, now: Timestamp) -> Value {
    let mut fields = Map::new();
    put(&mut fields, "doctype", DOCTYPE);
    put(&mut fields, "name", grant.id.as_str());
    put(&mut fields, "client", grant.client_id.as_str());
    put(&mut fields, "user", grant.user.as_str());
    put(&mut fields, "scopes", grant.scope.to_string());
    let expires_at = grant.access().iter().map(|token| token.expires_at).max();
    put_some(&mut fields, "expiration_time", expires_at.map(moment).as_deref());
    if let Some(expires_at) = expires_at {
        put(&mut fields, "expires_in", now.until(expires_at).as_secs());
    }
    let refresh_until = grant.refresh().map(|refresh| moment(refresh.ends_at()));
    put_some(&mut fields, "refresh_token_expiration_time", refresh_until.as_deref());
    put(&mut fields, "status", if grant.is_live(now) { "Active" } else { "Revoked" });
    let mut document = Value::Object(fields);
    standard::put(&mut document, grant.created_at, grant.last_used());
    document
}
