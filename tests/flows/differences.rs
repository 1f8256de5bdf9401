//! Differences from Frappe that no other flow shows.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::harness::{PASSWORD, World, person::Answer};

/// The claims of the `id_token` in an answer, unchecked.
fn claims(answer: &Answer) -> Value {
    let id_token = answer.json()["id_token"].as_str().unwrap().to_owned();
    let payload = id_token.split('.').nth(1).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap()
}

/// The cookie `sid` of a new login.
async fn sid(world: &World, email: &str) -> String {
    let login = world.person().log_in(email, PASSWORD).await;
    let cookie = login.headers.get("set-cookie").unwrap().to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

#[tokio::test]
async fn the_user_of_a_code_is_the_sessions_whatever_the_cookies_say() {
    let world = World::new().await;
    let sid = sid(&world, "mallory@example.com").await;
    let app = world.oauth_app("trusted");
    let request = world.person().get(&app.authorize_path(&[]));
    let forged = request.header("cookie", format!("{sid}; user_id=alice@example.com"));
    let code = Answer::to(forged).await.parameter("code").unwrap();
    assert_eq!(claims(&app.redeem(&code).await)["email"], "mallory@example.com");
}

#[tokio::test]
async fn the_nonce_is_the_authorizations_and_never_the_token_requests() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code_with(&alice, &[("nonce", "n-1")]).await;
    let answer = app.redeem_with(&code, &[("nonce", "n-2")]).await;
    assert_eq!(claims(&answer)["nonce"], "n-1");
}

#[tokio::test]
async fn a_session_comes_in_its_cookie_and_nowhere_else() {
    let world = World::new().await;
    let sid = sid(&world, "alice@example.com").await;
    let path = "/api/method/frappe.auth.get_logged_user";
    let person = world.person();
    let in_url = Answer::to(person.get(&format!("{path}?{sid}"))).await;
    let in_body = person.send(path, &[("sid", sid.trim_start_matches("sid="))]).await;
    assert_eq!((in_url.status, in_body.status), (403, 403));
}

#[tokio::test]
async fn there_is_no_password_grant() {
    let world = World::new().await;
    let form =
        [("grant_type", "password"), ("username", "alice@example.com"), ("password", PASSWORD)];
    let answer = world.oauth_app("trusted").ask(&form).await;
    assert_eq!(answer.json()["error"], "unsupported_grant_type");
}

#[tokio::test]
async fn an_error_carries_no_traceback() {
    let world = World::new().await;
    let answer = Answer::to(world.person().get("/api/method/no.such.method")).await;
    let members: Vec<String> = answer.json().as_object().unwrap().keys().cloned().collect();
    assert_eq!(members, ["message", "exception", "exc_type"]);
}
