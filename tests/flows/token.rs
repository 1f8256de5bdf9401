//! The token endpoint: what it gives, and to whom.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;
use shared::secret::sha256;

use crate::harness::{CALLBACK, World, person::Answer};

/// The claims of a token, unchecked: real clients check the signature.
pub(crate) fn claims(id_token: &str) -> Value {
    part(id_token, 1)
}

/// A part of a token, unchecked: the header is the first.
pub(crate) fn part(token: &str, at: usize) -> Value {
    let part = token.split('.').nth(at).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[tokio::test]
async fn a_code_becomes_tokens_in_frappes_shape() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code_with(&alice, &[("nonce", "n-1")]).await;
    let answer = app.redeem(&code).await;
    let body = answer.json();
    let members: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(
        members,
        ["access_token", "expires_in", "token_type", "scope", "refresh_token", "id_token"]
    );
    assert_eq!((&body["expires_in"], &body["token_type"]), (&3600.into(), &"Bearer".into()));
    assert_eq!(body["scope"], "all openid");
    assert!(answer.header("cache-control").contains("no-store"));
    assert_eq!(answer.header("pragma"), "no-cache");
    assert_eq!(answer.header("set-cookie"), "", "Guest cookies broke Nextcloud");

    let access = body["access_token"].as_str().unwrap();
    let claims = claims(body["id_token"].as_str().unwrap());
    let left_half = URL_SAFE_NO_PAD.encode(&sha256(access.as_bytes())[..16]);
    for (name, value) in [
        ("aud", Value::from("trusted")),
        ("nonce", "n-1".into()),
        ("at_hash", left_half.into()),
        ("iss", world.url.clone().into()),
        ("sub", "alice-sub".into()),
        ("name", "Alice Liddell".into()),
        ("email", "alice@example.com".into()),
        ("exp", (claims["iat"].as_i64().unwrap() + 3600).into()),
    ] {
        assert_eq!(claims[name], value, "{name}");
    }
}

#[tokio::test]
async fn without_openid_there_is_no_id_token() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code_with(&alice, &[("scope", "all")]).await;
    let body = app.redeem(&code).await.json();
    assert_eq!((body.get("id_token"), &body["scope"]), (None, &"all".into()));
}

/// The form of a redemption, without the client.
fn grant(code: String) -> Vec<(&'static str, String)> {
    vec![
        ("grant_type", "authorization_code".to_owned()),
        ("code", code),
        ("redirect_uri", CALLBACK.to_owned()),
    ]
}

/// The secret of `accent` as RFC 6749 section 2.3.1 wants it in a Basic header.
const ENCODED: &str = "s%C3%ABcret";

#[tokio::test]
async fn a_client_proves_itself_by_basic_or_body_and_never_by_both() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("accent");
    let form = grant(app.code(&alice).await);
    let basic = app.post("get_token").basic_auth("accent", Some(ENCODED)).form(&form);
    assert_eq!(Answer::to(basic).await.status, 200);
    let mut form = grant(app.code(&alice).await);
    form.push(("client_id", "accent".to_owned()));
    let basic = app.post("get_token").basic_auth("accent", Some("sëcret")).form(&form);
    assert_eq!(Answer::to(basic).await.status, 200);
    assert_eq!(app.redeem(&app.code(&alice).await).await.status, 200);
}

