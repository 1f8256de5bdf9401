//! Every refusal: its status, its word, and that nothing was written.

use reqwest::Method;
use serde_json::{Value, json};

use super::{app, at_home, register, registered, with};
use crate::harness::{World, app::method, person::Answer};

#[tokio::test]
async fn what_is_wrong_is_named_and_registers_nothing() {
    let world = World::new().await;
    let (person, before) = (world.person(), world.stored().await);
    for (metadata, refusal) in [
        (json!({}), "400 invalid_client_metadata redirect_uris is required"),
        (
            with(&json!({ "redirect_uris": ["http://a.example/cb"] })),
            "400 invalid_redirect_uri redirect_uris must be https",
        ),
        (
            with(&json!({ "redirect_uris": ["https://a.example/cb#f"] })),
            "400 invalid_redirect_uri redirect_uris must be https",
        ),
        (
            with(&json!({ "grant_types": ["password"] })),
            "400 invalid_client_metadata only 'authorization_code', 'refresh_token'",
        ),
        (with(&json!({ "response_types": ["magic"] })), "400 invalid_client_metadata only 'code'"),
        (
            with(&json!({ "initiate_login_uri": "http://a.example/login" })),
            "400 invalid_client_metadata initiate_login_uri must be https",
        ),
        (
            with(&json!({ "subject_type": "pairwise" })),
            "400 invalid_client_metadata subject_type must be",
        ),
        (
            with(&json!({ "software_statement": "a.b.c" })),
            "400 invalid_software_statement software_statement is signed by nobody",
        ),
    ] {
        let answer = register(&person, &metadata).await;
        assert!(answer.refusal().starts_with(refusal), "{metadata}: {}", answer.refusal());
        assert!(answer.header("cache-control").contains("no-store"));
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn two_faults_are_told_together_as_frappe_joins_them() {
    let world = World::new().await;
    let metadata = json!({ "grant_types": ["password"], "response_types": ["magic"] });
    let answer = register(&world.person(), &metadata).await.json();
    let words = answer["error_description"].as_str().unwrap();
    assert_eq!(words.matches(",\n").count(), 2, "{words}");
    assert!(words.ends_with("redirect_uris is required"), "{words}");
}

#[tokio::test]
async fn a_body_that_is_no_json_object_is_refused() {
    let world = World::new().await;
    let post = || world.person().post(&method("register_client"));
    let json = |text: &'static str| post().header("content-type", "application/json").body(text);
    for request in [
        post().form(&[("redirect_uris", "https://a.example/cb")]),
        post().body("{}").header("content-type", "text/plain"),
        post(),
        json("[]"),
        json("{"),
        json("\"x\""),
        json("{\"redirect_uris\": [], \"redirect_uris\": []}"),
        json(""),
    ] {
        let answer = Answer::to(request).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        assert_eq!(answer.json()["error"], "invalid_client_metadata", "{answer:?}");
    }
    let get = world.person().open(&method("register_client")).await;
    assert_eq!(get.status, 405);
}

#[tokio::test]
async fn who_cannot_prove_that_he_is_the_app_reads_changes_and_deletes_nothing() {
    let world = World::new().await;
    let person = world.person();
    let (mine, other) = (registered(&person, &app()).await, registered(&person, &app()).await);
    let own = mine["registration_client_uri"].as_str().unwrap();
    let before = world.stored().await;
    let nobody = format!("{}/nobody", own.rsplit_once('/').unwrap().0);
    // A client that somebody made has no such address.
    let made = format!("{}/web", own.rsplit_once('/').unwrap().0);
    let theirs = other["registration_access_token"].as_str().unwrap();
    let secret = mine["client_secret"].as_str().unwrap();
    for kind in [Method::GET, Method::PUT, Method::DELETE] {
        let to = |uri: &str| reqwest::Client::new().request(kind.clone(), uri).json(&mine);
        for request in [
            to(own).bearer_auth("wrong"),
            to(own).bearer_auth(theirs),
            to(own).bearer_auth(secret),
            to(&nobody).bearer_auth(theirs),
            to(&made).bearer_auth(""),
            to(&made).bearer_auth("x"),
            to(own),
            to(own).basic_auth(mine["client_id"].as_str().unwrap(), Some(secret)),
            to(own).query(&[("access_token", theirs)]),
        ] {
            let answer = Answer::to(request).await;
            assert_eq!(answer.status, 401, "{kind} {answer:?}");
            assert_eq!(answer.json()["error"], "invalid_token");
            assert!(answer.header("www-authenticate").starts_with("Bearer"), "{answer:?}");
        }
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_change_that_is_wrong_changes_nothing() {
    let world = World::new().await;
    let client = registered(&world.person(), &with(&json!({ "scope": "openid email" }))).await;
    let before = world.stored().await;
    let id = client["client_id"].clone();
    let change = |more: Value| {
        let mut sent = with(&json!({ "client_id": id }));
        sent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        sent
    };
    for (sent, words) in [
        (app(), "client_id must be the client's own"),
        (change(json!({ "client_id": "another" })), "client_id must be the client's own"),
        (change(json!({ "client_secret": "wrong" })), "client_secret must be the client's own"),
        (change(json!({ "client_secret": 1 })), "client_secret must be the client's own"),
        (change(json!({ "redirect_uris": null })), "redirect_uris is required"),
    ] {
        let answer = Answer::to(at_home(&world, Method::PUT, &client).json(&sent)).await;
        let expected = format!("400 invalid_client_metadata {words}");
        assert!(answer.refusal().starts_with(&expected), "{sent}: {}", answer.refusal());
    }
    assert_eq!(world.stored().await, before);
}
