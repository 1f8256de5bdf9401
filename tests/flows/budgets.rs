//! What a request may cost, counted from DynamoDB's own `ConsumedCapacity`.

use std::fmt::Write;

use serde_json::json;

use crate::harness::{PASSWORD, World, app::method, person::Answer, proxy::Call};

/// `n reads (units) + m writes (units)`.
pub(crate) fn cost(calls: &[Call]) -> String {
    let (reads, writes): (Vec<_>, Vec<_>) = calls.iter().partition(|c| c.operation == "GetItem");
    let units = |calls: &[&Call]| calls.iter().map(|call| call.units).sum::<f64>();
    let mut text = format!("{} reads of {} units", reads.len(), units(&reads));
    for write in &writes {
        let table = write.table.trim_start_matches("affogato-");
        write!(text, ", {} {table} of {} units", write.operation, write.units).unwrap();
    }
    text
}

#[tokio::test]
async fn no_request_costs_more_than_its_budget() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let mut table = Vec::new();
    let mut note = |name: &str| {
        table.push(format!("{name}: {}", cost(&world.proxy.calls())));
        world.proxy.forget();
    };
    // The issuer is a setting: it is read once a minute.
    world.warm_up().await;
    let code = app.code(&alice).await;
    note("authorize");
    let tokens = crate::harness::app::Tokens::of(&app.redeem(&code).await);
    note("get_token, authorization_code");
    app.refresh(&tokens.refresh).await;
    note("get_token, refresh_token");
    app.refresh(&tokens.refresh).await;
    note("get_token, the same again");
    app.profile(&tokens.access).await;
    note("openid_profile");
    app.introspect(&tokens.access).await;
    note("introspect_token");
    app.revoke(&tokens.access).await;
    note("revoke_token");
    app.is_active("nonsense").await;
    note("introspect_token, nonsense");
    let stranger = json!({ "redirect_uris": ["https://a.example/cb"] });
    let register = world.person().post(&method("register_client")).json(&stranger);
    assert_eq!(Answer::to(register).await.status, 201);
    note("register_client");
    insta::assert_snapshot!(table.join("\n"), @"
    authorize: 3 reads of 3 units, PutItem tokens of 1 units
    get_token, authorization_code: 3 reads of 3 units, PutItem tokens of 2 units
    get_token, refresh_token: 3 reads of 3 units, PutItem tokens of 1 units
    get_token, the same again: 3 reads of 3 units
    openid_profile: 3 reads of 3 units
    introspect_token: 3 reads of 3 units
    revoke_token: 2 reads of 2 units, PutItem tokens of 2 units
    introspect_token, nonsense: 1 reads of 1 units
    register_client: 1 reads of 1 units, UpdateItem tokens of 1 units, UpdateItem tokens of 1 units, PutItem clients of 1 units
    ");
}

#[tokio::test]
async fn no_page_of_the_account_costs_more_than_its_budget() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    world.logged_in("alice@example.com").await;
    world.oauth_app("trusted").tokens(&alice).await;
    world.pass(1);
    let token = alice.open("/me/sessions").await.field("csrf_token");
    world.warm_up().await;
    let mut table = Vec::new();
    let mut note = |name: &str| {
        let mut calls = world.proxy.calls();
        // Some are under way together.
        calls.sort_by(|a, b| {
            let by_name = (&a.table, &a.operation).cmp(&(&b.table, &b.operation));
            by_name.then(a.units.total_cmp(&b.units))
        });
        table.push(format!("{name}: {}", cost(&calls)));
        world.proxy.forget();
    };
    alice.open("/me").await;
    note("me");
    alice.open("/me/sessions").await;
    note("sessions, two");
    let form = [("csrf_token", token.as_str()), ("first_name", "Ada")];
    alice.send("/update-profile", &form).await;
    note("a changed profile");
    let form = [
        ("csrf_token", token.as_str()),
        ("old_password", PASSWORD),
        ("new_password", "a much longer one"),
        ("confirm_password", "a much longer one"),
    ];
    alice.send("/update-password", &form).await;
    note("a changed password");
    alice.log_in("alice@example.com", "a much longer one").await;
    note("a login from a known browser");
    insta::assert_snapshot!(table.join("\n"), @"
    me: 2 reads of 2 units
    sessions, two: 4 reads of 4 units, Query tokens of 0.5 units
    a changed profile: 3 reads of 3 units, PutItem users of 1 units
    a changed password: 11 reads of 11 units, DeleteItem tokens of 1 units, DeleteItem tokens of 2 units, PutItem tokens of 1 units, PutItem tokens of 2 units, Query tokens of 0.5 units, UpdateItem tokens of 1 units, PutItem users of 1 units, PutItem users of 1 units
    a login from a known browser: 4 reads of 4 units, DeleteItem tokens of 1 units, DeleteItem tokens of 2 units, PutItem tokens of 1 units, PutItem tokens of 2 units, UpdateItem tokens of 1 units
    ");
}
