//! `Auto`: whom an earlier answer spares the question, and whom it does not.

use serde_json::json;
use shared::protocol::{client::Client, user::User};

use crate::harness::{World, app::OAuthApp, fixtures, person::Person};

/// A world in which nobody is asked twice.
async fn auto() -> World {
    let mut documents = fixtures::documents();
    documents.push(json!({
        "doctype": "OAuth Provider Settings", "name": "OAuth Provider Settings",
        "skip_authorization": "Auto",
    }));
    // Like `web`, and asks too.
    let mut second = documents.iter().find(|d| d["client_id"] == "web").unwrap().clone();
    for field in ["name", "client_id"] {
        second[field] = "second".into();
    }
    second["client_secret"] = "secret-second".into();
    documents.push(second);
    World::of(&documents, |_| {}).await
}

/// Answers the question, and lets the app have its tokens.
async fn allow(person: &Person, app: &OAuthApp, scope: &str) -> String {
    let page = person.open(&app.authorize_path(&[("scope", scope)])).await;
    let answer = person.decide(&page, "allow").await;
    let answer = app.redeem(&answer.parameter("code").unwrap()).await;
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

/// Whether an authorization leads to the question.
async fn is_asked(person: &Person, app: &OAuthApp, more: &[(&str, &str)]) -> bool {
    let answer = person.open(&app.authorize_path(more)).await;
    let is_asked = answer.status == 200 && answer.text.contains("btn-allow");
    assert!(is_asked || answer.parameter("code").is_some(), "{answer:?}");
    is_asked
}

#[tokio::test]
async fn who_has_allowed_an_app_is_not_asked_again() {
    let world = auto().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    assert!(is_asked(&alice, &app, &[]).await);
    allow(&alice, &app, "all openid").await;
    assert!(!is_asked(&alice, &app, &[]).await);
    assert!(!is_asked(&alice, &app, &[("scope", "openid")]).await);
    assert!(!is_asked(&alice, &app, &[("prompt", "none")]).await);
    // In another browser too: the answer is the user's.
    assert!(!is_asked(&world.logged_in("alice@example.com").await, &app, &[]).await);
}

#[tokio::test]
async fn an_answer_is_about_the_apis_that_were_named() {
    let world = auto().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    let (mcp, crm) = (("resource", "https://mcp.example"), ("resource", "https://crm.example"));
    allow(&alice, &app, "all openid").await;
    assert!(!is_asked(&alice, &app, &[]).await);
    assert!(is_asked(&alice, &app, &[mcp]).await, "nobody has told her of that API");
    let page = alice.open(&app.authorize_path(&[mcp, ("prompt", "consent")])).await;
    let code = alice.decide(&page, "allow").await.parameter("code").unwrap();
    assert_eq!(app.redeem(&code).await.status, 200);
    assert!(!is_asked(&alice, &app, &[mcp]).await);
    assert!(is_asked(&alice, &app, &[crm]).await && is_asked(&alice, &app, &[mcp, crm]).await);
}

#[tokio::test]
async fn what_was_allowed_for_one_api_is_not_allowed_for_any() {
    let world = auto().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    let page = alice.open(&app.authorize_path(&[("resource", "https://mcp.example")])).await;
    let code = alice.decide(&page, "allow").await.parameter("code").unwrap();
    assert_eq!(app.redeem(&code).await.status, 200);
    assert!(is_asked(&alice, &app, &[]).await);
}

#[tokio::test]
async fn force_asks_whatever_has_been_answered() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    allow(&alice, &app, "all openid").await;
    assert!(is_asked(&alice, &app, &[]).await);
}

#[tokio::test]
async fn auto_does_not_leak_across_clients() {
    let world = auto().await;
    let alice = world.logged_in("alice@example.com").await;
    allow(&alice, &world.oauth_app("web"), "all openid").await;
    assert!(is_asked(&alice, &world.oauth_app("second"), &[]).await);
}

#[tokio::test]
async fn auto_does_not_leak_across_users() {
    let world = auto().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    allow(&alice, &app, "all openid").await;
    assert!(is_asked(&world.logged_in("mallory@example.com").await, &app, &[]).await);
}

#[tokio::test]
async fn auto_does_not_leak_across_scopes() {
    let world = auto().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    allow(&alice, &app, "openid").await;
    assert!(!is_asked(&alice, &app, &[("scope", "openid")]).await);
    assert!(is_asked(&alice, &app, &[("scope", "all")]).await);
    assert!(is_asked(&alice, &app, &[("scope", "openid all")]).await);
    // Two answers are not one: nobody was asked for both together.
    allow(&alice, &app, "all").await;
    assert!(is_asked(&alice, &app, &[("scope", "openid all")]).await);
    let silent = app.authorize_path(&[("scope", "openid all"), ("prompt", "none")]);
    assert_eq!(alice.open(&silent).await.parameter("error").unwrap(), "consent_required");
}

#[tokio::test]
async fn prompt_consent_still_asks() {
    let world = auto().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    allow(&alice, &app, "all openid").await;
    assert!(is_asked(&alice, &app, &[("prompt", "consent")]).await);
}

