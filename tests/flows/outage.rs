//! A store that is throttled, broken or silent: 503 with Retry-After, and never a word that makes a
//! client throw its tokens away.

use crate::harness::{PASSWORD, World, person::Answer, proxy::Mood};

#[tokio::test]
async fn whatever_fails_behind_us_is_503_with_retry_after() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let tokens = app.tokens(&alice).await;
    let (code, path) = (app.code(&alice).await, app.authorize_path(&[]));
    for mood in [Mood::Throttles, Mood::Breaks, Mood::Silent] {
        world.proxy.set(mood);
        let token = [("token", tokens.access.as_str()), ("client_id", "trusted")];
        let introspect = app.post("introspect_token").basic_auth("trusted", Some(&app.secret));
        let revoke = app.post("revoke_token").basic_auth("trusted", Some(&app.secret));
        let answers = tokio::join!(
            app.redeem(&code),
            app.refresh(&tokens.refresh),
            Answer::to(revoke.form(&token)),
            Answer::to(introspect.form(&token)),
            app.profile(&tokens.access),
            Answer::to(alice.get(&path)),
            alice.open(&path),
            alice.log_in("alice@example.com", PASSWORD),
            alice.open("/me"),
        );
        let answers = <[Answer; 9]>::from(answers);
        for answer in &answers {
            assert_eq!(answer.status, 503, "{mood:?} {}", answer.text);
            assert!(!answer.header("retry-after").is_empty());
            assert!(!answer.text.contains("invalid_grant"));
        }
        let [redeem, .., page, _, _] = &answers;
        assert_eq!(redeem.json()["error"], "temporarily_unavailable");
        assert!(page.header("content-type").starts_with("text/html"));
        assert!(page.text.contains("Please try again"));
    }
    world.proxy.set(Mood::Well);
    assert_eq!(app.redeem(&code).await.status, 200);
    assert!(app.is_active(&tokens.access).await);
}
