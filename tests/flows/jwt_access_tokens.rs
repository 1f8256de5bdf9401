//! Access tokens as JWTs (RFC 9068): what an API reads in them, and that they end like any other.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::JwkSet};
use serde_json::{Value, json};
use shared::{
    protocol::{client::AccessTokenFormat, signing_key::Rotation},
    secret::sha256,
};

use crate::harness::{
    World,
    app::{OAuthApp, Tokens},
    fixtures,
    person::{Answer, Person},
};
use crate::lambda::process::Process;

const MCP: &str = "https://mcp.example";

/// A world with apps whose access tokens are JWTs, and an API that has a name.
async fn world() -> World {
    let mut documents = fixtures::documents();
    let like = documents.iter().find(|d| d["client_id"] == "trusted").unwrap().clone();
    let jwt = json!({ "access_token_format": "JWT" });
    for (id, fields) in [
        ("jwt", json!({})),
        ("es256", json!({ "id_token_signed_response_alg": "ES256" })),
        ("connect", json!({ "claims_policy": "OpenID Connect" })),
        ("admin", json!({ "scopes": "all openid admin" })),
        ("front", json!({ "allows_id_token_response_types": 1 })),
        ("mcp", json!({ "is_resource_server": 1, "resources": MCP })),
    ] {
        let mut client = like.clone();
        client["name"] = id.into();
        client["client_id"] = id.into();
        client["client_secret"] = fixtures::secret_of(id).into();
        for fields in [&jwt, &fields] {
            client.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        }
        documents.push(client);
    }
    World::of(&documents, |_| {}).await
}

async fn tokens(app: &OAuthApp, person: &Person, more: &[(&str, &str)]) -> Tokens {
    Tokens::of(&app.redeem(&app.code_with(person, more).await).await)
}

/// Checks a token as an API does (RFC 9068 section 4), by the keys that are published.
async fn verified(world: &World, jwt: &str, audience: &str) -> (Algorithm, Value) {
    let keys = world.person().open("/.well-known/jwks.json").await.text;
    let keys: JwkSet = serde_json::from_str(&keys).unwrap();
    let header = decode_header(jwt).unwrap();
    assert_eq!(header.typ.as_deref(), Some("at+jwt"));
    let mut validation = Validation::new(header.alg);
    validation.set_required_spec_claims(&["iss", "exp", "aud", "sub"]);
    validation.set_issuer(&[&world.url]);
    validation.set_audience(&[audience]);
    // By the world's clock, below.
    validation.validate_exp = false;
    let key = DecodingKey::from_jwk(keys.find(&header.kid.unwrap()).unwrap()).unwrap();
    let claims: Value = decode(jwt, &key, &validation).unwrap().claims;
    assert!(claims["exp"].as_i64().unwrap() > world.clock.now().seconds());
    (header.alg, claims)
}

#[tokio::test]
async fn an_api_reads_in_the_token_for_whom_and_for_what_it_is() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let now = world.clock.now().seconds();
    for (client, algorithm) in
        [("jwt", Algorithm::RS256), ("es256", Algorithm::ES256), ("connect", Algorithm::RS256)]
    {
        let app = world.oauth_app(client);
        let given = tokens(&app, &alice, &[("resource", MCP)]).await;
        let (signed_by, mut claims) = verified(&world, &given.access, MCP).await;
        assert_eq!(signed_by, algorithm, "never by the client's secret");
        let jti = claims.as_object_mut().unwrap().remove("jti").unwrap();
        assert!(!jti.as_str().unwrap().is_empty());
        let mut expected = json!({
            "iss": world.url, "exp": now + 3600, "aud": MCP, "sub": "alice-sub",
            "client_id": client, "iat": now, "scope": "all openid",
            "auth_time": now, "acr": "1", "amr": ["pwd"],
        });
        if client != "connect" {
            // As `openid_profile` tells them; by OpenID Connect's policy they have a scope.
            let roles = json!(["System Manager", "Blogger", "All", "Guest", "Desk User"]);
            expected["roles"] = roles;
        }
        assert_eq!(claims, expected);
    }
    let app = world.oauth_app("jwt");
    let none = tokens(&app, &alice, &[("scope", "all")]).await;
    let (_, claims) = verified(&world, &none.access, &world.url).await;
    assert!(claims.get("roles").is_none(), "without openid nothing is told of the user");
}

