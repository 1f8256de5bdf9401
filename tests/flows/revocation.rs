//! Revocation: either token ends both, and only its own client may.

use crate::harness::{World, person::Answer};

#[tokio::test]
async fn either_token_ends_both_whatever_the_hint() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    for hint in ["access_token", "refresh_token", "nonsense"] {
        for which in 0..2 {
            let tokens = app.tokens(&alice).await;
            let token = [&tokens.access, &tokens.refresh][which];
            let form = [("token", token.as_str()), ("token_type_hint", hint)];
            let request = app.post("revoke_token").basic_auth(&app.id, Some(&app.secret));
            let answer = Answer::to(request.form(&form)).await;
            assert_eq!((answer.status, answer.text.as_str()), (200, "{}"));
            assert!(!app.is_active(&tokens.access).await);
            assert_eq!(app.profile(&tokens.access).await.status, 401);
            assert_eq!(app.refresh(&tokens.refresh).await.status, 400);
        }
    }
}

#[tokio::test]
async fn unknown_and_foreign_tokens_answer_the_same_and_nothing_changes() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let tokens = world.oauth_app("trusted").tokens(&alice).await;
    let junk = format!("{}{}", &tokens.access[..26], "x".repeat(32));
    let before = world.stored().await;
    for token in ["nonsense", &junk, &tokens.access, &tokens.refresh] {
        let answer = world.oauth_app("other").revoke(token).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, "{}"));
    }
    assert_eq!(world.stored().await, before);
    assert!(world.oauth_app("trusted").is_active(&tokens.access).await);
}

#[tokio::test]
async fn a_client_has_to_prove_itself_first() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let tokens = app.tokens(&alice).await;
    let token = ("token", tokens.access.as_str());
    for form in [
        vec![token],
        vec![token, ("client_id", "trusted")],
        vec![token, ("client_id", "trusted"), ("client_secret", "wrong")],
    ] {
        let answer = Answer::to(app.post("revoke_token").form(&form)).await;
        assert_eq!((answer.status, &answer.json()["error"]), (401, &"invalid_client".into()));
    }
    assert!(app.is_active(&tokens.access).await);
}
