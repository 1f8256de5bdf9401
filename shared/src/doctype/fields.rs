//! Puts fields into a document, in the order in which they are read.

use serde_json::{Map, Value, json};

/// Fields of a document that is being written.
pub(super) type Fields = Map<String, Value>;

/// A child table of roles.
pub(super) fn rows(roles: &[String]) -> Value {
    roles.iter().map(|role| json!({ "role": role })).collect()
}

pub(super) fn put(fields: &mut Fields, field: &str, value: impl Into<Value>) {
    fields.insert(field.to_owned(), value.into());
}

pub(super) fn put_some(fields: &mut Fields, field: &str, value: Option<&str>) {
    if let Some(value) = value {
        put(fields, field, value);
    }
}

/// A check mark, as Frappe has them.
pub(super) fn put_check(fields: &mut Fields, field: &str, is_set: bool) {
    put(fields, field, u8::from(is_set));
}