#[tokio::test]
async fn everything_that_takes_a_token_takes_this_one_until_it_is_revoked() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("admin");
    let given = tokens(&app, &alice, &[("scope", "openid admin")]).await;
    let call = async || {
        let request = world.person().get("/api/resource/OAuth%20Client");
        Answer::to(request.bearer_auth(&given.access)).await.status
    };
    let who = async || {
        let request = world.person().get("/api/method/frappe.auth.get_logged_user");
        Answer::to(request.bearer_auth(&given.access)).await.status
    };
    let told = app.introspect(&given.access).await;
    assert_eq!((&told["active"], &told["sub"]), (&json!(true), &json!("alice-sub")));
    assert!(told.get("aud").is_none(), "Frappe's answer is no other for it");
    assert_eq!(app.profile(&given.access).await.json()["email"], "alice@example.com");
    assert_eq!((call().await, who().await), (200, 200));

    assert_eq!(world.oauth_app("trusted").revoke(&given.access).await.status, 200);
    assert!(app.is_active(&given.access).await, "another's revocation changes nothing");
    assert_eq!(app.revoke(&given.access).await.status, 200);
    assert_eq!(app.introspect(&given.access).await, json!({ "active": false }));
    assert_eq!(app.profile(&given.access).await.status, 401);
    assert_eq!((call().await, who().await), (401, 401));
}

#[tokio::test]
async fn it_ends_after_its_hour_and_with_its_user() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("jwt");
    let given = tokens(&app, &alice, &[]).await;
    world.pass(3599);
    assert!(app.is_active(&given.access).await);
    world.pass(1);
    assert!(!app.is_active(&given.access).await);
    let given = Tokens::of(&app.refresh(&given.refresh).await);
    assert!(app.is_active(&given.access).await);
    let document = json!({
        "doctype": "User", "name": "alice@example.com", "email": "alice@example.com", "enabled": 0,
    });
    affogato::import::import(&world.app, &[document]).await.unwrap();
    assert!(!app.is_active(&given.access).await);
}

#[tokio::test]
async fn a_refresh_that_is_repeated_gives_the_very_same_jwt() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("jwt");
    let first = tokens(&app, &alice, &[("resource", MCP)]).await;
    let once = Tokens::of(&app.refresh(&first.refresh).await);
    assert_ne!(first.access, once.access);
    world.pass(30);
    let again = Tokens::of(&app.refresh(&first.refresh).await);
    assert_eq!((&again.access, &again.refresh), (&once.access, &once.refresh));
    // An ES256 signature is another each time; what is signed is not.
    let app = world.oauth_app("es256");
    let first = tokens(&app, &alice, &[]).await;
    let once = Tokens::of(&app.refresh(&first.refresh).await);
    world.pass(30);
    let again = Tokens::of(&app.refresh(&first.refresh).await);
    let signed = |jwt: &str| jwt.rsplit_once('.').unwrap().0.to_owned();
    assert_eq!((signed(&again.access), &again.refresh), (signed(&once.access), &once.refresh));
    assert!(app.is_active(&once.access).await && app.is_active(&again.access).await);
}

#[tokio::test]
async fn who_changes_a_letter_or_knows_but_the_name_has_no_token() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("jwt");
    let answer = app.redeem(&app.code(&alice).await).await;
    let given = Tokens::of(&answer);
    let id_token = answer.json()["id_token"].as_str().unwrap().to_owned();
    let parts: Vec<&str> = given.access.split('.').collect();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(parts[1]).unwrap()).unwrap();
    let jti = claims["jti"].as_str().unwrap();
    let mut forged = claims.clone();
    forged["sub"] = "mallory-sub".into();
    let forged = URL_SAFE_NO_PAD.encode(forged.to_string());
    let unsigned = URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"at+jwt"}"#);
    for text in [
        jti.to_owned(),
        format!("affa{}", jti.replace('.', "")),
        format!("{}.{forged}.{}", parts[0], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{unsigned}.{}.", parts[1]),
        format!("{}x", given.access),
        id_token,
        "a.b.c".to_owned(),
        "..".to_owned(),
    ] {
        assert_eq!(app.introspect(&text).await, json!({ "active": false }), "{text}");
        assert_eq!(app.profile(&text).await.status, 401, "{text}");
        // Another client has nothing to revoke here, whatever it sends.
        assert_eq!(world.oauth_app("es256").revoke(&text).await.status, 200);
    }
    assert!(app.is_active(&given.access).await, "and none of them has ended it");
    // Nor is it an ID Token.
    let more = [("id_token_hint", given.access.as_str()), ("prompt", "none")];
    let answer = alice.open(&app.authorize_path(&more)).await;
    assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn an_api_with_a_name_sees_what_is_meant_for_it() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let (app, mcp) = (world.oauth_app("jwt"), world.oauth_app("mcp"));
    let meant = tokens(&app, &alice, &[("resource", MCP)]).await;
    let told = mcp.introspect(&meant.access).await;
    assert_eq!((&told["active"], &told["aud"]), (&json!(true), &json!(MCP)));
    let other = tokens(&app, &alice, &[("resource", "urn:other")]).await;
    assert_eq!(mcp.introspect(&other.access).await, json!({ "active": false }));
}

