//! Introspection: everything to whom it concerns, nothing to anybody else.

use serde_json::json;

use crate::harness::{World, app::Tokens, person::Answer};

#[tokio::test]
async fn a_live_token_is_described_in_frappes_members() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let tokens = app.tokens(&alice).await;
    let body = app.introspect(&tokens.access).await;
    let members: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        [
            "client_id",
            "trusted_client",
            "active",
            "exp",
            "scope",
            "sub",
            "name",
            "given_name",
            "family_name",
            "email",
            "picture",
            "roles",
            "iss"
        ]
    );
    let exp = world.clock.now().seconds() + 3600;
    let expected = (&json!(1), &json!(true), &json!(exp));
    assert_eq!((&body["trusted_client"], &body["active"], &body["exp"]), expected);

    let refresh = app.introspect(&tokens.refresh).await;
    assert_eq!((&refresh["active"], &refresh["client_id"]), (&json!(true), &json!("trusted")));

    let code = app.code_with(&alice, &[("scope", "all")]).await;
    let plain = Tokens::of(&app.redeem(&code).await);
    let body = app.introspect(&plain.access).await;
    let members: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(members, ["client_id", "trusted_client", "active", "exp", "scope"]);
}

#[tokio::test]
async fn anything_else_is_inactive_and_nothing_more() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let tokens = app.tokens(&alice).await;
    let code = app.code(&alice).await;
    let nothing = json!({ "active": false });
    let altered = tokens.access.to_uppercase();
    for token in ["nonsense", "%", &altered, &code] {
        assert_eq!(app.introspect(token).await, nothing, "{token}");
    }
    let foreign = world.oauth_app("other").introspect(&tokens.access).await;
    assert_eq!(foreign, nothing);
    world.pass(3600);
    assert_eq!(app.introspect(&tokens.access).await, nothing);
}

#[tokio::test]
async fn a_resource_server_sees_the_tokens_that_are_presented_to_it() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let tokens = world.oauth_app("trusted").tokens(&alice).await;
    let body = world.oauth_app("api").introspect(&tokens.access).await;
    assert_eq!((&body["active"], &body["client_id"]), (&json!(true), &json!("trusted")));
    assert_eq!(body["email"], "alice@example.com");
}

#[tokio::test]
async fn a_stranger_a_public_client_and_a_filter_get_nothing() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let tokens = app.tokens(&alice).await;
    let mut table = Vec::new();
    for form in [
        vec![("token", tokens.access.as_str())],
        vec![("token", tokens.access.as_str()), ("client_id", "public")],
        vec![("client_id", "trusted"), ("client_secret", app.secret.as_str())],
    ] {
        table.push(Answer::to(app.post("introspect_token").form(&form)).await.refusal());
    }
    for body in [
        r#"{"token":["like","%"]}"#,
        r#"{"token":{"a":1}}"#,
        r#"{"token":7}"#,
        r#"{"token":"\ud800"}"#,
        r#"{"token":"a","token":"b"}"#,
        "[]",
    ] {
        let request = app.post("introspect_token").basic_auth("trusted", Some(&app.secret));
        let request = request.header("content-type", "application/json").body(body);
        let answer = Answer::to(request).await;
        let refusal = if answer.status == 200 { answer.text } else { answer.refusal() };
        table.push(format!("{body}: {refusal}"));
    }
    insta::assert_snapshot!(table.join("\n"), @r#"
    401 invalid_client Client authentication is required.
    401 invalid_client A public client may not introspect tokens.
    400 invalid_request Missing token parameter.
    {"token":["like","%"]}: 400 invalid_request The token parameter must be a string.
    {"token":{"a":1}}: 400 invalid_request The token parameter must be a string.
    {"token":7}: {"active":false}
    {"token":"\ud800"}: 400 invalid_request The parameters are not well-formed UTF-8 text.
    {"token":"a","token":"b"}: 400 invalid_request Duplicate token parameter.
    []: 400 invalid_request The parameters are not well-formed UTF-8 text.
    "#);
}

#[tokio::test]
async fn a_bearer_token_introspects_the_tokens_of_its_own_client() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let (app, other) = (world.oauth_app("trusted"), world.oauth_app("other"));
    let (mine, theirs) = (app.tokens(&alice).await, other.tokens(&alice).await);
    let ask = |bearer: &str, token: &str| {
        let request = app.post("introspect_token").bearer_auth(bearer);
        Answer::to(request.form(&[("token", token)]))
    };
    assert_eq!(ask(&mine.access, &mine.refresh).await.json()["active"], true);
    assert_eq!(ask(&mine.access, &theirs.access).await.json(), json!({ "active": false }));
    assert_eq!(ask("junk", &mine.access).await.status, 401);
    assert_eq!(ask(&mine.refresh, &mine.access).await.status, 401);
}

#[tokio::test]
async fn a_setting_opens_it_to_everybody_as_frappe_does() {
    let world = World::with(|config| config.open_introspection = true).await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let tokens = app.tokens(&alice).await;
    let ask =
        |form: Vec<(&'static str, String)>| Answer::to(app.post("introspect_token").form(&form));
    let open = ask(vec![("token", tokens.access.clone())]).await.json();
    assert_eq!((&open["active"], &open["email"]), (&json!(true), &json!("alice@example.com")));
    // Whoever says who he is still has to prove it.
    let wrong = vec![
        ("token", tokens.access.clone()),
        ("client_id", "trusted".to_owned()),
        ("client_secret", "wrong".to_owned()),
    ];
    assert_eq!(ask(wrong).await.status, 401);
    app.revoke(&tokens.access).await;
    assert_eq!(ask(vec![("token", tokens.access)]).await.json(), json!({ "active": false }));
}
