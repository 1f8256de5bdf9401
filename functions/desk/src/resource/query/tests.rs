//! Tests of what a list is asked for.

use serde_json::json;

use super::*;

fn query(sent: Value) -> Result<Query, QueryError> {
    let Value::Object(sent) = sent else { panic!("{sent}") };
    Query::parse(Doctype::User, &sent)
}

fn holds(filters: &Value, document: &Value) -> bool {
    query(json!({ "filters": filters })).unwrap().filters.hold(document)
}

#[test]
fn columns_are_a_list_everything_or_names_with_commas() {
    let fields = |sent: Value| query(json!({ "fields": sent })).map(|query| query.fields);
    assert_eq!(fields(json!(["name", "email"])), Ok(vec!["name", "email"]));
    assert_eq!(fields(json!("[\"name\", \"email\"]")), Ok(vec!["name", "email"]));
    assert_eq!(fields(json!("name, email")), Ok(vec!["name", "email"]));
    let all: Vec<&str> = Doctype::User.columns().collect();
    for everything in [json!("*"), json!("\"*\""), json!(["*"]), json!("[\"*\"]")] {
        assert_eq!(fields(everything), Ok(all.clone()));
    }
    assert_eq!(query(json!({})).unwrap().fields, ["name"]);
    for foreign in ["new_password", "roles", "count(name)", "name as x", "1; drop table"] {
        let error = fields(json!([foreign])).unwrap_err();
        assert!(matches!(error, QueryError::Column { .. }), "{foreign}");
    }
}

#[test]
fn a_filter_has_each_of_frappes_forms() {
    let alice = json!({"name": "alice@x", "enabled": 1});
    for form in [
        json!([["name", "=", "alice@x"]]),
        json!([["User", "name", "=", "alice@x"]]),
        json!([["User", "name", "=", "alice@x", false]]),
        json!([["name", "alice@x"]]),
        json!({"name": "alice@x"}),
        json!({"name": ["=", "Alice@X"], "enabled": 1}),
        json!("{\"name\": [\"like\", \"ali%\"]}"),
        json!("[[\"name\", \"in\", \"bob@x, alice@x\"]]"),
    ] {
        assert!(holds(&form, &alice), "{form}");
        assert!(!holds(&form, &json!({"name": "bob"})), "{form}");
    }
    for wrong in [
        json!("name"),
        json!(["name", "=", "x"]),
        json!([["Role", "name", "=", "x"]]),
        json!([["name", "resembles", "x"]]),
        json!([["name", "in", 7]]),
        json!([["name", "=", ["x"]]]),
        json!({"name": ["like"]}),
        json!([["name", "is", "missing"]]),
    ] {
        assert!(query(json!({ "filters": wrong })).is_err(), "{wrong}");
    }
}

#[test]
fn every_operator_does_what_sql_does() {
    let bob = json!({"name": "bob@x", "enabled": 0, "creation": "2027-01-15 08:00:00.000000"});
    let is =
        |field: &str, operator: &str, value: Value| holds(&json!([[field, operator, value]]), &bob);
    for (field, operator, right, wrong) in [
        ("name", "=", json!("BOB@x"), json!("bob")),
        ("name", "!=", json!("alice@x"), json!("bob@x")),
        ("name", "like", json!("%B_%"), json!("b_")),
        ("name", "not like", json!("a%"), json!("%@%")),
        ("name", "IN", json!(["a", "bob@x"]), json!([])),
        ("name", "not  in", json!(["a"]), json!(["bob@x"])),
        ("enabled", "=", json!(false), json!(true)),
        ("enabled", "<", json!("10"), json!(0)),
        ("enabled", ">=", json!(0), json!(1)),
        ("creation", ">", json!("2027-01-15"), json!("2027-01-16")),
        ("creation", "<=", json!("2027-01-15 08:00:00.000000"), json!("2027")),
        ("name", "is", json!("set"), json!("not set")),
        ("language", "is", json!("not set"), json!("set")),
        ("language", "!=", json!("en"), json!("")),
    ] {
        assert!(is(field, operator, right.clone()), "{field} {operator} {right}");
        assert!(!is(field, operator, wrong.clone()), "{field} {operator} {wrong}");
    }
}

#[test]
fn of_the_other_filters_one_has_to_hold() {
    let filters = query(json!({
        "filters": {"enabled": 1}, "or_filters": [["name", "=", "a"], ["name", "=", "b"]],
    }));
    let filters = filters.unwrap().filters;
    assert!(filters.hold(&json!({"name": "b", "enabled": 1})));
    assert!(!filters.hold(&json!({"name": "b", "enabled": 0})));
    assert!(!filters.hold(&json!({"name": "c", "enabled": 1})));
    assert_eq!(filters.exactly("name"), None);
}

#[test]
fn an_order_has_columns_with_directions() {
    let order = |text: &str| {
        let order = query(json!({ "order_by": text }))?.order;
        Ok(order.iter().map(|o| (o.column, o.is_descending)).collect::<Vec<_>>())
    };
    assert_eq!(order("name"), Ok(vec![("name", false)]));
    assert_eq!(
        order("`tabUser`.`modified` DESC, name asc"),
        Ok(vec![("modified", true), ("name", false)])
    );
    assert_eq!(query(json!({})).unwrap().order, usual_order());
    for wrong in ["name down", "roles", ",", "name;", "rand()"] {
        assert!(matches!(order(wrong), Err(QueryError::Column { .. })), "{wrong}");
    }
}

fn usual_order() -> Vec<Order> {
    vec![Order { column: "modified", is_descending: true }]
}

#[test]
fn a_page_has_twenty_documents_unless_somebody_says() {
    let length = |sent: Value| query(sent).map(|query| (query.start, query.length));
    assert_eq!(length(json!({})), Ok((0, Some(20))));
    assert_eq!(length(json!({"limit_start": "5", "limit_page_length": "3"})), Ok((5, Some(3))));
    assert_eq!(length(json!({"limit": 3})), Ok((0, Some(3))));
    assert_eq!(length(json!({"limit_page_length": 0})), Ok((0, None)));
    assert_eq!(length(json!({"limit": 1_000_000})), Ok((0, None)));
    for wrong in [json!(-1), json!("x"), json!([1]), json!(1.5)] {
        assert!(length(json!({ "limit": wrong })).is_err());
        assert!(length(json!({ "limit_start": wrong })).is_err());
    }
}
