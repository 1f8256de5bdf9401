//! `private_key_jwt`: clients that sign for themselves, and have no secret.

mod key_sets;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};
use shared::{
    admin::Seen,
    keys::signing::{Pair, encoding_key},
    protocol::signing_key::SigningAlgorithm,
    secret::Random,
};
use tokio::task::JoinSet;

use crate::{
    harness::{
        CALLBACK, World,
        app::{OAuthApp, method},
        fixtures::{documents, secret_of},
        person::Answer,
    },
    resource::Program,
    token::part,
};

const ALICE: &str = "alice@example.com";
pub(crate) const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// A client's key.
pub(crate) struct Key(Pair, SigningAlgorithm);

impl Key {
    pub(crate) fn new(algorithm: SigningAlgorithm) -> Self {
        Self(Pair::make(algorithm).unwrap(), algorithm)
    }

    /// An assertion for the client `signer`, with other claims than the usual ones.
    pub(crate) fn sign(&self, world: &World, change: &Value) -> String {
        let claims = claims(world, change);
        let header = Header { kid: Some(self.0.kid.clone()), ..Header::new(self.1.jwt()) };
        encode(&header, &claims, &encoding_key(self.1, &self.0.private).unwrap()).unwrap()
    }

    /// The same by HMAC with a secret (`client_secret_jwt`).
    pub(crate) fn sign_by_secret(&self, world: &World, client: &str, secret: &str) -> String {
        let claims = claims(world, &json!({ "iss": client, "sub": client }));
        let header = Header { kid: Some(self.0.kid.clone()), ..Header::new(Algorithm::HS256) };
        encode(&header, &claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
    }

    pub(crate) fn set(&self) -> String {
        json!({ "keys": [self.0.public] }).to_string()
    }
}

fn claims(world: &World, change: &Value) -> Value {
    let now = world.clock.now().seconds();
    let mut claims = json!({
        "iss": "signer", "sub": "signer", "aud": world.url, "iat": now, "exp": now + 60,
        "jti": Random.alphanumeric(12).expose(),
    });
    claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    claims
}

/// A world with a client that signs, with these fields.
async fn world(fields: &Value) -> World {
    let mut signer = json!({
        "doctype": "OAuth Client", "name": "signer", "client_id": "signer", "app_name": "Signer",
        "scopes": "all openid", "redirect_uris": CALLBACK, "skip_authorization": 1,
        "allowed_roles": [{ "role": "All" }], "token_endpoint_auth_method": "Private Key JWT",
    });
    signer.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    World::of(&[documents(), vec![signer]].concat(), |_| {}).await
}

/// Asks an endpoint, with an assertion and other parameters.
async fn ask(app: &OAuthApp, name: &str, assertion: &str, more: &[(&str, &str)]) -> Answer {
    let mut form = vec![("client_assertion_type", TYPE), ("client_assertion", assertion)];
    form.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    form.extend(more.iter().copied().filter(|(_, value)| !value.is_empty()));
    Answer::to(app.post(name).form(&form)).await
}

/// Asks for tokens by a refresh token that nobody has: whoever proves himself is told so.
async fn knock(app: &OAuthApp, assertion: &str, more: &[(&str, &str)]) -> String {
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", "affrx")];
    ask(app, "get_token", assertion, &[&refresh[..], more].concat()).await.refusal()
}

const BELIEVED: &str = "400 invalid_grant The refresh token is unknown.";

#[tokio::test]
async fn a_client_that_signs_gets_tokens_asks_of_them_and_takes_them_back() {
    for algorithm in SigningAlgorithm::ALL {
        let key = Key::new(algorithm);
        let world = world(&json!({ "jwks": key.set() })).await;
        let alice = world.logged_in(ALICE).await;
        let app = world.oauth_app("signer");
        let code = app.code(&alice).await;
        let form =
            [("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", CALLBACK)];
        let answer = ask(&app, "get_token", &key.sign(&world, &json!({})), &form).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let tokens = answer.json();
        // It has no secret, so its ID Token is signed by a key of ours.
        assert_eq!(part(tokens["id_token"].as_str().unwrap(), 0)["alg"], "RS256");

        let refresh = tokens["refresh_token"].as_str().unwrap();
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
        let aud = format!("{}{}", world.url, method("get_token"));
        let again =
            ask(&app, "get_token", &key.sign(&world, &json!({ "aud": [aud] })), &form).await;
        let access = again.json()["access_token"].as_str().unwrap().to_owned();
        let form = [("token", access.as_str()), ("client_id", "signer")];
        let is_active = async || {
            let assertion = key.sign(&world, &json!({}));
            let told = ask(&app, "introspect_token", &assertion, &form).await;
            assert_eq!(told.status, 200, "{told:?}");
            told.json()["active"] == true
        };
        assert!(is_active().await);
        let assertion = key.sign(&world, &json!({}));
        assert_eq!(ask(&app, "revoke_token", &assertion, &form).await.status, 200);
        assert!(!is_active().await);
    }
}

#[tokio::test]
async fn every_refusal_has_its_words_and_gives_nothing() {
    let (key, other) = (Key::new(SigningAlgorithm::ES256), Key::new(SigningAlgorithm::ES256));
    let world = world(&json!({ "jwks": key.set() })).await;
    let app = world.oauth_app("signer");
    let good = || key.sign(&world, &json!({}));
    let now = world.clock.now().seconds();
    let secret = secret_of("trusted");
    let mut table = Vec::new();
    for (name, assertion, more) in [
        ("good", good(), vec![]),
        ("good, with its name", good(), vec![("client_id", "signer")]),
        ("of another key", other.sign(&world, &json!({})), vec![]),
        ("for another server", key.sign(&world, &json!({"aud": "https://x.example"})), vec![]),
        ("over", key.sign(&world, &json!({"exp": now - 61})), vec![]),
        ("for ever", key.sign(&world, &json!({"exp": now + 100_000})), vec![]),
        ("by another", key.sign(&world, &json!({"iss": "trusted"})), vec![]),
        ("for another", key.sign(&world, &json!({"sub": "trusted"})), vec![]),
        ("of nobody", key.sign(&world, &json!({"iss": "nobody", "sub": "nobody"})), vec![]),
        ("without a name", key.sign(&world, &json!({"jti": ""})), vec![]),
        ("no token", "a.b.c".to_owned(), vec![]),
        ("under another name", good(), vec![("client_id", "trusted")]),
        ("with a secret", good(), vec![("client_secret", secret.as_str())]),
        ("of another type", good(), vec![("client_assertion_type", "urn:x")]),
        ("without its type", good(), vec![("client_assertion_type", "")]),
        ("none", String::new(), vec![("client_assertion_type", ""), ("client_id", "signer")]),
    ] {
        let more: Vec<_> = match assertion.as_str() {
            "" => [more, vec![("client_assertion", "")]].concat(),
            _ => more,
        };
        table.push(format!("{name}: {}", knock(&app, &assertion, &more).await));
    }
    // A secret proves nothing of a client that signs, and a signature nothing of one with a secret.
    let parameters = [("grant_type", "refresh_token"), ("refresh_token", "affrx")];
    table.push(format!("a secret alone: {}", app.ask(&parameters).await.refusal()));
    let assertion = key.sign(&world, &json!({ "iss": "trusted", "sub": "trusted" }));
    table.push(format!("a client with a secret: {}", knock(&app, &assertion, &[]).await));
    let form = [&parameters[..], &[("client_assertion_type", TYPE), ("client_assertion", &good())]];
    let basic = app.post("get_token").basic_auth("signer", Some("x")).form(&form.concat());
    table.push(format!("with Basic: {}", Answer::to(basic).await.refusal()));
    insta::assert_snapshot!(table.join("\n"));
}

#[tokio::test]
async fn an_assertion_is_used_once_however_many_come_and_wherever() {
    let key = Key::new(SigningAlgorithm::ES256);
    let mut world = world(&json!({ "jwks": key.set() })).await;
    let (here, there) = (world.oauth_app("signer"), world.another_server().await);
    let there = here.at(&there);
    let assertion = key.sign(&world, &json!({}));
    let mut knocks = JoinSet::new();
    for n in 0..20 {
        let (app, assertion) = (if n % 2 == 0 { &here } else { &there }.clone(), assertion.clone());
        knocks.spawn(async move { knock(&app, &assertion, &[]).await });
    }
    let answers = knocks.join_all().await;
    let used = "401 invalid_client The client_assertion has been used already.";
    let count = |words: &str| answers.iter().filter(|answer| *answer == words).count();
    assert_eq!((count(BELIEVED), count(used)), (1, 19), "{answers:?}");
    // Of another client it is another one, and a new one is new.
    assert_eq!(knock(&there, &key.sign(&world, &json!({})), &[]).await, BELIEVED);
    // Nor when it is over but for the clocks.
    world.pass(100);
    assert_eq!(knock(&there, &assertion, &[]).await, used);
    assert!(!world.stored().await.contains(&assertion));
}

#[tokio::test]
async fn a_client_gets_no_secret_when_it_signs_and_its_keys_are_judged() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let key = Key::new(SigningAlgorithm::ES256);
    let mut private = json!({ "keys": [key.0.public] });
    private["keys"][0]["d"] = "ZA".into();
    let create = async |keys: Value| {
        let mut fields = json!({
            "app_name": "Signer", "redirect_uris": CALLBACK,
            "token_endpoint_auth_method": "Private Key JWT",
        });
        fields.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
        program.post("/api/resource/OAuth Client", &fields).await
    };
    for keys in [
        json!({}),
        json!({ "jwks": key.set(), "jwks_uri": "https://app.example/keys" }),
        json!({ "jwks": private.to_string() }),
        json!({ "jwks": "{\"keys\":[{\"kty\":\"oct\",\"k\":\"aw\"}]}" }),
        json!({ "jwks": "no JSON" }),
        json!({ "jwks_uri": "app:/keys" }),
    ] {
        assert_eq!(create(keys.clone()).await.status, 417, "{keys}");
    }
    for keys in [json!({ "jwks": key.set() }), json!({ "jwks_uri": "https://app.example/keys" })] {
        let made = create(keys).await.json()["data"].clone();
        assert!(made.get("client_secret").is_none(), "{made}");
        let id = made["client_id"].as_str().unwrap();
        let rotated = shared::admin::clients::add_secret(&world.app, id, Seen::default()).await;
        assert!(rotated.is_err());
    }
}
