//! OpenID Connect Back-Channel Logout: which apps are told what, and what becomes of one that does not
//! hear.

use serde_json::{Value, json};

use super::{
    ALICE, BOB, claims, connect_app, end_session, id_token, log_in, log_out, part, press,
    world_with,
};
use crate::harness::{PASSWORD, World, fixtures, listener::Listener, person::Person};

/// An app that wants to hear at this address.
fn app_at(id: &str, listener: &Listener) -> Value {
    connect_app(id, &json!({ "backchannel_logout_uri": listener.url }))
}

/// The logout token that was heard, and nothing beside it.
fn token(body: &str) -> String {
    let pairs: Vec<_> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let [(name, token)] = pairs.as_slice() else { panic!("{body}") };
    assert_eq!(name, "logout_token");
    token.clone()
}

#[tokio::test]
async fn backchannel_logout_section_2_4_an_app_hears_who_has_logged_out_of_which_session() {
    let mut listener = Listener::answering(&[]).await;
    let world = world_with(&[app_at("wiki", &listener)]).await;
    let alice = world.logged_in(ALICE).await;
    let wiki = world.oauth_app("wiki");
    let id_token = id_token(&wiki, &alice).await;
    log_out(&alice).await;

    let token = token(&listener.next().await);
    let (said, known) = (claims(&token), claims(&id_token));
    let header = part(&token, 0);
    assert_eq!((&header["alg"], &header["typ"]), (&json!("RS256"), &json!("logout+jwt")));
    assert_eq!(header["kid"], part(&id_token, 0)["kid"]);
    for name in ["iss", "sub", "aud", "sid"] {
        assert!(known[name].is_string() && said[name] == known[name], "{name}: {said} {known}");
    }
    assert_eq!(said["events"], json!({"http://schemas.openid.net/event/backchannel-logout": {}}));
    assert!(said["jti"].as_str().unwrap().len() > 20);
    assert_eq!(said["exp"].as_i64().unwrap() - said["iat"].as_i64().unwrap(), 120);
    assert!(said.get("nonce").is_none());
    assert_eq!(listener.rest(), Vec::<String>::new());
}

#[tokio::test]
async fn a_session_has_one_name_for_all_apps_and_every_login_there_and_another_session_another() {
    let mut listener = Listener::answering(&[]).await;
    let apps = [app_at("wiki", &listener), app_at("shop", &listener)];
    let world = world_with(&apps).await;
    let (here, there) = (world.logged_in(ALICE).await, log_in(&world, ALICE).await);
    let sid = |id_token: String| claims(&id_token)["sid"].as_str().unwrap().to_owned();
    let (wiki, shop) = (world.oauth_app("wiki"), world.oauth_app("shop"));
    let one = sid(id_token(&wiki, &here).await);
    assert_eq!(sid(id_token(&shop, &here).await), one);
    assert_ne!(sid(id_token(&wiki, &there).await), one);
    // The name is not what the cookie or the log says.
    assert!(!here.open("/me/sessions").await.text.contains(&one));
    // Who proves himself once more is the same to his apps, and has not logged out of them.
    here.log_in(ALICE, PASSWORD).await;
    assert_eq!(sid(id_token(&wiki, &here).await), one);
    log_out(&here).await;
    let mut told = [claims(&token(&listener.next().await)), claims(&token(&listener.next().await))];
    told.sort_by_key(|claims| claims["aud"].to_string());
    assert_eq!(
        told.map(|claims| (claims["aud"].clone(), claims["sid"].clone())),
        [(json!("shop"), json!(one)), (json!("wiki"), json!(one))]
    );
    assert_eq!(listener.rest(), Vec::<String>::new());
}

