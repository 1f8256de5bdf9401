//! Secrets: shown on demand or once, two at a time while an app changes over.

use shared::{
    protocol::id_token::{HintKeys, read_hint},
    secret::Secret,
};

use super::{MANAGER, app_of, make_client, path_of, press, save, shown};
use crate::harness::World;

/// The payload of an `id_token`, if its signature is by this secret.
fn is_signed_by(id_token: &str, secret: &str) -> bool {
    let keys = HintKeys::Secrets(vec![Secret::new(secret)]);
    read_hint(id_token, &audience(id_token), &keys).is_some()
}

fn audience(id_token: &str) -> String {
    use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
    let claims = URL_SAFE_NO_PAD.decode(id_token.split('.').nth(1).unwrap()).unwrap();
    let claims: serde_json::Value = serde_json::from_slice(&claims).unwrap();
    claims["aud"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn of_two_live_secrets_an_id_token_is_signed_with_the_one_that_was_used() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let options = [("allows_id_token_response_types", "1")];
    let (id, old) = make_client(&alice, "App", &options).await;
    let path = format!("/app/oauth-client/{id}");
    let new = shown(&press(&alice, &path, "add-secret").await, "Client Secret");
    assert_ne!(old, new);
    for secret in [&old, &new] {
        let app = app_of(&world, &id, secret);
        let answer = app.redeem(&app.code(&alice).await).await;
        let id_token = answer.json()["id_token"].as_str().unwrap().to_owned();
        let other = if *secret == old { &new } else { &old };
        assert!(is_signed_by(&id_token, secret) && !is_signed_by(&id_token, other));
        // As a hint, either is known.
        let hint = [("id_token_hint", id_token.as_str()), ("prompt", "none")];
        assert!(!app.code_with(&alice, &hint).await.is_empty());
    }
    // At the front the client has not used any: the older signs.
    let app = app_of(&world, &id, &new);
    let front = [("response_type", "id_token"), ("nonce", "n"), ("scope", "openid")];
    let answer = alice.open(&app.authorize_path(&front)).await;
    let id_token = answer.in_fragment("id_token").unwrap();
    assert!(is_signed_by(&id_token, &old));
    // The older ends, and the newer goes on.
    assert_eq!(path_of(&press(&alice, &path, "retire-secret").await), path);
    let refused = app_of(&world, &id, &old);
    let code = refused.code(&alice).await;
    assert_eq!(refused.redeem(&code).await.json()["error"], "invalid_client");
    assert_eq!(app.redeem(&code).await.status, 200);
    assert_eq!(press(&alice, &path, "retire-secret").await.status, 403);
}

#[tokio::test]
async fn a_secret_that_signs_is_shown_on_demand_and_another_once() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let (id, secret) = make_client(&alice, "Signs", &[]).await;
    let path = format!("/app/oauth-client/{id}");
    assert!(!alice.open(&path).await.text.contains(&secret));
    assert_eq!(shown(&press(&alice, &path, "show-secret").await, "Client Secret"), secret);

    let (id, secret) = make_client(&alice, "Does not", &[("scopes", "all")]).await;
    let path = format!("/app/oauth-client/{id}");
    assert!(!alice.open(&path).await.text.contains("Show the secret"));
    assert_eq!(press(&alice, &path, "show-secret").await.status, 403);
    assert!(!world.stored().await.contains(&secret));
    // It works all the same, and once it may ask for openid, the page says what it lacks.
    let mut app = app_of(&world, &id, &secret);
    let code = app.code_with(&alice, &[("scope", "all")]).await;
    assert_eq!(app.redeem(&code).await.status, 200);
    path_of(&save(&alice, &path, &[("scopes", "all openid")]).await);
    assert!(alice.open(&path).await.text.contains("no id_token can be signed"));
    app.secret = shown(&press(&alice, &path, "replace-secret").await, "Client Secret");
    let answer = app.redeem(&app.code(&alice).await).await;
    assert!(is_signed_by(answer.json()["id_token"].as_str().unwrap(), &app.secret));
}

#[tokio::test]
async fn a_client_that_becomes_public_loses_its_secrets_and_one_that_does_not_stay_so_gets_one() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let (id, old) = make_client(&alice, "App", &[]).await;
    let path = format!("/app/oauth-client/{id}");
    let public = [("token_endpoint_auth_method", "None")];
    path_of(&save(&alice, &path, &public).await);
    assert_eq!(press(&alice, &path, "add-secret").await.status, 403);
    let confidential = [("token_endpoint_auth_method", "Client Secret Post")];
    let page = save(&alice, &path, &confidential).await;
    let new = shown(&page, "Client Secret");
    let app = app_of(&world, &id, &old);
    let code = app.code(&alice).await;
    assert_eq!(app.redeem(&code).await.json()["error"], "invalid_client");
    assert_eq!(app_of(&world, &id, &new).redeem(&code).await.status, 200);
}
