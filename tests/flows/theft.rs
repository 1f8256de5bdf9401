//! Theft: whoever has found something is refused, and changes nothing; reuse by its owner ends it.

use crate::harness::{CALLBACK, World, app::Tokens};

const CHALLENGE: [(&str, &str); 2] = [
    ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
    ("code_challenge_method", "S256"),
];
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

#[tokio::test]
async fn a_leaked_code_is_worth_nothing_without_its_verifier_or_to_another_client() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code_with(&alice, &CHALLENGE).await;
    let before = world.stored().await;
    assert_eq!(app.redeem(&code).await.json()["error"], "invalid_grant");
    let other = world.oauth_app("other");
    let proof = [("code_verifier", VERIFIER)];
    assert_eq!(other.redeem_with(&code, &proof).await.json()["error"], "invalid_grant");
    let elsewhere = [("code_verifier", VERIFIER), ("redirect_uri", "https://evil.example/")];
    assert_eq!(app.redeem_with(&code, &elsewhere).await.json()["error"], "invalid_grant");
    assert_eq!(world.stored().await, before);
    assert_eq!(app.redeem_with(&code, &proof).await.status, 200);
}

#[tokio::test]
async fn a_used_code_in_a_log_does_not_let_a_stranger_end_the_grant() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code_with(&alice, &CHALLENGE).await;
    let proof = [("code_verifier", VERIFIER)];
    let tokens = Tokens::of(&app.redeem_with(&code, &proof).await);
    let before = world.stored().await;
    let other = world.oauth_app("other");
    assert_eq!(other.redeem_with(&code, &proof).await.status, 400);
    assert_eq!(app.redeem(&code).await.status, 400);
    let wrong = [("code_verifier", "xBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")];
    assert_eq!(app.redeem_with(&code, &wrong).await.status, 400);
    let unproved = [("client_secret", "wrong"), ("code_verifier", VERIFIER)];
    assert_eq!(app.redeem_with(&code, &unproved).await.status, 401);
    assert_eq!(world.stored().await, before);
    assert!(app.is_active(&tokens.access).await);

    // The same request from the one who can prove everything: one of the two is a thief.
    assert_eq!(app.redeem_with(&code, &proof).await.status, 400);
    assert!(!app.is_active(&tokens.access).await);
}

#[tokio::test]
async fn the_grant_in_an_access_token_does_not_open_the_grant() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let tokens = app.tokens(&alice).await;
    let id = &tokens.access[4..26];
    let junk = "x".repeat(32);
    let before = world.stored().await;
    for token in [format!("affa{id}{junk}"), format!("affr{id}{junk}{junk}")] {
        assert!(!app.is_active(&token).await);
        assert_eq!(app.revoke(&token).await.status, 200);
    }
    assert_eq!(app.refresh(&format!("affr{id}{junk}{junk}")).await.status, 400);
    let code = app.redeem_with(&format!("affc{id}{junk}"), &[("redirect_uri", CALLBACK)]).await;
    assert_eq!(code.status, 400);
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn an_old_refresh_token_in_another_clients_hands_changes_nothing() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let first = app.tokens(&alice).await;
    let second = Tokens::of(&app.refresh(&first.refresh).await);
    world.pass(600);
    let before = world.stored().await;
    let other = world.oauth_app("other");
    for token in [&first.refresh, &second.refresh] {
        let answer = other.refresh(token).await;
        assert_eq!(answer.refusal(), "400 invalid_grant The refresh token is unknown.");
    }
    assert_eq!(world.stored().await, before);

    assert_eq!(app.refresh(&first.refresh).await.status, 400);
    assert!(!app.is_active(&second.access).await);
}
