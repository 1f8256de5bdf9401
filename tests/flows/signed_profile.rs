//! `openid_profile` as a signed JWT, for clients that want it.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde_json::{Value, json};

use crate::harness::{World, app::Tokens, fixtures, person::Answer};

/// A world with clients that are told the profile in each form; `connect` by OpenID Connect's policy.
async fn world() -> World {
    let mut documents = fixtures::documents();
    let like = documents.iter().find(|d| d["client_id"] == "trusted").unwrap().clone();
    for (id, algorithm, policy) in [
        ("plain", "None", "Frappe"),
        ("rs256", "RS256", "Frappe"),
        ("es256", "ES256", "Frappe"),
        ("connect", "RS256", "OpenID Connect"),
    ] {
        let mut client = like.clone();
        client["name"] = id.into();
        client["client_id"] = id.into();
        client["client_secret"] = fixtures::secret_of(id).into();
        client["userinfo_signed_response_alg"] = algorithm.into();
        client["claims_policy"] = policy.into();
        client["id_token_signed_response_alg"] = "RS256".into();
        documents.push(client);
    }
    World::of(&documents, |_| {}).await
}

/// Checks an answer as its reader does, by the keys that discovery leads to.
fn verified(keys: &JwkSet, jwt: &str, (audience, algorithm): (&str, Algorithm)) -> Value {
    let header = decode_header(jwt).unwrap();
    assert_eq!(header.alg, algorithm);
    let key = keys.find(&header.kid.unwrap()).unwrap();
    let mut validation = Validation::new(algorithm);
    validation.set_required_spec_claims(&["iss", "aud", "sub"]);
    validation.validate_exp = false;
    validation.set_audience(&[audience]);
    decode(jwt, &DecodingKey::from_jwk(key).unwrap(), &validation).unwrap().claims
}

#[tokio::test]
async fn a_client_is_told_the_profile_signed_as_its_record_says() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    for (client, algorithm) in
        [("rs256", Algorithm::RS256), ("es256", Algorithm::ES256), ("connect", Algorithm::RS256)]
    {
        let app = world.oauth_app(client);
        let tokens = Tokens::of(&app.redeem(&app.code_with(&alice, &[("nonce", "n")]).await).await);
        for method in ["GET", "POST"] {
            let answer = if method == "GET" {
                app.profile(&tokens.access).await
            } else {
                let form = [("access_token", tokens.access.as_str())];
                Answer::to(app.post("openid_profile").form(&form)).await
            };
            assert_eq!(answer.status, 200, "{}", answer.text);
            assert_eq!(answer.header("content-type"), "application/jwt");
            assert!(answer.header("cache-control").contains("no-store"));
            let keys = world.person().open("/.well-known/jwks.json").await.text;
            let keys: JwkSet = serde_json::from_str(&keys).unwrap();
            let claims = verified(&keys, &answer.text, (client, algorithm));
            let mut expected = json!({"sub": "alice-sub", "iss": world.url, "aud": client});
            if client != "connect" {
                let frappes = json!({
                    "name": "Alice Liddell", "given_name": "Alice", "family_name": "Liddell",
                    "email": "alice@example.com", "picture": null,
                    "roles": ["System Manager", "Blogger", "All", "Guest", "Desk User"],
                });
                expected.as_object_mut().unwrap().extend(frappes.as_object().unwrap().clone());
            }
            // Nothing else: no nonce, and no end, which would make an ID Token of it.
            assert_eq!(claims, expected);
        }
    }
}

#[tokio::test]
async fn who_says_nothing_is_told_it_in_json_as_frappe_does() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    for client in ["plain", "trusted"] {
        let app = world.oauth_app(client);
        let answer = app.profile(&app.tokens(&alice).await.access).await;
        assert_eq!(answer.header("content-type"), "application/json");
        assert!(answer.text.starts_with(r#"{"sub":"alice-sub","name":"#), "{}", answer.text);
        assert!(answer.header("cache-control").contains("no-store"));
    }
}

#[tokio::test]
async fn a_signed_profile_is_no_id_token_and_a_refusal_is_never_signed() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("connect");
    let body = app.redeem(&app.code(&alice).await).await.json();
    let profile = app.profile(body["access_token"].as_str().unwrap()).await;
    let ask = async |hint: &str| alice.open(&app.authorize_path(&[("id_token_hint", hint)])).await;
    assert!(ask(body["id_token"].as_str().unwrap()).await.parameter("code").is_some());
    let refused = ask(&profile.text).await;
    assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
    let refused = app.profile("affa-nonsense").await;
    assert_eq!((refused.status, refused.header("content-type")), (401, "application/json"));
    let code = app.code_with(&alice, &[("scope", "all")]).await;
    let narrow = Tokens::of(&app.redeem(&code).await);
    assert_eq!(app.profile(&narrow.access).await.status, 403);
}

#[tokio::test]
async fn an_algorithm_that_is_not_ours_is_no_clients() {
    let world = world().await;
    for bad in ["none", "HS256", "rs256", "PS256"] {
        let mut document = fixtures::documents().remove(6);
        document["userinfo_signed_response_alg"] = bad.into();
        let error = affogato::import::import(&world.app, &[document]).await.unwrap_err();
        assert!(error.to_string().contains("userinfo_signed_response_alg"), "{error}");
    }
}
