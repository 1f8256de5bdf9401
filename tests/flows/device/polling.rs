//! What a device is told.

use serde_json::json;

use super::{ALICE, Device, GRANT, allow, decide, world};
use crate::{
    harness::{
        World,
        app::{Tokens, method},
        person::Answer,
    },
    token::part,
};

#[tokio::test]
async fn a_device_is_told_what_to_show_and_how_often_to_ask() {
    let world = world().await;
    for prefix in ["/api/method/", "/api/v1/method/", "/api/v2/method/"] {
        let path = format!("{prefix}frappe.integrations.oauth2.device_authorization");
        let answer = Answer::to(world.person().post(&path).form(&[("client_id", "tv")])).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let mut body = answer.json();
        let user_code = body["user_code"].take().as_str().unwrap().to_owned();
        let device_code = body["device_code"].take().as_str().unwrap().to_owned();
        let page = format!("{}/device", world.url);
        let told = json!({
            "device_code": null, "user_code": null, "expires_in": 600, "interval": 5,
            "verification_uri": page,
            "verification_uri_complete": format!("{page}?user_code={user_code}"),
        });
        assert_eq!(body, told);
        let (letters, device_letters) = (user_code.replace('-', ""), device_code.len());
        assert_eq!((letters.len(), user_code.len(), device_letters), (8, 9, 58), "{user_code}");
        assert!(letters.bytes().all(|byte| b"BCDFGHJKLMNPQRSTVWXZ".contains(&byte)));
        assert!(device_code.starts_with("affd"));
        assert!(answer.header("cache-control").contains("no-store"));
    }
    // The codes are not stored as they are.
    let codes = Device::of(&world, "tv").begin().await;
    let stored = world.stored().await;
    for secret in
        [&codes.user_code, &codes.user_code.replace('-', ""), &codes.device_code[26..].to_owned()]
    {
        assert!(!stored.contains(secret.as_str()), "{secret}");
    }
}

#[tokio::test]
async fn a_device_gets_tokens_for_the_user_who_allowed_it() {
    let world = world().await;
    let alice = world.logged_in(ALICE).await;
    for client in ["tv", "box"] {
        let device = Device::of(&world, client);
        let codes = device.begin().await;
        assert_eq!(device.error(&codes).await, "authorization_pending");
        world.pass(5);
        allow(&alice, &codes).await;
        let answer = device.poll(&codes).await;
        let tokens = Tokens::of(&answer);
        assert_eq!(answer.json()["scope"], "all openid");
        let id_token = part(answer.json()["id_token"].as_str().unwrap(), 1);
        assert_eq!((&id_token["sub"], &id_token["aud"]), (&json!("alice-sub"), &json!(client)));
        assert_eq!(id_token.get("nonce"), None);
        assert_eq!(device.app.profile(&tokens.access).await.json()["email"], ALICE);
        let refreshed =
            Answer::to(device.app.post("get_token").form(&device.with_proof(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", &tokens.refresh),
            ])));
        assert_eq!(refreshed.await.status, 200);
        let apps = alice.open("/third_party_apps").await;
        assert!(apps.text.contains(&format!("The {client} app")), "{apps:?}");
    }
}

#[tokio::test]
async fn a_device_that_asks_too_often_has_to_wait_five_seconds_more_each_time() {
    let world = world().await;
    let device = Device::of(&world, "tv");
    let codes = device.begin().await;
    let waits = [
        (0, "authorization_pending"),
        (5, "authorization_pending"),
        (2, "slow_down"),
        // Ten now.
        (5, "slow_down"),
        // Fifteen.
        (15, "authorization_pending"),
        (10, "slow_down"),
        // Twenty, and they are not forgotten.
        (19, "authorization_pending"),
    ];
    for (seconds, error) in waits {
        world.pass(seconds);
        assert_eq!(device.error(&codes).await, error, "after {seconds}");
    }
    // The answer is not kept from who asked too often.
    let alice = world.logged_in(ALICE).await;
    allow(&alice, &codes).await;
    assert_eq!(device.poll(&codes).await.status, 200);
}