#[tokio::test]
async fn a_revoked_answer_does_not_count() {
    let world = auto().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    let token = allow(&alice, &app, "all openid").await;
    assert_eq!(app.revoke(&token).await.status, 200);
    assert!(is_asked(&alice, &app, &[]).await);
    // Nor one that the user took back himself.
    allow(&alice, &app, "all openid").await;
    assert!(!is_asked(&alice, &app, &[]).await);
    let csrf = alice.open("/third_party_apps").await.field("csrf_token");
    alice.send("/third_party_apps", &[("csrf_token", &csrf), ("client_id", "web")]).await;
    assert!(is_asked(&alice, &app, &[]).await);
}

#[tokio::test]
async fn an_expired_answer_does_not_count_nor_one_that_never_became_a_token() {
    let world = auto().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    let page = alice.open(&app.authorize_path(&[])).await;
    assert!(alice.decide(&page, "allow").await.parameter("code").is_some());
    assert!(is_asked(&alice, &app, &[]).await);
    allow(&alice, &app, "all openid").await;
    world.pass(31 * 86_400);
    assert!(is_asked(&world.logged_in("alice@example.com").await, &app, &[]).await);
}

#[tokio::test]
async fn an_answer_from_before_a_cut_does_not_count() {
    let world = auto().await;
    let store = world.app.store();
    let app = world.oauth_app("web");
    let alice = world.logged_in("alice@example.com").await;
    allow(&alice, &app, "all openid").await;
    world.pass(1);
    let client = store.client("web").await.unwrap().unwrap();
    let client = Client { valid_from: world.clock.now(), ..client };
    store.put_client(&client).await.unwrap();
    assert!(is_asked(&alice, &app, &[]).await);

    world.pass(1);
    allow(&alice, &app, "all openid").await;
    assert!(!is_asked(&alice, &app, &[]).await);
    world.pass(1);
    let user = store.user("alice@example.com").await.unwrap().unwrap();
    let cut = User { valid_from: world.clock.now(), ..user.clone() };
    store.put_user(&cut).await.unwrap();
    world.pass(1);
    assert!(is_asked(&world.logged_in("alice@example.com").await, &app, &[]).await);

    // Another user of the same e-mail.
    allow(&world.logged_in("alice@example.com").await, &app, "all openid").await;
    store.put_user(&User { sub: "another alice".into(), ..user }).await.unwrap();
    world.pass(1);
    assert!(is_asked(&world.logged_in("alice@example.com").await, &app, &[]).await);
}

#[tokio::test]
async fn an_app_that_registered_itself_is_always_questioned() {
    let world = auto().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    let client = world.app.store().client("web").await.unwrap().unwrap();
    let client = Client { is_self_registered: true, ..client };
    world.app.store().put_client(&client).await.unwrap();
    // Such a client has to use PKCE; the RFC's own pair.
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let pkce = [("code_challenge", challenge), ("code_challenge_method", "S256")];
    let page = alice.open(&app.authorize_path(&pkce)).await;
    let code = alice.decide(&page, "allow").await.parameter("code").unwrap();
    let verifier = [("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")];
    assert_eq!(app.redeem_with(&code, &verifier).await.status, 200);
    assert!(is_asked(&alice, &app, &pkce).await);
}

#[tokio::test]
async fn the_newer_oauth_settings_win() {
    let mut documents = fixtures::documents();
    for (doctype, value) in
        [("OAuth Settings", json!(1)), ("OAuth Provider Settings", json!("Force"))]
    {
        documents.push(json!({ "doctype": doctype, "name": doctype, "skip_authorization": value }));
    }
    let world = World::of(&documents, |_| {}).await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    allow(&alice, &app, "all openid").await;
    assert!(!is_asked(&alice, &app, &[]).await);
}

/// How many queries and reads an authorization costs.
async fn cost(world: &World, person: &Person, app: &OAuthApp) -> (usize, usize) {
    world.warm_up().await;
    person.open(&app.authorize_path(&[])).await;
    let calls = world.proxy.calls();
    let count = |operation: &str| calls.iter().filter(|c| c.operation == operation).count();
    (count("Query"), count("GetItem"))
}

#[tokio::test]
async fn earlier_answers_are_looked_for_only_where_they_matter() {
    let world = auto().await;
    let alice = world.logged_in("alice@example.com").await;
    let (web, trusted) = (world.oauth_app("web"), world.oauth_app("trusted"));
    assert_eq!(cost(&world, &alice, &web).await, (1, 3), "Auto, nothing found");
    allow(&alice, &web, "all openid").await;
    assert_eq!(cost(&world, &alice, &web).await, (1, 4), "Auto, one found");
    assert_eq!(cost(&world, &alice, &trusted).await, (0, 3), "a trusted client");
    let force = World::new().await;
    let alice = force.logged_in("alice@example.com").await;
    assert_eq!(cost(&force, &alice, &force.oauth_app("web")).await, (0, 3), "Force");
}