#[tokio::test]
async fn every_way_out_is_told() {
    let mut listener = Listener::answering(&[]).await;
    let world = world_with(&[app_at("wiki", &listener)]).await;
    let wiki = world.oauth_app("wiki");
    for way in 0..7 {
        // Nothing that is made in the very millisecond of a cut survives it.
        world.pass(1);
        let alice = world.logged_in(ALICE).await;
        let bob = world.logged_in(BOB).await;
        let id_token = id_token(&wiki, &bob).await;
        match way {
            0 => drop(bob.get("/api/method/logout").send().await.unwrap()),
            1 => drop(bob.open(&end_session(&[("id_token_hint", &id_token)])).await),
            2 => {
                let question = bob.open(&end_session(&[])).await;
                press(&bob, &question, "log_out").await;
            }
            3 => {
                let csrf = bob.open("/me/sessions").await.field("csrf_token");
                bob.send("/me/sessions", &[("csrf_token", &csrf), ("all", "1")]).await;
            }
            // Somebody else logs in in his place.
            4 => drop(bob.log_in(ALICE, PASSWORD).await),
            5 => {
                // From another browser of his.
                let elsewhere = log_in(&world, BOB).await;
                let page = elsewhere.open("/me/sessions").await;
                let csrf = page.field("csrf_token");
                let session = page.field("session");
                let form = [("csrf_token", csrf.as_str()), ("session", &session)];
                elsewhere.send("/me/sessions", &form).await;
                log_out(&elsewhere).await;
            }
            _ => {
                // A System Manager cuts him off.
                let path = "/app/user/bob%40example.com";
                let page = alice.open(path).await;
                let (csrf, modified) = (page.field("csrf_token"), page.field("modified"));
                let form =
                    [("csrf_token", csrf.as_str()), ("modified", &modified), ("act", "cut-off")];
                alice.send(path, &form).await;
            }
        }
        let said = claims(&token(&listener.next().await));
        assert_eq!(said["sid"], claims(&id_token)["sid"], "{way}");
        assert_eq!(said["sub"], "bob-sub", "{way}");
        assert_eq!(listener.rest(), Vec::<String>::new(), "{way}");
    }
}

#[tokio::test]
async fn an_app_that_does_not_hear_is_told_again_with_another_token() {
    let mut listener = Listener::answering(&[500, 302, 400]).await;
    let world = world_with(&[app_at("wiki", &listener)]).await;
    let alice = world.logged_in(ALICE).await;
    id_token(&world.oauth_app("wiki"), &alice).await;
    log_out(&alice).await;
    let mut names = Vec::new();
    for _ in 0..4 {
        let said = claims(&token(&listener.next().await));
        assert_eq!(said["sub"], "alice-sub");
        names.push(said["jti"].as_str().unwrap().to_owned());
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 4);
    // It has heard: another logout is the next that it hears of.
    let bob = world.logged_in(BOB).await;
    id_token(&world.oauth_app("wiki"), &bob).await;
    log_out(&bob).await;
    assert_eq!(claims(&token(&listener.next().await))["sub"], "bob-sub");
}

#[tokio::test]
async fn a_frappe_app_that_wants_to_hear_hears_it_by_its_secret_and_others_keep_frappes_id_token() {
    let mut listener = Listener::answering(&[]).await;
    let fields = json!({
        "backchannel_logout_uri": listener.url, "id_token_signed_response_alg": "HS256",
        "claims_policy": "Frappe",
    });
    let world = world_with(&[connect_app("wiki", &fields)]).await;
    let alice = world.logged_in(ALICE).await;
    let plain = id_token(&world.oauth_app("trusted"), &alice).await;
    assert!(claims(&plain).get("sid").is_none());
    id_token(&world.oauth_app("wiki"), &alice).await;
    log_out(&alice).await;
    let token = token(&listener.next().await);
    let key = jsonwebtoken::DecodingKey::from_secret(fixtures::secret_of("wiki").as_bytes());
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::HS256);
    validation.set_audience(&["wiki"]);
    validation.validate_exp = false;
    assert!(jsonwebtoken::decode::<Value>(&token, &key, &validation).is_ok());
}

#[tokio::test]
async fn who_was_not_told_of_a_session_hears_nothing_of_its_end() {
    let mut listener = Listener::answering(&[]).await;
    let world = world_with(&[app_at("wiki", &listener), app_at("shop", &listener)]).await;
    let alice = world.logged_in(ALICE).await;
    id_token(&world.oauth_app("shop"), &alice).await;
    // An app that no longer wants to, neither.
    let without = |client: Option<&shared::protocol::client::Client>| {
        let client = client?.clone();
        Some(shared::protocol::client::Client { backchannel_logout_uri: None, ..client })
    };
    world.app.store().change_client("shop", without).await.unwrap();
    log_out(&alice).await;
    let bob: Person = world.logged_in(BOB).await;
    id_token(&world.oauth_app("wiki"), &bob).await;
    log_out(&bob).await;
    assert_eq!(claims(&token(&listener.next().await))["sub"], "bob-sub");
    assert_eq!(listener.rest(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_known_of_an_app_at_a_session_costs_one_write_and_that_once() {
    let listener = Listener::answering(&[]).await;
    let world: World = world_with(&[app_at("wiki", &listener)]).await;
    let alice = world.logged_in(ALICE).await;
    let wiki = world.oauth_app("wiki");
    world.warm_up().await;
    for writes in [2, 1] {
        world.proxy.forget();
        wiki.code_with(&alice, &[("scope", "openid")]).await;
        let calls = world.proxy.calls();
        let count = calls.iter().filter(|call| call.operation != "GetItem").count();
        assert_eq!(count, writes, "{calls:?}");
    }
}
