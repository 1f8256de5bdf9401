//! Apps that register themselves, as Frappe's `register_client` has it and the RFCs.

mod admitted;
mod limits;
mod own;
mod refused;
mod used;

use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use crate::harness::{
    CALLBACK, World,
    app::{OAuthApp, Tokens, method},
    person::{Answer, Person},
};

/// What PKCE asks of an app that nobody vouches for.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// What an app sends at least.
fn app() -> Value {
    json!({ "client_name": "A Stranger's App", "redirect_uris": [CALLBACK] })
}

/// The same with these members.
fn with(more: &Value) -> Value {
    let mut app = app();
    app.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app
}

/// Registers a client.
async fn register(person: &Person, metadata: &Value) -> Answer {
    Answer::to(person.post(&method("register_client")).json(metadata)).await
}

/// Registers a client, which has to work.
async fn registered(person: &Person, metadata: &Value) -> Value {
    let answer = register(person, metadata).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.json()
}

/// A request to a client's own address.
fn at_home(world: &World, method: Method, client: &Value) -> RequestBuilder {
    let uri = client["registration_client_uri"].as_str().unwrap();
    assert!(uri.starts_with(&world.url), "{uri}");
    let token = client["registration_access_token"].as_str().unwrap();
    reqwest::Client::new().request(method, uri).bearer_auth(token)
}

/// The app of a client that registered itself.
fn oauth_app(world: &World, client: &Value) -> OAuthApp {
    let text = |name: &str| client[name].as_str().unwrap_or_default().to_owned();
    world.oauth_app(&text("client_id")).with_secret(&text("client_secret"))
}

/// The address to which it sends its users.
fn authorize_path(app: &OAuthApp) -> String {
    let pkce = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    app.authorize_path(&[pkce[0], pkce[1], ("scope", "openid email")])
}

/// Its user says yes, and it gets tokens.
async fn tokens(app: &OAuthApp, person: &Person) -> Tokens {
    let page = person.open(&authorize_path(app)).await;
    let code = person.decide(&page, "allow").await.parameter("code").unwrap();
    Tokens::of(&app.redeem_with(&code, &[("code_verifier", VERIFIER)]).await)
}

#[tokio::test]
async fn frappes_request_is_answered_as_frappe_does_with_more_beside_it() {
    let world = World::new().await;
    let sent = json!({
        "redirect_uris": ["https://a.example/cb", "https://a.example/cb2"],
        "client_name": "Shop", "token_endpoint_auth_method": "client_secret_post",
        "grant_types": ["authorization_code"], "response_types": ["code"],
        "scope": "all openid", "client_uri": "https://a.example/",
        "logo_uri": "https://a.example/logo.png", "contacts": ["ops@a.example"],
        "tos_uri": "https://a.example/tos", "policy_uri": "https://a.example/policy",
        "software_id": "shop", "software_version": "2",
    });
    let answer = register(&world.person(), &sent).await;
    assert_eq!((answer.status, answer.header("content-type")), (201, "application/json"));
    assert!(answer.header("cache-control").contains("no-store"));
    let client = answer.json();
    for (name, value) in sent.as_object().unwrap() {
        assert_eq!(&client[name], value, "{name}");
    }
    assert_eq!(client["client_secret_expires_at"], 0);
    assert_eq!(client["client_id_issued_at"], world.clock.now().seconds());
    let text = |name: &str| client[name].as_str().unwrap();
    let (id, secret) = (text("client_id"), text("client_secret"));
    assert!(id.len() >= 10 && secret.len() >= 32);
    let own = format!("{}{}/{id}", world.url, method("register_client"));
    assert_eq!(text("registration_client_uri"), own);
    // Frappe's members stand first, in its order.
    let names: Vec<&String> = client.as_object().unwrap().keys().collect();
    let first = ["client_id", "client_secret", "client_id_issued_at", "client_secret_expires_at"];
    assert_eq!(names[..4], first);
    // What proves somebody is in the answer, and nowhere else.
    let stored = world.stored().await;
    for hidden in [secret, text("registration_access_token")] {
        assert!(stored.contains(id) && !stored.contains(hidden));
    }
}

