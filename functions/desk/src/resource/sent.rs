//! What a request says: a document in its body, and parameters wherever they stand.

use serde_json::{Map, Value};
use shared::{
    admin::Seen, clock::Timestamp, doctype::standard::parse_moment, protocol::members::Members,
    web::Incoming,
};

use super::refusal::Refused;

/// Names and values.
pub(crate) type Fields = Map<String, Value>;

/// The document of a body: a JSON object, the form field `data` with one, or the form's own fields.
pub(crate) fn document(incoming: &Incoming) -> Result<Fields, Refused> {
    let mut fields = incoming.members()?.to_map()?;
    match fields.remove("data") {
        Some(data) => object(&data),
        None => Ok(fields),
    }
}

/// The parameters of URL and body together, as Frappe's `form_dict` has them.
pub(crate) fn parameters(incoming: &Incoming) -> Result<Fields, Refused> {
    let query = Members::from_urlencoded(incoming.uri.query().unwrap_or_default().as_bytes())?;
    let mut fields = query.and(incoming.members()?).to_map()?;
    fields.retain(|_, value| !is_absent(value));
    Ok(fields)
}

/// A text that must be there.
pub(crate) fn text<'a>(fields: &'a Fields, name: &'static str) -> Result<&'a str, Refused> {
    fields.get(name).and_then(Value::as_str).ok_or(Refused::Missing(name))
}

/// A JSON object, or the text of one.
pub(crate) fn object(value: &Value) -> Result<Fields, Refused> {
    match parsed(value) {
        Some(Value::Object(fields)) => Ok(fields),
        _ => Err(Refused::Value("The document is not a JSON object.")),
    }
}

/// A value that was sent as itself or, as in forms and URLs, as its JSON; `None` for what is none.
pub(crate) fn parsed(value: &Value) -> Option<Value> {
    let Some(text) = value.as_str() else { return Some(value.clone()) };
    match serde_json::from_str::<Members>(text) {
        // Of two members of one name a plain reading would take the last.
        Ok(members) => members.to_map().ok().map(Value::Object),
        Err(_) => serde_json::from_str(text).ok().filter(|value: &Value| !value.is_object()),
    }
}

/// The version that a change was made on. A `modified` that we cannot have written is no version
/// that is there.
pub(crate) fn seen(fields: &Fields) -> Seen {
    const NEVER: Timestamp = Timestamp::from_millis(i64::MIN);
    match fields.get("modified") {
        None => Seen(None),
        Some(value) if is_absent(value) => Seen(None),
        Some(value) => Seen(Some(value.as_str().and_then(parse_moment).unwrap_or(NEVER))),
    }
}

fn is_absent(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_comes_as_itself_or_as_its_json() {
        assert_eq!(parsed(&json!("[1]")), Some(json!([1])));
        assert_eq!(parsed(&json!([1])), Some(json!([1])));
        assert_eq!(parsed(&json!("\"*\"")), Some(json!("*")));
        assert_eq!(parsed(&json!("{\"a\": 1}")), Some(json!({"a": 1})));
        assert_eq!(parsed(&json!("name")), None);
        assert_eq!(parsed(&json!("{\"a\": 1, \"a\": 2}")), None);
    }

    #[test]
    fn a_version_that_cannot_be_read_is_none_that_is_there() {
        let seen = |value: Value| seen(&Map::from_iter([("modified".to_owned(), value)]));
        assert_eq!(seen(json!(null)), Seen(None));
        assert_eq!(seen(json!("")), Seen(None));
        let at = Timestamp::from_millis(1_800_000_000_012);
        assert_eq!(seen(json!("2027-01-15 08:00:00.012000")), Seen(Some(at)));
        assert!(matches!(seen(json!("yesterday")), Seen(Some(_))));
        assert!(matches!(seen(json!(7)), Seen(Some(_))));
    }
}
