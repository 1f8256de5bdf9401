//! Whatever a stranger sends as fields, filters or order is read without a panic, and what is
//! accepted speaks of columns only.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{doctype::Doctype, query::Query, rows::Rows, sent::Fields};

/// Texts that look like columns, operators and values, and are not always.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,20}",
        "[%_a]{0,12}",
        "(name|modified|enabled|client_secret|api_key|`tabUser`.`name`)",
        "(=|!=|like|not like|in|not in|<|>|<=|>=|is|is set|IN)",
        "(set|not set|1|0|-1|99999999999999999999|\\*)",
    ]
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        words().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((words(), inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

/// A value as a form carries it, or as it is.
fn sent() -> impl Strategy<Value = Value> {
    prop_oneof![
        values(),
        values().prop_map(|value| value.to_string().into()),
        words().prop_map(Value::from)
    ]
}

fn doctypes() -> impl Strategy<Value = Doctype> {
    prop::sample::select(Doctype::ALL.to_vec())
}

fn try_it(doctype: Doctype, parameters: &Fields) -> Result<(), TestCaseError> {
    let Ok(query) = Query::parse(doctype, parameters) else { return Ok(()) };
    for column in query.fields.iter().chain(query.order.iter().map(|order| &order.column)) {
        prop_assert!(doctype.columns().any(|known| known == *column), "{}", column);
    }
    let Ok(mut rows) = Rows::new(&query) else { return Ok(()) };
    for document in [json!({"name": "aaa%", "enabled": 1}), json!({"name": null}), json!([])] {
        prop_assert!(rows.take(&document).is_ok());
    }
    prop_assert!(rows.finish().is_ok());
    Ok(())
}

proptest! {
    #[test]
    fn whatever_is_sent_is_read(
        doctype in doctypes(),
        parameters in prop::collection::vec((
            "(fields|filters|or_filters|order_by|limit_start|limit_page_length|limit)", sent(),
        ), 0..4),
    ) {
        try_it(doctype, &parameters.into_iter().collect())?;
    }

    #[test]
    fn a_filter_that_is_almost_right_is_read(
        field in words(), operator in words(), value in values(), is_or in any::<bool>(),
    ) {
        let name = if is_or { "or_filters" } else { "filters" };
        let filters = json!([[field, operator, value]]);
        try_it(Doctype::User, &Fields::from_iter([(name.to_owned(), filters)]))?;
    }

    #[test]
    fn an_order_of_any_words_is_read(text in "\\PC{0,40}|(name|modified|,| |desc|asc|`){0,8}") {
        try_it(Doctype::OAuthClient, &Fields::from_iter([("order_by".to_owned(), text.into())]))?;
    }
}
