//! Refreshing: rotation, repetition, and the end.

use crate::harness::{World, app::Tokens};

#[tokio::test]
async fn a_refresh_gives_a_new_pair_and_the_old_access_token_lives_through_the_grace() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let first = app.tokens(&alice).await;
    world.pass(1000);
    let answer = app.refresh(&first.refresh).await;
    let (body, second) = (answer.json(), Tokens::of(&answer));
    assert_ne!((&first.access, &first.refresh), (&second.access, &second.refresh));
    assert_eq!((&body["expires_in"], &body["scope"]), (&3600.into(), &"all openid".into()));
    assert!(body["id_token"].is_string());
    world.pass(59);
    assert!(app.is_active(&first.access).await);
    world.pass(1);
    assert!(!app.is_active(&first.access).await);
    assert!(app.is_active(&second.access).await);
}

#[tokio::test]
async fn the_same_refresh_token_gets_the_same_pair_with_the_time_that_is_left() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let first = app.tokens(&alice).await;
    let one = Tokens::of(&app.refresh(&first.refresh).await);
    world.pass(59);
    let again = app.refresh(&first.refresh).await;
    assert_eq!(again.json()["expires_in"], 3600 - 59);
    let again = Tokens::of(&again);
    assert_eq!((one.access, one.refresh), (again.access, again.refresh));
}

#[tokio::test]
async fn reuse_after_the_grace_or_behind_a_used_successor_ends_the_grant() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let reused = "400 invalid_grant The refresh token has been used already.";

    let first = app.tokens(&alice).await;
    let second = Tokens::of(&app.refresh(&first.refresh).await);
    world.pass(60);
    assert_eq!(app.refresh(&first.refresh).await.refusal(), reused);
    assert!(!app.is_active(&second.access).await);
    let after = app.refresh(&second.refresh).await;
    assert_eq!(after.refusal(), "400 invalid_grant The refresh token has been revoked.");

    let first = app.tokens(&alice).await;
    let second = Tokens::of(&app.refresh(&first.refresh).await);
    let third = Tokens::of(&app.refresh(&second.refresh).await);
    assert_eq!(app.refresh(&first.refresh).await.refusal(), reused);
    assert!(!app.is_active(&third.access).await);
}

#[tokio::test]
async fn a_scope_narrows_and_never_widens() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code_with(&alice, &[("scope", "openid")]).await;
    let tokens = Tokens::of(&app.redeem(&code).await);
    let refresh = |scope: &'static str| {
        let (app, token) = (app.clone(), tokens.refresh.clone());
        async move {
            let form =
                [("grant_type", "refresh_token"), ("refresh_token", &token), ("scope", scope)];
            app.ask(&form).await
        }
    };
    assert_eq!(refresh("openid all").await.json()["error"], "invalid_scope");
    assert_eq!(refresh("openid").await.json()["scope"], "openid");
}

#[tokio::test]
async fn a_refresh_token_dies_of_idleness_after_30_days() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let tokens = app.tokens(&alice).await;
    world.pass(30 * 86_400);
    let answer = app.refresh(&tokens.refresh).await;
    assert_eq!(answer.refusal(), "400 invalid_grant The refresh token has expired.");
}