#[tokio::test]
async fn at_the_front_too_and_the_id_token_beside_it_is_bound_to_its_text() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("front");
    let more = [("response_type", "code id_token token"), ("nonce", "n"), ("resource", MCP)];
    let answer = alice.open(&app.authorize_path(&more)).await;
    let front = answer.in_fragment("access_token").unwrap();
    let (_, claims) = verified(&world, &front, MCP).await;
    assert_eq!(claims["client_id"], "front");
    let half = |text: &str| URL_SAFE_NO_PAD.encode(&sha256(text.as_bytes())[..16]);
    let beside = crate::token::claims(&answer.in_fragment("id_token").unwrap());
    assert_eq!(beside["at_hash"], half(&front));
    let answer = app.redeem(&answer.in_fragment("code").unwrap()).await;
    let back = Tokens::of(&answer);
    let beside = crate::token::claims(answer.json()["id_token"].as_str().unwrap());
    assert_eq!(beside["at_hash"], half(&back.access));
    assert!(app.is_active(&front).await && app.is_active(&back.access).await);
}

#[tokio::test]
async fn who_is_given_letters_and_digits_keeps_them_when_the_record_changes() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let before = app.tokens(&alice).await;
    let mut document =
        fixtures::documents().into_iter().find(|d| d["client_id"] == "trusted").unwrap();
    document["access_token_format"] = "JWT".into();
    affogato::import::import(&world.app, &[document]).await.unwrap();
    assert!(before.access.starts_with("affa") && app.is_active(&before.access).await);
    let after = Tokens::of(&app.refresh(&before.refresh).await);
    assert!(after.access.contains('.') && app.is_active(&after.access).await);
    assert!(app.is_active(&before.access).await, "for the grace");
}

#[tokio::test]
async fn a_server_that_knew_only_the_keys_before_takes_one_that_a_new_key_has_signed() {
    let mut world = world().await;
    let (alice, here) = (world.logged_in("alice@example.com").await, world.oauth_app("jwt"));
    let there = here.at(&world.another_server().await);
    let old = tokens(&here, &alice, &[]).await;
    assert!(there.is_active(&old.access).await);
    // Out of time with the first key, which is gone at once.
    world.app.rotate_keys(Rotation::AtOnce).await.unwrap();
    world.pass(59);
    let new = tokens(&here.at(&world.another_server().await), &alice, &[]).await;
    assert!(there.is_active(&new.access).await && !there.is_active(&old.access).await);
}

#[tokio::test]
async fn the_authorizer_takes_it_too() {
    let world = World::of_today().await;
    let mut client = world.app.store().client("trusted").await.unwrap().unwrap();
    client.access_token_format = AccessTokenFormat::Jwt;
    world.app.store().put_client(&client).await.unwrap();
    let mut environment = world.environment();
    environment.insert("REQUIRED_SCOPES", r#"{"GET /orders": "openid"}"#.to_owned());
    let authorizer = Process::start("authorizer", &environment).await;
    let alice = world.logged_in("alice@example.com").await;
    let token = tokens(&world.oauth_app("trusted"), &alice, &[]).await.access;
    let event = json!({
        "version": "2.0", "type": "REQUEST", "routeKey": "GET /orders",
        "headers": { "authorization": format!("Bearer {token}") },
    });
    let answer = authorizer.invoke(event).await.unwrap();
    assert_eq!(answer["context"]["user"], "alice@example.com", "{answer}");
}