#[tokio::test]
async fn credentials_that_are_wrong_twofold_or_malformed_are_refused_and_spend_nothing() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("accent");
    let form = grant(app.code(&alice).await);
    let mut both = form.clone();
    both.push(("client_secret", app.secret.clone()));
    let both = app.post("get_token").basic_auth("accent", Some(ENCODED)).form(&both);
    let mut other = form.clone();
    other.push(("client_id", "other".to_owned()));
    let other = app.post("get_token").basic_auth("accent", Some(ENCODED)).form(&other);
    let wrong = app.post("get_token").basic_auth("accent", Some("wrong")).form(&form);
    let garbage = |text: &str| {
        app.post("get_token").header("authorization", format!("Basic {text}")).form(&form)
    };
    let mut table = Vec::new();
    for request in [
        both,
        other,
        wrong,
        garbage("not-base64"),
        garbage("YWNjZW50"),
        garbage("YWNjZW50OiVaWg=="),
        garbage("YWNjZW50Of//"),
    ] {
        let answer = Answer::to(request).await;
        let scheme = answer.header("www-authenticate").split(' ').next().unwrap().to_owned();
        table.push(format!("{} [{scheme}]", answer.refusal()));
    }
    for parameters in [[("client_secret", "")], [("client_secret", "wrong")], [("client_id", "")]] {
        table.push(
            app.ask(
                &[&[("grant_type", "refresh_token"), ("refresh_token", "x")], &parameters[..]]
                    .concat(),
            )
            .await
            .refusal(),
        );
    }
    insta::assert_snapshot!(table.join("\n"), @"
    400 invalid_request Use one client authentication method, not two. []
    400 invalid_request Use one client authentication method, not two. []
    401 invalid_client Client authentication failed. [Basic]
    401 invalid_client The Authorization header is malformed. [Basic]
    401 invalid_client The Authorization header is malformed. [Basic]
    401 invalid_client The Authorization header is malformed. [Basic]
    401 invalid_client The Authorization header is malformed. [Basic]
    401 invalid_client The client_secret is missing.
    401 invalid_client Client authentication failed.
    401 invalid_client Client authentication is required.
    ");
    // None of it has spent the code.
    assert_eq!(app.redeem(&form[1].1).await.status, 200);
}

#[tokio::test]
async fn get_is_refused_in_frappes_words_unless_it_is_switched_on() {
    let world = World::new().await;
    let app = world.oauth_app("trusted");
    let answer = Answer::to(app.get("get_token")).await;
    assert_eq!(
        answer.text,
        r#"{"description":"Unsupported request method GET","status_code":400,"error":"invalid_request"}"#
    );

    let world = World::with(|config| config.get_token_by_get = true).await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code(&alice).await;
    let query = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", CALLBACK),
        ("client_id", "trusted"),
        ("client_secret", &app.secret),
    ];
    assert_eq!(Answer::to(app.get("get_token").query(&query)).await.status, 200);
}

#[tokio::test]
async fn a_code_is_good_once_and_for_a_minute_and_its_reuse_ends_the_tokens() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let late = app.code(&alice).await;
    world.pass(60);
    let expired = app.redeem(&late).await;
    assert_eq!(expired.refusal(), "400 invalid_grant The code has expired.");

    let code = app.code(&alice).await;
    world.pass(59);
    let tokens = crate::harness::app::Tokens::of(&app.redeem(&code).await);
    assert!(app.is_active(&tokens.access).await);
    let reused = app.redeem(&code).await;
    assert_eq!(reused.refusal(), "400 invalid_grant The code has been used already.");
    assert!(!app.is_active(&tokens.access).await);
    assert_eq!(app.profile(&tokens.access).await.status, 401);
    assert_eq!(app.refresh(&tokens.refresh).await.status, 400);
}

#[tokio::test]
async fn multipart_forms_are_read_and_json_is_not() {
    let world = World::new().await;
    let app = world.oauth_app("trusted");
    let multipart =
        "--x\r\ncontent-disposition: form-data; name=\"grant_type\"\r\n\r\nmagic\r\n--x--\r\n";
    let request = app.post("get_token").header("content-type", "multipart/form-data; boundary=x");
    let answer = Answer::to(request.body(multipart)).await;
    assert_eq!(answer.json()["error"], "unsupported_grant_type");
    let request = app.post("get_token").header("content-type", "application/json");
    let answer = Answer::to(request.body("{\"grant_type\":\"authorization_code\"}")).await;
    assert_eq!(
        answer.refusal(),
        "400 invalid_request The request body must be application/x-www-form-urlencoded."
    );
}
