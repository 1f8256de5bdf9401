//! Apps in a browser, on another origin: who may read what.

use crate::harness::{
    World,
    app::method,
    person::{Answer, Person},
};

/// The origin of the fixtures' redirect URIs.
const OWN: &str = "http://127.0.0.1:9999";
const EVIL: &str = "https://evil.example";

const ALLOW_ORIGIN: &str = "access-control-allow-origin";

/// Sends a form as a page of an origin does.
async fn send(guest: &Person, name: &str, origin: &str, form: &[(&str, &str)]) -> Answer {
    Answer::to(guest.post(&method(name)).header("origin", origin).form(form)).await
}

#[tokio::test]
async fn a_preflight_is_answered_without_a_look_at_the_store_and_never_allows_credentials() {
    let world = World::new().await;
    world.warm_up().await;
    let guest = world.person();
    for path in [
        &method("get_token"),
        &method("revoke_token"),
        &method("openid_profile"),
        &method("register_client"),
        &format!("{}/id", method("register_client")),
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-protected-resource",
        "/.well-known/jwks.json",
    ] {
        let answer = Answer::to(guest.preflight(path).header("origin", EVIL)).await;
        assert_eq!((answer.status, answer.header(ALLOW_ORIGIN)), (200, "*"), "{path}");
        assert!(answer.header("access-control-allow-headers").contains("authorization"));
        assert_eq!(answer.header("access-control-allow-credentials"), "");
    }
    for path in [method("authorize"), "/login".to_owned(), "/app".to_owned()] {
        let answer = Answer::to(guest.preflight(&path).header("origin", OWN)).await;
        assert_eq!(answer.header(ALLOW_ORIGIN), "", "{path}");
    }
    assert!(world.proxy.calls().is_empty());
}

#[tokio::test]
async fn what_concerns_a_client_is_read_by_pages_of_its_redirect_uris_alone() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("everyone");
    let guest = world.person();
    for (origin, allowed) in [(OWN, OWN), (EVIL, ""), ("null", "")] {
        let tokens = app.tokens(&alice).await;
        let form = [
            ("grant_type", "refresh_token"),
            ("refresh_token", &tokens.refresh),
            ("client_id", &app.id),
            ("client_secret", &app.secret),
        ];
        let answer = send(&guest, "get_token", origin, &form).await;
        assert_eq!((answer.status, answer.header(ALLOW_ORIGIN)), (200, allowed), "{origin}");
        assert!(answer.header("vary").contains("Origin"));
        let access = answer.json()["access_token"].as_str().unwrap().to_owned();
        let profile = guest.get(&method("openid_profile")).bearer_auth(&access);
        let answer = Answer::to(profile.header("origin", origin)).await;
        assert_eq!((answer.status, answer.header(ALLOW_ORIGIN)), (200, allowed), "{origin}");
        let form = [("token", access.as_str()), ("client_id", &app.id), ("client_secret", "wrong")];
        let answer = send(&guest, "revoke_token", origin, &form).await;
        assert_eq!((answer.status, answer.header(ALLOW_ORIGIN)), (401, allowed), "{origin}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_read_by_whoever_made_it() {
    let world = World::new().await;
    let guest = world.person();
    let profile = guest.get(&method("openid_profile")).bearer_auth("affaexpired");
    let answer = Answer::to(profile.header("origin", EVIL)).await;
    assert_eq!((answer.status, answer.header(ALLOW_ORIGIN)), (401, EVIL));
    assert_eq!(answer.header("access-control-expose-headers"), "www-authenticate, retry-after");
    let answer = send(&guest, "get_token", EVIL, &[("grant_type", "password")]).await;
    assert_eq!((answer.status, answer.header(ALLOW_ORIGIN)), (400, EVIL));
}