#[tokio::test]
async fn a_client_that_registered_itself_works_and_its_user_is_asked_each_time() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let pages = json!({
        "client_uri": "https://a.example/", "policy_uri": "https://a.example/policy",
        "tos_uri": "https://a.example/tos", "logo_uri": "https://a.example/logo.png",
    });
    for kind in [json!({}), json!({ "id_token_signed_response_alg": "HS256" })] {
        let mut metadata = with(&pages);
        metadata.as_object_mut().unwrap().extend(kind.as_object().unwrap().clone());
        let app = oauth_app(&world, &registered(&world.person(), &metadata).await);
        for _ in 0..2 {
            let page = alice.open(&authorize_path(&app)).await;
            for words in [
                "A Stranger&#x27;s App",
                "Nobody vouches for this app.",
                "127.0.0.1:9999",
                "Claims to be",
                "href=\"https:&#x2f;&#x2f;a.example&#x2f;policy\"",
                "href=\"https:&#x2f;&#x2f;a.example&#x2f;tos\"",
            ] {
                assert!(page.text.contains(words), "{words} in {}", page.text);
            }
            assert!(!page.text.contains("logo.png"));
            let profile = app.profile(&tokens(&app, &alice).await.access).await;
            assert_eq!(profile.json()["email"], "alice@example.com");
        }
    }
}

#[tokio::test]
async fn a_client_without_a_secret_is_given_none_and_keeps_to_pkce() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let metadata = with(&json!({ "token_endpoint_auth_method": "none" }));
    let client = registered(&world.person(), &metadata).await;
    assert!(client.get("client_secret").is_none(), "{client}");
    let app = oauth_app(&world, &client);
    let without = alice.open(&app.authorize_path(&[("scope", "openid")])).await;
    assert!(without.refusal().starts_with("302 invalid_request"), "{without:?}");
    let page = alice.open(&authorize_path(&app)).await;
    let code = alice.decide(&page, "allow").await.parameter("code").unwrap();
    let form = [("client_secret", ""), ("code_verifier", VERIFIER)];
    assert_eq!(app.redeem_with(&code, &form).await.status, 200);
}

#[tokio::test]
async fn a_client_uses_the_response_types_that_it_registered_and_no_others() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let https = "https://a.example/cb";
    let metadata = json!({ "redirect_uris": [https], "response_types": ["id_token token"] });
    let client = registered(&world.person(), &metadata).await;
    assert_eq!(client["grant_types"], json!(["implicit"]));
    let app = oauth_app(&world, &client);
    let ask = |response_type: &'static str| {
        let more = [
            ("response_type", response_type),
            ("redirect_uri", https),
            ("nonce", "n"),
            ("scope", "openid"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        let path = app.authorize_path(&more);
        let alice = &alice;
        async move { alice.open(&path).await }
    };
    let page = ask("token id_token").await;
    assert!(alice.decide(&page, "allow").await.in_fragment("id_token").is_some());
    for other in ["code", "id_token", "code id_token"] {
        let refused = ask(other).await;
        let place = refused.location();
        let words = format!("{}{}", place.query().unwrap_or(""), place.fragment().unwrap_or(""));
        assert!(words.contains("error=unauthorized_client"), "{other}: {words}");
    }
}

#[tokio::test]
async fn a_page_of_any_origin_registers_and_reads_what_came_of_it_and_how_long_to_wait() {
    let world = World::new().await;
    let request = world.person().post(&method("register_client")).json(&app());
    let answer = Answer::to(request.header("origin", "https://inspector.example")).await;
    assert_eq!(answer.status, 201);
    for (name, value) in [
        ("access-control-allow-origin", "https://inspector.example"),
        ("access-control-expose-headers", "www-authenticate, retry-after"),
        ("access-control-allow-credentials", ""),
        ("vary", "Origin"),
    ] {
        assert_eq!(answer.header(name), value, "{name}");
    }
}

#[tokio::test]
async fn discovery_tells_the_address_in_every_document() {
    let world = World::new().await;
    for path in [
        "/.well-known/openid-configuration",
        "/.well-known/oauth-authorization-server",
        &method("openid_configuration"),
    ] {
        let address = world.person().open(path).await.json()["registration_endpoint"].clone();
        assert_eq!(address, format!("{}{}", world.url, method("register_client")), "{path}");
    }
}
