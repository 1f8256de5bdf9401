//! Response types other than `code`: what comes back in the fragment, and to whom.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use shared::secret::sha256;

use crate::{
    harness::{
        CALLBACK, World,
        app::Tokens,
        person::{Answer, Person},
    },
    token::claims,
};

/// The parameters behind `#`.
fn fragment(answer: &Answer) -> Vec<(String, String)> {
    let location = answer.location();
    assert_eq!(location.query(), None, "nothing of it stands in the query");
    let pairs = url::form_urlencoded::parse(location.fragment().unwrap().as_bytes());
    pairs.into_owned().collect()
}

fn value(pairs: &[(String, String)], name: &str) -> Option<String> {
    pairs.iter().find(|(n, _)| n == name).map(|(_, value)| value.clone())
}

fn left_half(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(&sha256(text.as_bytes())[..16])
}

async fn ask(world: &World, alice: &Person, response_type: &str) -> Vec<(String, String)> {
    let app = world.oauth_app("hybrid");
    let more = [("response_type", response_type), ("nonce", "n-1"), ("state", "a b+c")];
    let answer = alice.open(&app.authorize_path(&more)).await;
    assert!(answer.header("location").starts_with(&format!("{CALLBACK}#")), "{answer:?}");
    fragment(&answer)
}

#[tokio::test]
async fn an_implicit_client_gets_a_token_in_the_fragment_and_no_refresh_token() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("implicit");
    let more = [("response_type", "token"), ("state", "a b+c")];
    let answer = alice.open(&app.authorize_path(&more)).await;
    let pairs = fragment(&answer);
    let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["access_token", "expires_in", "token_type", "scope", "state", "iss"]);
    for (name, expected) in [
        ("expires_in", "3600"),
        ("token_type", "Bearer"),
        ("scope", "all openid"),
        ("state", "a b+c"),
        ("iss", &world.url),
    ] {
        assert_eq!(value(&pairs, name).as_deref(), Some(expected));
    }
    let token = value(&pairs, "access_token").unwrap();
    assert_eq!(app.profile(&token).await.json()["email"], "alice@example.com");
    assert!(app.is_active(&token).await);
    assert_eq!(app.revoke(&token).await.status, 200);
    assert!(!app.is_active(&token).await);
}

#[tokio::test]
async fn an_implicit_token_ends_after_its_hour() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("implicit");
    let answer = alice.open(&app.authorize_path(&[("response_type", "token")])).await;
    let token = value(&fragment(&answer), "access_token").unwrap();
    world.pass(3599);
    assert_eq!(app.profile(&token).await.status, 200);
    world.pass(1);
    assert_eq!(app.profile(&token).await.status, 401);
}

#[tokio::test]
async fn a_client_that_opted_in_gets_each_combination_in_any_order() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("hybrid");
    for response_type in [
        "id_token",
        "id_token token",
        "token id_token",
        "code id_token",
        "code token",
        "code id_token token",
        "token code id_token",
    ] {
        let pairs = ask(&world, &alice, response_type).await;
        let given = |name| value(&pairs, name);
        for (word, name) in [("code", "code"), ("id_token", "id_token")] {
            let is_asked = response_type.split(' ').any(|asked| asked == word);
            assert_eq!(given(name).is_some(), is_asked, "{response_type}: {name}");
        }
        let asks_token = response_type.split(' ').any(|asked| asked == "token");
        assert_eq!(given("access_token").is_some(), asks_token, "{response_type}");
        if let Some(id_token) = given("id_token") {
            let claims = claims(&id_token);
            assert_eq!(claims["nonce"], "n-1");
            let hash = |name| given(name).map(|text| left_half(&text));
            assert_eq!(claims["at_hash"].as_str().map(str::to_owned), hash("access_token"));
            assert_eq!(claims["c_hash"].as_str().map(str::to_owned), hash("code"));
        }
        if let Some(code) = given("code") {
            let tokens = Tokens::of(&app.redeem(&code).await);
            assert!(app.is_active(&tokens.access).await);
        }
    }
}

#[tokio::test]
async fn the_token_beside_a_code_lives_on_its_own_and_dies_with_the_grant() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("hybrid");
    let pairs = ask(&world, &alice, "code token").await;
    let (code, front) = (value(&pairs, "code").unwrap(), value(&pairs, "access_token").unwrap());
    assert!(app.is_active(&front).await);
    let back = Tokens::of(&app.redeem(&code).await);
    assert!(app.is_active(&front).await && app.is_active(&back.access).await);
    app.revoke(&back.refresh).await;
    assert!(!app.is_active(&front).await && !app.is_active(&back.access).await);

    // The code's end is not the token's.
    let pairs = ask(&world, &alice, "code token").await;
    let front = value(&pairs, "access_token").unwrap();
    world.pass(61);
    let code = value(&pairs, "code").unwrap();
    assert_eq!(app.redeem(&code).await.refusal(), "400 invalid_grant The code has expired.");
    assert!(app.is_active(&front).await);
}

#[tokio::test]
async fn refusals_of_these_types_stand_in_the_fragment_too() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let mut table = Vec::new();
    for (client, response_type, nonce, scope) in [
        ("hybrid", "id_token", "", "openid"),
        ("hybrid", "code id_token", "", "openid"),
        ("hybrid", "id_token", "n", "all"),
        ("hybrid", "token", "n", "openid"),
        ("trusted", "code id_token", "n", "openid"),
        ("trusted", "token", "n", "openid"),
        ("implicit", "id_token token", "n", "openid"),
    ] {
        let more = [("response_type", response_type), ("nonce", nonce), ("scope", scope)];
        let answer = alice.open(&world.oauth_app(client).authorize_path(&more)).await;
        let pairs = fragment(&answer);
        let part = |name| value(&pairs, name).unwrap_or_default();
        assert_eq!(part("iss"), world.url);
        table.push(format!(
            "{client} {response_type}: {} {}",
            part("error"),
            part("error_description")
        ));
    }
    insta::assert_snapshot!(table.join("\n"), @"
    hybrid id_token: invalid_request Request is missing mandatory nonce parameter.
    hybrid code id_token: invalid_request Request is missing mandatory nonce parameter.
    hybrid id_token: invalid_scope An id_token needs the scope openid.
    hybrid token: unauthorized_client The client may not use this response_type.
    trusted code id_token: unauthorized_client The client may not use this response_type.
    trusted token: unauthorized_client The client may not use this response_type.
    implicit id_token token: unauthorized_client The client may not use this response_type.
    ");
    // `code` is refused where codes stand: in the query.
    let answer = alice.open(&world.oauth_app("implicit").authorize_path(&[])).await;
    assert_eq!(
        answer.refusal(),
        "302 unauthorized_client The client may not use this response_type."
    );
}
