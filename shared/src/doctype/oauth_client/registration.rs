//! The fields of an OAuth Client that come of its having registered itself. A move carries them; nobody
//! changes them by hand.

use serde_json::json;

use crate::{
    doctype::{
        document::{Document, DocumentError},
        fields::{Fields, put},
        standard::{moment, parse_moment},
    },
    protocol::client::Client,
};

const ACCESS_TOKEN_HASH: &str = "registration_access_token_hash";
const GRANT_TYPES: &str = "registered_grant_types";
const RESPONSE_TYPES: &str = "registered_response_types";
const UNUSED_UNTIL: &str = "unused_until";

/// Reads them into a client.
pub(super) fn read(document: &Document<'_>, client: Client) -> Result<Client, DocumentError> {
    let lines = |field| -> Result<Vec<String>, DocumentError> {
        let text = document.text(field)?.unwrap_or_default();
        Ok(text.lines().map(str::to_owned).collect())
    };
    let hash = document.text(ACCESS_TOKEN_HASH)?.map(|text| {
        let hash = serde_json::from_value(text.into());
        hash.map_err(|_| document.fault(ACCESS_TOKEN_HASH, "not a SHA-256 in base64url"))
    });
    let until = document.text(UNUSED_UNTIL)?.map(|text| {
        parse_moment(text).ok_or_else(|| document.fault(UNUSED_UNTIL, "not a moment in UTC"))
    });
    Ok(Client {
        registration_access_token: hash.transpose()?,
        registered_grant_types: lines(GRANT_TYPES)?,
        registered_response_types: lines(RESPONSE_TYPES)?,
        unused_until: until.transpose()?,
        ..client
    })
}

/// Takes them from what is there.
pub(super) fn keep(existing: &Client, client: Client) -> Client {
    Client {
        is_self_registered: existing.is_self_registered,
        registration_access_token: existing.registration_access_token,
        registered_grant_types: existing.registered_grant_types.clone(),
        registered_response_types: existing.registered_response_types.clone(),
        unused_until: existing.unused_until,
        ..client
    }
}

/// Writes them.
pub(super) fn write(to: &mut Fields, client: &Client) {
    if let Some(hash) = &client.registration_access_token {
        put(to, ACCESS_TOKEN_HASH, json!(hash));
    }
    for (field, words) in [
        (GRANT_TYPES, &client.registered_grant_types),
        (RESPONSE_TYPES, &client.registered_response_types),
    ] {
        if !words.is_empty() {
            put(to, field, words.join("\n"));
        }
    }
    if let Some(until) = client.unused_until {
        put(to, UNUSED_UNTIL, moment(until));
    }
}
