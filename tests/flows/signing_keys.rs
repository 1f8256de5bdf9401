//! ID Tokens that everybody can check: with keys found by discovery, through their rotation.

use std::collections::BTreeSet;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, jwk::JwkSet};
use serde_json::{Value, json};
use shared::protocol::signing_key::Rotation;

use crate::harness::{World, app::OAuthApp, fixtures, person::Person};

/// Apps that ask for one of our keys; `week` lets its tokens live as long as any may.
const APPS: [(&str, &str, u64); 3] =
    [("rs256", "RS256", 3600), ("es256", "ES256", 3600), ("week", "RS256", 7 * 86_400)];

async fn world() -> World {
    let mut documents = fixtures::documents();
    let like = documents.iter().find(|document| document["name"] == "hybrid").cloned().unwrap();
    for (id, algorithm, lifetime) in APPS {
        let mut client = like.clone();
        for name in ["name", "client_id"] {
            client[name] = id.into();
        }
        client["client_secret"] = fixtures::secret_of(id).into();
        client["id_token_signed_response_alg"] = algorithm.into();
        client["access_token_lifetime"] = lifetime.into();
        documents.push(client);
    }
    World::of(&documents, |_| {}).await
}

async fn key_set(world: &World) -> JwkSet {
    let guest = world.person();
    let document = guest.open("/.well-known/openid-configuration").await.json();
    let uri = document["jwks_uri"].as_str().unwrap().strip_prefix(&world.url).unwrap().to_owned();
    let answer = guest.open(&uri).await;
    assert_eq!(answer.header("content-type"), "application/jwk-set+json");
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    serde_json::from_str(&answer.text).unwrap()
}

/// Checks a token as a relying party does: the key by its name, the algorithm by the key.
fn verified(keys: &JwkSet, id_token: &str, audience: &str) -> Option<Value> {
    let header = jsonwebtoken::decode_header(id_token).unwrap();
    let key = keys.find(&header.kid?)?;
    let algorithm: Algorithm = key.common.key_algorithm?.to_string().parse().unwrap();
    let mut validation = Validation::new(algorithm);
    // The world's clock is not the machine's.
    validation.validate_exp = false;
    validation.set_audience(&[audience]);
    let key = DecodingKey::from_jwk(key).unwrap();
    Some(jsonwebtoken::decode(id_token, &key, &validation).ok()?.claims)
}

async fn sign_in(app: &OAuthApp, person: &Person) -> String {
    let answer = app.redeem(&app.code(person).await).await;
    answer.json()["id_token"].as_str().unwrap_or_else(|| panic!("{answer:?}")).to_owned()
}

#[tokio::test]
async fn a_client_is_signed_for_as_its_record_says_and_the_keys_are_found_by_discovery() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    for (id, algorithm, _) in APPS {
        let app = world.oauth_app(id);
        let id_token = sign_in(&app, &alice).await;
        let header = jsonwebtoken::decode_header(&id_token).unwrap();
        assert_eq!(format!("{:?}", header.alg), algorithm);
        let claims = verified(&key_set(&world).await, &id_token, id).unwrap();
        assert_eq!((&claims["sub"], &claims["iss"]), (&"alice-sub".into(), &json!(world.url)));
        let front = [("response_type", "code id_token"), ("nonce", "n")];
        let answer = alice.open(&app.authorize_path(&front)).await;
        let id_token = answer.in_fragment("id_token");
        let claims = verified(&key_set(&world).await, &id_token.unwrap(), id).unwrap();
        assert_eq!(claims["nonce"], "n");
        assert!(claims["c_hash"].is_string());
    }
    // Frappe's clients know no key but their secret, and no `kid`.
    let id_token = sign_in(&world.oauth_app("trusted"), &alice).await;
    let header = id_token.split('.').next().unwrap();
    assert_eq!(header, "eyJ0eXAiOiJqd3QiLCJhbGciOiJIUzI1NiJ9");
}

#[tokio::test]
async fn a_public_client_gets_an_id_token_that_it_can_check() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("public");
    let challenge = [
        ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        ("code_challenge_method", "S256"),
    ];
    let code = app.code_with(&alice, &challenge).await;
    let verifier = [("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")];
    let answer = app.redeem_with(&code, &verifier).await.json();
    let id_token = answer["id_token"].as_str().unwrap();
    assert!(verified(&key_set(&world).await, id_token, "public").is_some());
}

#[tokio::test]
async fn a_key_set_without_keys_is_kept_by_nobody() {
    let world = world().await;
    let guest = world.person();
    let control = async || {
        let answer = guest.open("/.well-known/jwks.json").await;
        (answer.text.contains("kid"), answer.header("cache-control").to_owned())
    };
    assert_eq!(control().await, (false, "no-store".to_owned()));
    world.app.rotate_keys(Rotation::WhenDue).await.unwrap();
    world.pass(61);
    assert_eq!(control().await, (true, "public, max-age=300".to_owned()));
}

#[tokio::test]
async fn the_key_set_has_names_and_uses_and_nothing_private() {
    let world = world().await;
    assert_eq!(key_set(&world).await.keys, []);
    world.app.rotate_keys(Rotation::WhenDue).await.unwrap();
    world.app.rotate_keys(Rotation::Ahead).await.unwrap();
    world.pass(61);
    let set = serde_json::to_value(key_set(&world).await).unwrap();
    let keys = set["keys"].as_array().unwrap();
    let kids: BTreeSet<&str> = keys.iter().map(|key| key["kid"].as_str().unwrap()).collect();
    assert_eq!((keys.len(), kids.len()), (4, 4));
    for key in keys {
        assert_eq!(key["use"], "sig");
        assert!(key["alg"].is_string());
        for private in ["d", "p", "q", "dp", "dq", "qi", "k", "oth"] {
            assert!(key.get(private).is_none(), "{private}");
        }
    }
    assert!(!world.stored().await.contains("PRIVATE KEY"));
}

