//! Events of all kinds, and of none.

use proptest::prelude::*;

use super::*;

fn token_of(event: &Value) -> Option<String> {
    Call::read(event).token().map(|token| token.expose().to_owned())
}

#[test]
fn each_format_names_its_route_and_token() {
    let http = json!({
        "version": "2.0", "routeKey": "GET /orders/{id}", "headers": { "authorization": "Bearer a1" },
    });
    let request = json!({
        "type": "REQUEST", "httpMethod": "GET", "resource": "/orders/{id}",
        "methodArn": "arn:aws:execute-api:eu-west-1:1:api/prod/GET/orders/7",
        "headers": { "Authorization": "Bearer a1" },
    });
    let token = json!({
        "type": "TOKEN", "authorizationToken": "Bearer a1",
        "methodArn": "arn:aws:execute-api:eu-west-1:1:api/prod/GET/orders/7",
    });
    let named = |name: &str| Route::Named(name.to_owned());
    let called = Route::Called { method: "GET".to_owned(), path: "/orders/7".to_owned() };
    let route = named("GET /orders/{id}");
    for (event, route) in [(http, route.clone()), (request, route), (token, called)] {
        assert_eq!(Call::read(&event).route, route);
        assert_eq!(token_of(&event).as_deref(), Some("a1"));
    }
    for event in [
        json!({ "version": "2.0", "routeKey": "$default" }),
        json!({ "version": "1.0", "httpMethod": "GET", "resource": "$default" }),
    ] {
        assert_eq!(Call::read(&event).route, named("$default"));
    }
    for event in [json!({ "version": "2.0" }), json!({ "httpMethod": "GET" }), json!({})] {
        assert_eq!(Call::read(&event).route, Route::Unknown);
    }
}

#[test]
fn no_policy_is_wider_than_the_call() {
    let form = |path: &str| {
        let arn = format!("arn:aws:execute-api:eu-west-1:1:api/prod/GET/{path}");
        (Call::read(&json!({ "type": "TOKEN", "methodArn": arn })).form, arn)
    };
    for path in ["", "orders/7", "a:b/$x"] {
        let (form, arn) = form(path);
        assert_eq!(form, Form::Policy(arn));
    }
    for path in ["*", "orders/*", "?", "order?", "${aws:username}"] {
        assert_eq!(form(path).0, Form::Error, "{path}");
    }
    assert_eq!(Call::read(&json!({ "type": "TOKEN", "methodArn": "*" })).form, Form::Error);
}

#[test]
fn a_token_that_is_no_identity_source_is_none() {
    let event = |source: Value| {
        json!({
            "version": "2.0", "headers": { "authorization": "Bearer a1" }, "identitySource": source,
        })
    };
    for source in [
        json!(null),
        json!([]),
        json!(["Bearer a1"]),
        json!(["GET /", "Bearer a1"]),
        json!("Bearer a1,GET /"),
    ] {
        assert_eq!(token_of(&event(source.clone())).as_deref(), Some("a1"), "{source}");
    }
    // Kept under what the caller chose, the answer would be everybody's.
    for source in [json!(["GET /"]), json!(["Bearer b2"]), json!(["a1"]), json!("GET /")] {
        assert_eq!(token_of(&event(source.clone())), None, "{source}");
    }
    // A header of another name can be one.
    let other = json!({ "version": "2.0", "headers": {}, "identitySource": ["x", "bearer a1"] });
    assert_eq!(token_of(&other).as_deref(), Some("a1"));
    let two = json!({ "version": "2.0", "identitySource": ["Bearer a1", "Bearer b2"] });
    assert_eq!(token_of(&two), None);
}

#[test]
fn two_tokens_or_another_scheme_are_none() {
    for event in [
        json!({ "version": "2.0", "headers": { "authorization": "Bearer a,Bearer b c" } }),
        json!({ "multiValueHeaders": { "Authorization": ["Bearer a", "Bearer b"] } }),
        json!({ "multiValueHeaders": { "Authorization": ["Bearer a", "Bearer b\u{7f}"] } }),
        json!({ "multiValueHeaders": { "Authorization": ["Bearer a", 7] } }),
        json!({ "headers": { "Authorization": "Bearer a", "authorization": "Bearer b" } }),
        json!({ "authorizationToken": "Basic YTpi" }),
        json!({ "authorizationToken": 7 }),
        json!({ "headers": "Authorization: Bearer a" }),
        json!({}),
        json!(null),
    ] {
        assert_eq!(token_of(&event), None, "{event}");
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,20}|arn:aws:execute-api:[/a-z:*]{0,20}|Bearer [a-z]{0,5}|TOKEN|2.0"
            .prop_map(Value::from),
    ];
    let names = "version|routeKey|headers|authorization|multiValueHeaders|methodArn|type|httpMethod|\
         resource|identitySource|[a-z]{1,6}";
    leaf.prop_recursive(3, 24, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(names, inner, 0..6)
                .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

proptest! {
    #[test]
    fn no_event_makes_the_reader_panic_and_a_policy_names_only_what_was_called(event in any_json()) {
        let call = Call::read(&event);
        call.token();
        let refusal = call.form.render(&Decision::Forbidden);
        match (&call.form, refusal) {
            (Form::Simple, Some(refusal)) => {
                prop_assert_eq!(refusal, json!({ "isAuthorized": false }));
            }
            (Form::Policy(arn), Some(refusal)) => {
                let resource = &refusal["policyDocument"]["Statement"][0]["Resource"];
                prop_assert_eq!(resource, &event["methodArn"]);
                prop_assert!(!arn.contains(['*', '?']));
            }
            (form, refusal) => prop_assert_eq!((form, refusal), (&Form::Error, None)),
        }
    }
}
