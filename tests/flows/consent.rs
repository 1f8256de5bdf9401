//! The question: what it shows, and that nobody but its user answers it.

use crate::harness::{CALLBACK, World, app::method, person::Answer};

#[tokio::test]
async fn the_page_says_who_asks_for_what_and_where_it_goes() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let page = alice.open(&world.oauth_app("web").authorize_path(&[])).await;
    assert_eq!(page.status, 200);
    for words in ["The web app", "127.0.0.1:9999", "alice@example.com", "Full Name", "btn-allow"] {
        assert!(page.text.contains(words), "{words}");
    }
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
    ] {
        assert_eq!(page.header(name), value);
    }
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"));
    assert!(page.header("cache-control").contains("no-store"));
    assert!(!page.text.contains("<script"));
}

#[tokio::test]
async fn allow_gives_a_code_and_deny_tells_the_client() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    let page = alice.open(&app.authorize_path(&[("state", "a b+c")])).await;

    let denied = alice.decide(&page, "deny").await;
    assert_eq!(denied.refusal(), "303 access_denied The user denied the request.");
    assert_eq!(denied.parameter("state").as_deref(), Some("a b+c"));
    assert_eq!(denied.parameter("iss").as_deref(), Some(world.url.as_str()));

    let allowed = alice.decide(&page, "allow").await;
    assert_eq!(allowed.parameter("state").as_deref(), Some("a b+c"));
    let answer = app.redeem(&allowed.parameter("code").unwrap()).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn pressing_allow_twice_gives_two_codes_that_both_work() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    let page = alice.open(&app.authorize_path(&[])).await;
    let (one, two) = tokio::join!(alice.decide(&page, "allow"), alice.decide(&page, "allow"));
    for allowed in [one, two] {
        assert_eq!(app.redeem(&allowed.parameter("code").unwrap()).await.status, 200);
    }
}

#[tokio::test]
async fn nobody_answers_for_the_user() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let mallory = world.logged_in("mallory@example.com").await;
    let path = world.oauth_app("web").authorize_path(&[]);
    let hers = mallory.open(&path).await.field("csrf_token");
    let before = world.stored().await;
    for token in ["", "x", hers.as_str()] {
        let answer = alice.send(&path, &[("decision", "allow"), ("csrf_token", token)]).await;
        assert_eq!(answer.status, 400, "{token}");
        assert!(answer.text.contains("expired") && answer.text.contains("Show it again"));
    }
    // From another site's page, even with the right token.
    let mine = alice.open(&path).await.field("csrf_token");
    let form = [("decision", "allow"), ("csrf_token", mine.as_str())];
    for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
        let answer = Answer::to(alice.post(&path).header(name, value).form(&form)).await;
        assert_eq!(answer.status, 400, "{name}");
    }
    // A link to Frappe's approve gives nothing without the question.
    let approve = path.replace(".authorize?", ".approve?");
    let answer = alice.open(&approve).await;
    assert_eq!(answer.location().path(), method("authorize"));
    assert_eq!(alice.open(&path).await.status, 200);
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn an_answer_after_the_logout_leads_to_the_login_and_back() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let page = alice.open(&world.oauth_app("web").authorize_path(&[("state", "s")])).await;
    Answer::to(alice.post("/api/method/logout")).await;
    let answer = alice.decide(&page, "allow").await;
    assert_eq!(answer.location().path(), "/login");
    assert!(answer.parameter("redirect-to").unwrap().contains("state=s"));
}

#[tokio::test]
async fn a_denied_frappe_site_is_not_called_back() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("site");
    let page = alice.open(&app.authorize_path(&[("prompt", "consent")])).await;
    let answer = alice.decide(&page, "deny").await;
    assert_eq!((answer.status, answer.header("location")), (400, ""));
    assert!(!answer.text.contains(CALLBACK));
}

#[tokio::test]
async fn an_answer_is_for_whom_the_client_expects_like_the_question() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let erin = world.logged_in("erin@example.com").await;
    let app = world.oauth_app("web");
    let allowed = alice.decide(&alice.open(&app.authorize_path(&[])).await, "allow").await;
    let body = app.redeem(&allowed.parameter("code").unwrap()).await.json();
    let hint = [("id_token_hint", body["id_token"].as_str().unwrap())];
    // Erin's own token against forgery, under a request that waits for Alice.
    let token = erin.open(&app.authorize_path(&[])).await.field("csrf_token");
    let form = [("decision", "allow"), ("csrf_token", token.as_str())];
    let answer = erin.send(&app.authorize_path(&hint), &form).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
    let token = alice.open(&app.authorize_path(&hint)).await.field("csrf_token");
    let form = [("decision", "allow"), ("csrf_token", token.as_str())];
    let answer = alice.send(&app.authorize_path(&hint), &form).await;
    assert!(answer.parameter("code").is_some());
}