#[tokio::test]
async fn a_denied_device_is_told_so_and_an_expired_code_whatever_was_answered() {
    let world = world().await;
    let (alice, device) = (world.logged_in(ALICE).await, Device::of(&world, "tv"));
    let denied = device.begin().await;
    let page = decide(&alice, &denied.user_code, "deny").await;
    assert!(page.text.contains("You said no"), "{page:?}");
    assert_eq!(device.error(&denied).await, "access_denied");
    let (waiting, allowed) = (device.begin().await, device.begin().await);
    world.pass(599);
    allow(&alice, &allowed).await;
    assert_eq!(device.error(&waiting).await, "authorization_pending");
    world.pass(1);
    for codes in [denied, waiting, allowed] {
        assert_eq!(device.error(&codes).await, "expired_token");
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_used_again_it_ends_what_it_gave() {
    let world = world().await;
    let (alice, device) = (world.logged_in(ALICE).await, Device::of(&world, "box"));
    let codes = device.begin().await;
    allow(&alice, &codes).await;
    let tokens = Tokens::of(&device.poll(&codes).await);
    // In another client's hands it changes nothing.
    assert_eq!(Device::of(&world, "tv").error(&codes).await, "invalid_grant");
    assert!(device.app.is_active(&tokens.access).await);
    let again = device.poll(&codes).await;
    assert_eq!(again.refusal(), "400 invalid_grant The device_code has been used already.");
    assert!(!device.app.is_active(&tokens.access).await);
    assert_eq!(device.error(&codes).await, "invalid_grant");
}

#[tokio::test]
async fn of_many_polls_at_once_one_gets_the_tokens() {
    let world = world().await;
    let (alice, device) = (world.logged_in(ALICE).await, Device::of(&world, "tv"));
    let codes = device.begin().await;
    allow(&alice, &codes).await;
    let polls: Vec<_> = (0..8)
        .map(|_| {
            let form = [("grant_type", GRANT), ("device_code", codes.device_code.as_str())];
            let request = device.app.post("get_token").form(&device.with_proof(&form));
            tokio::spawn(Answer::to(request))
        })
        .collect();
    let mut given = 0;
    for poll in polls {
        let answer = poll.await.unwrap();
        assert!([200, 400].contains(&answer.status), "{answer:?}");
        given += usize::from(answer.status == 200);
    }
    assert_eq!(given, 1);
}

#[tokio::test]
async fn no_poll_loses_the_users_answer() {
    let world = world().await;
    let (alice, device) = (world.logged_in(ALICE).await, Device::of(&world, "tv"));
    for _ in 0..5 {
        let codes = device.begin().await;
        let polls: Vec<_> = (0..8)
            .map(|_| {
                let form = [("grant_type", GRANT), ("device_code", codes.device_code.as_str())];
                let request = device.app.post("get_token").form(&device.with_proof(&form));
                tokio::spawn(Answer::to(request))
            })
            .collect();
        allow(&alice, &codes).await;
        let mut given = 0;
        for poll in polls {
            given += usize::from(poll.await.unwrap().status == 200);
        }
        // Either one of the polls came after the answer, or the next one does.
        let next = device.poll(&codes).await;
        assert_eq!(given + usize::from(next.status == 200), 1, "{next:?}");
    }
}

/// What a device is told that begins.
async fn refusal(world: &World, client: &str, form: &[(&str, &str)]) -> String {
    Device::of(world, client).begin_with(form).await.refusal()
}

#[tokio::test]
async fn a_client_begins_only_as_it_is_registered_and_what_is_refused_writes_nothing() {
    let world = world().await;
    let before = world.stored().await;
    let not_for_devices = "400 unauthorized_client The client may not use the device grant.";
    for client in ["trusted", "public"] {
        assert_eq!(refusal(&world, client, &[]).await, not_for_devices, "{client}");
    }
    let scope = refusal(&world, "tv", &[("scope", "openid admin")]).await;
    assert_eq!(scope, "400 invalid_scope The scope is not one of the client's.");
    let device = Device::of(&world, "box");
    for secret in ["", "wrong"] {
        let form = [("client_id", "box"), ("client_secret", secret)];
        let answer = Answer::to(device.app.post("device_authorization").form(&form)).await;
        assert_eq!((answer.status, &answer.json()["error"]), (401, &json!("invalid_client")));
    }
    let nobody =
        Answer::to(device.app.post("device_authorization").form(&[("scope", "all")])).await;
    assert_eq!(nobody.status, 401, "{nobody:?}");
    let by_get =
        world.person().open(&format!("{}?client_id=tv", method("device_authorization"))).await;
    assert_eq!(by_get.status, 405, "{by_get:?}");
    let missing = device.app.ask(&[("grant_type", GRANT)]).await;
    assert_eq!(missing.refusal(), "400 invalid_request Missing device_code parameter.");
    for junk in
        ["x", "affdx", &format!("affd{}", "x".repeat(54)), &format!("affa{}", "x".repeat(54))]
    {
        let answer = device.app.ask(&[("grant_type", GRANT), ("device_code", junk)]).await;
        assert_eq!(answer.refusal(), "400 invalid_grant The device_code is unknown.", "{junk}");
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_request_from_before_a_cut_is_dead_after_it() {
    let world = world().await;
    let (alice, device) = (world.logged_in(ALICE).await, Device::of(&world, "tv"));
    let (asked, allowed) = (device.begin().await, device.begin().await);
    allow(&alice, &allowed).await;
    world.pass(1);
    let store = world.app.store();
    let client = store.client("tv").await.unwrap().unwrap();
    store.put_client(&client.cut_off(world.clock.now())).await.unwrap();
    assert_eq!(device.error(&allowed).await, "invalid_grant");
    let page = super::enter(&alice, &[("user_code", &asked.user_code)]).await;
    assert_eq!(page.status, 400, "{page:?}");
}

#[tokio::test]
async fn the_way_of_a_device_keeps_to_its_budget() {
    let world = world().await;
    let (alice, device) = (world.logged_in(ALICE).await, Device::of(&world, "box"));
    world.warm_up().await;
    let count = |operation: &str| {
        world.proxy.calls().iter().filter(|call| call.operation == operation).count()
    };
    let mut table = Vec::new();
    let mut note = |name: &str| {
        let (reads, puts, updates) = (count("GetItem"), count("PutItem"), count("UpdateItem"));
        table.push(format!("{name}: {reads} reads, {puts} puts, {updates} counts"));
        world.proxy.forget();
    };
    let codes = device.begin().await;
    note("device_authorization");
    device.poll(&codes).await;
    note("a poll");
    let token = alice.open(super::PAGE).await.field("csrf_token");
    note("the page");
    let form = [("csrf_token", &*token), ("user_code", &*codes.user_code)];
    alice.send(super::PAGE, &form).await;
    note("the code");
    alice.send(super::PAGE, &[&form[..], &[("decision", "allow")]].concat()).await;
    note("the answer");
    device.poll(&codes).await;
    note("the tokens");
    insta::assert_snapshot!(table.join("\n"), @"
    device_authorization: 1 reads, 1 puts, 0 counts
    a poll: 2 reads, 1 puts, 0 counts
    the page: 2 reads, 0 puts, 0 counts
    the code: 4 reads, 0 puts, 4 counts
    the answer: 4 reads, 1 puts, 4 counts
    the tokens: 3 reads, 1 puts, 0 counts
    ");
}
