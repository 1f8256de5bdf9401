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
    for (event, path) in [(http, "/orders/{id}"), (request, "/orders/{id}"), (token, "/orders/7")] {
        let call = Call::read(&event);
        assert_eq!((call.method.as_str(), call.path.as_str()), ("GET", path));
        assert_eq!(token_of(&event).as_deref(), Some("a1"));
    }
    let default = Call::read(&json!({ "version": "2.0", "routeKey": "$default" }));
    assert_eq!((default.method.as_str(), default.path.as_str()), ("$default", ""));
}

#[test]
fn two_tokens_or_another_scheme_are_none() {
    for event in [
        json!({ "version": "2.0", "headers": { "authorization": "Bearer a,Bearer b c" } }),
        json!({ "multiValueHeaders": { "Authorization": ["Bearer a", "Bearer b"] } }),
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
        "\\PC{0,20}|arn:aws:execute-api:[/a-z:]{0,20}|Bearer [a-z]{0,5}".prop_map(Value::from),
    ];
    let names =
        "version|routeKey|headers|authorization|multiValueHeaders|methodArn|type|[a-z]{1,6}";
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
        let refusal = call.form.render(&Decision::Forbidden).unwrap();
        match &call.form {
            Form::Simple => prop_assert_eq!(&refusal["isAuthorized"], &json!(false)),
            Form::Policy(arn) => {
                prop_assert_eq!(&refusal["policyDocument"]["Statement"][0]["Resource"], &json!(arn));
            }
        }
    }
}