#[tokio::test]
async fn through_three_rotations_no_cached_key_set_lacks_a_key_and_no_token_outlives_its_key() {
    let mut world = world().await;
    let other = world.another_server().await;
    let alice = world.logged_in("alice@example.com").await;
    let apps = ["rs256", "es256", "week"].map(|id| world.oauth_app(id));
    world.app.rotate_keys(Rotation::WhenDue).await.unwrap();
    // A relying party that asks for the keys once a day, and never in between.
    let (mut cached, mut hours) = (key_set(&world).await, 0);
    let (mut living, mut signed_with) = (Vec::new(), BTreeSet::new());
    for _ in 0..3 {
        world.app.rotate_keys(Rotation::Ahead).await.unwrap();
        for _ in 0..10 {
            world.pass(3 * 3600);
            hours += 3;
            if hours % 24 == 0 {
                cached = key_set(&world).await;
            }
            // Both servers, at the same time.
            let there = apps.clone().map(|app| app.at(&other));
            let here = apps.iter().zip(&there);
            for (here, there) in here {
                let (one, two) = tokio::join!(sign_in(here, &alice), sign_in(there, &alice));
                for id_token in [one, two] {
                    assert!(verified(&cached, &id_token, &here.id).is_some(), "hour {hours}");
                    signed_with.insert(jsonwebtoken::decode_header(&id_token).unwrap().kid);
                    if here.id == "week" {
                        living.push((hours + 7 * 24, id_token));
                    }
                }
            }
            world.app.rotate_keys(Rotation::WhenDue).await.unwrap();
            let published = key_set(&world).await;
            living.retain(|(until, _)| *until > hours);
            for (_, id_token) in &living {
                assert!(verified(&published, id_token, "week").is_some(), "hour {hours}");
            }
        }
    }
    assert_eq!(signed_with.len(), 8, "two algorithms, four keys each");
    // Eight days later all but those that sign are gone.
    world.pass(8 * 86_400);
    world.app.rotate_keys(Rotation::WhenDue).await.unwrap();
    assert_eq!(key_set(&world).await.keys.len(), 2);
}

#[tokio::test]
async fn two_servers_that_need_the_first_key_at_once_make_one() {
    let mut world = world().await;
    let other = world.another_server().await;
    let alice = world.logged_in("alice@example.com").await;
    let here = world.oauth_app("rs256");
    let there = here.at(&other);
    let (one, two) = tokio::join!(sign_in(&here, &alice), sign_in(&there, &alice));
    let set = key_set(&world).await;
    assert_eq!(set.keys.len(), 2);
    assert!([one, two].iter().all(|id_token| verified(&set, id_token, "rs256").is_some()));
}

#[tokio::test]
async fn keys_that_leaked_are_replaced_within_a_minute() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("rs256");
    let leaked = sign_in(&app, &alice).await;
    world.app.rotate_keys(Rotation::AtOnce).await.unwrap();
    world.pass(61);
    let set = key_set(&world).await;
    assert_eq!((set.keys.len(), verified(&set, &leaked, "rs256")), (2, None));
    assert!(verified(&set, &sign_in(&app, &alice).await, "rs256").is_some());
    // Nor is what was signed with it a hint any more.
    let hint = [("prompt", "none"), ("id_token_hint", leaked.as_str())];
    let refused = alice.open(&app.authorize_path(&hint)).await;
    assert_eq!(refused.parameter("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn a_hint_is_checked_with_the_key_and_algorithm_of_its_client_alone() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("rs256");
    let id_token = sign_in(&app, &alice).await;
    let set = key_set(&world).await;
    let outcome = async |hint: &str| {
        let hint = [("prompt", "none"), ("id_token_hint", hint)];
        let answer = alice.open(&app.authorize_path(&hint)).await;
        answer.parameter("error").unwrap_or_else(|| "a code".to_owned())
    };
    assert_eq!(outcome(&id_token).await, "a code");

    let kid = jsonwebtoken::decode_header(&id_token).unwrap().kid;
    let claims = json!({ "sub": "alice-sub", "aud": "rs256", "iss": world.url });
    let forged = |algorithm, key: &EncodingKey| {
        let header = Header { kid: kid.clone(), ..Header::new(algorithm) };
        jsonwebtoken::encode(&header, &claims, key).unwrap()
    };
    // The public key as the key of an HMAC, the client's own secret, no signature, another client's.
    let public = serde_json::to_string(&set.keys[0]).unwrap();
    let public = forged(Algorithm::HS256, &EncodingKey::from_secret(public.as_bytes()));
    let own = forged(Algorithm::HS256, &EncodingKey::from_secret(app.secret.as_bytes()));
    let (start, _) = id_token.rsplit_once('.').unwrap();
    let of_another = sign_in(&world.oauth_app("week"), &alice).await;
    for wrong in [&public, &own, &format!("{start}."), &of_another] {
        assert_eq!(outcome(wrong).await, "login_required");
    }
}
