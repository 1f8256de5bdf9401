//! A client's own address: read, changed, deleted by the app alone (RFC 7592).

use reqwest::Method;
use serde_json::{Value, json};

use super::{app, at_home, authorize_path, oauth_app, registered, tokens, with};
use crate::{
    harness::{CALLBACK, World, person::Answer},
    resource::Program,
};

/// What was registered without what is seen once.
fn without_secret(client: &Value) -> Value {
    let mut client = client.clone();
    client.as_object_mut().unwrap().remove("client_secret");
    client
}

#[tokio::test]
async fn an_app_reads_what_it_registered_and_no_secret_a_second_time() {
    let world = World::new().await;
    let metadata = with(&json!({ "initiate_login_uri": "https://a.example/login" }));
    let client = registered(&world.person(), &metadata).await;
    let read = Answer::to(at_home(&world, Method::GET, &client)).await;
    assert_eq!((read.status, read.json()), (200, without_secret(&client)));
    assert_eq!(read.json()["initiate_login_uri"], "https://a.example/login");
}

#[tokio::test]
async fn a_change_replaces_everything_that_the_app_says_and_keeps_its_secret() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let first = with(&json!({ "client_uri": "https://a.example/", "software_id": "s" }));
    let client = registered(&world.person(), &first).await;
    let tokens_before = tokens(&oauth_app(&world, &client), &alice).await;
    let sent = json!({
        "client_id": client["client_id"], "client_secret": client["client_secret"],
        "client_name": "Renamed", "redirect_uris": [CALLBACK, "https://a.example/cb"],
        "is_self_registered": false, "skip_authorization": true, "service_user": "alice@example.com",
    });
    let answer = Answer::to(at_home(&world, Method::PUT, &client).json(&sent)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let changed = answer.json();
    assert_eq!(changed["redirect_uris"], sent["redirect_uris"]);
    for gone in ["client_secret", "client_uri", "software_id"] {
        assert!(changed.get(gone).is_none(), "{changed}");
    }
    assert_eq!(Answer::to(at_home(&world, Method::GET, &client)).await.json(), changed);
    let app = oauth_app(&world, &client);
    let page = alice.open(&authorize_path(&app)).await;
    assert!(page.text.contains("Renamed") && page.text.contains("Nobody vouches"));
    tokens(&app, &alice).await;
    assert_eq!(app.refresh(&tokens_before.refresh).await.status, 200);
}

#[tokio::test]
async fn who_changes_to_a_secret_or_to_one_that_signs_is_given_a_new_one() {
    let world = World::new().await;
    let public = with(&json!({ "token_endpoint_auth_method": "none" }));
    let client = registered(&world.person(), &public).await;
    let mut last = Value::Null;
    for (more, is_new) in [
        (json!({}), true),
        (json!({ "client_name": "Other" }), false),
        (json!({ "id_token_signed_response_alg": "HS256" }), true),
        (json!({ "id_token_signed_response_alg": "HS256", "client_name": "Other" }), false),
        (json!({ "token_endpoint_auth_method": "none" }), false),
    ] {
        let mut sent = with(&json!({ "client_id": client["client_id"] }));
        sent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let answer = Answer::to(at_home(&world, Method::PUT, &client).json(&sent)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let secret = answer.json().get("client_secret").cloned();
        assert_eq!(secret.is_some(), is_new, "{more}");
        if let Some(secret) = secret {
            assert_ne!(std::mem::replace(&mut last, secret.clone()), secret);
        }
    }
}

#[tokio::test]
async fn what_an_administrator_has_decided_outlives_a_change() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let client = registered(&world.person(), &app()).await;
    let path = format!("/api/resource/OAuth Client/{}", client["client_id"].as_str().unwrap());
    let decided = json!({
        "allowed_roles": [{ "role": "Wiki" }], "scopes": "openid", "access_token_lifetime": 600,
    });
    assert_eq!(program.put(&path, &decided).await.status, 200);
    let sent = with(&json!({ "client_id": client["client_id"], "client_name": "Other" }));
    let answer = Answer::to(at_home(&world, Method::PUT, &client).json(&sent)).await;
    assert_eq!((answer.status, &answer.json()["scope"]), (200, &json!("openid")));
    let after = program.get(&path).await.json()["data"].clone();
    assert_eq!(after["app_name"], "Other");
    assert_eq!(after["is_self_registered"], 1);
    for (field, value) in decided.as_object().unwrap() {
        assert_eq!(&after[field], value, "{field}");
    }
}

#[tokio::test]
async fn a_deleted_client_takes_its_tokens_and_codes_with_it() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let client = registered(&world.person(), &app()).await;
    let app = oauth_app(&world, &client);
    let tokens = tokens(&app, &alice).await;
    let page = alice.open(&authorize_path(&app)).await;
    let code = alice.decide(&page, "allow").await.parameter("code").unwrap();
    let answer = Answer::to(at_home(&world, Method::DELETE, &client)).await;
    assert_eq!((answer.status, answer.text.as_str()), (204, ""));
    for kind in [Method::GET, Method::DELETE] {
        assert_eq!(Answer::to(at_home(&world, kind, &client)).await.status, 401);
    }
    assert_eq!(app.profile(&tokens.access).await.status, 401);
    assert_eq!(app.refresh(&tokens.refresh).await.status, 401);
    let verifier = [("code_verifier", super::VERIFIER)];
    assert_eq!(app.redeem_with(&code, &verifier).await.status, 401);
    assert!(alice.open(&authorize_path(&app)).await.header("location").is_empty());
}
