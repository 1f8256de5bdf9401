//! What an ID Token tells of the login: `auth_time`, `acr` and `amr`, and to whom.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Value, json};

use crate::{
    harness::{
        PASSWORD, World,
        app::{OAuthApp, Tokens},
        fixtures::{self, secret_of},
        person::Person,
    },
    token::claims,
};

/// When Alice logs in, in seconds.
const LOGIN: i64 = 1_800_000_000;

/// A world with clients of each kind: `frappes`, `connect`, `front` (of Frappe's policy, with
/// `id_token`s at the front), `strict` (`require_auth_time`) and `hasty` (`default_max_age`).
async fn world() -> World {
    let mut documents = fixtures::documents();
    for (id, fields) in [
        ("frappes", json!({})),
        ("connect", json!({"claims_policy": "OpenID Connect"})),
        ("front", json!({"allows_id_token_response_types": 1})),
        ("strict", json!({"require_auth_time": 1})),
        ("hasty", json!({"default_max_age": 60})),
    ] {
        let trusted = documents.iter().find(|d| d["client_id"] == "trusted").unwrap();
        let mut client = trusted.clone();
        client["client_id"] = id.into();
        client["name"] = id.into();
        client["client_secret"] = secret_of(id).into();
        client.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        documents.push(client);
    }
    World::of(&documents, |_| {}).await
}

/// What of the login the ID Tokens of a code tell: the first one, and that of a refresh.
async fn told(app: &OAuthApp, person: &Person, more: &[(&str, &str)]) -> [Value; 2] {
    let first = app.redeem(&app.code_with(person, more).await).await;
    let again = app.refresh(&Tokens::of(&first).refresh).await;
    [first, again].map(|answer| of_the_login(answer.json()["id_token"].as_str().unwrap()))
}

fn of_the_login(id_token: &str) -> Value {
    let mut claims = claims(id_token);
    claims
        .as_object_mut()
        .unwrap()
        .retain(|name, _| ["auth_time", "acr", "amr"].contains(&&**name));
    claims
}

#[tokio::test]
async fn an_id_token_of_frappes_is_byte_for_byte_what_it_was() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    world.pass(5);
    let app = world.oauth_app("frappes");
    let claims_of_userinfo = ("claims", r#"{"userinfo": {"auth_time": null, "acr": null}}"#);
    for more in [("display", "page"), ("ui_locales", "fr"), claims_of_userinfo] {
        let code = app.code_with(&alice, &[("nonce", "n"), more]).await;
        let body = app.redeem(&code).await.json();
        let payload = body["id_token"].as_str().unwrap().split('.').nth(1).unwrap();
        let payload = String::from_utf8(URL_SAFE_NO_PAD.decode(payload).unwrap()).unwrap();
        let at_hash = claims(body["id_token"].as_str().unwrap())["at_hash"].clone();
        let expected = format!(
            r#"{{"aud":"frappes","iat":{0},"nonce":"n","at_hash":{at_hash},"exp":{1},"iss":"{2}","sub":"alice-sub","name":"Alice Liddell","given_name":"Alice","family_name":"Liddell","email":"alice@example.com","picture":null,"roles":["System Manager","Blogger","All","Guest","Desk User"]}}"#,
            LOGIN + 5,
            LOGIN + 3_605,
            world.url,
        );
        assert_eq!(payload, expected);
    }
}

#[tokio::test]
async fn who_asks_is_told_when_the_user_logged_in_and_the_same_after_a_refresh() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    world.pass(30);
    let time = json!({"auth_time": LOGIN});
    let everything = json!({"auth_time": LOGIN, "acr": "1", "amr": ["pwd"]});
    for (client, more, expected) in [
        ("frappes", &[][..], &json!({})),
        ("frappes", &[("max_age", "1000")], &time),
        ("frappes", &[("claims", r#"{"id_token": {"auth_time": {"essential": true}}}"#)], &time),
        ("frappes", &[("claims", r#"{"id_token": {"auth_time": null}}"#)], &time),
        ("frappes", &[("claims", r#"{"userinfo": {"auth_time": null}}"#)], &json!({})),
        ("strict", &[], &time),
        ("hasty", &[], &time),
        ("connect", &[], &everything),
        ("connect", &[("max_age", "1000"), ("acr_values", "7 1")], &everything),
    ] {
        let told = told(&world.oauth_app(client), &alice, more).await;
        assert_eq!(&told, &[expected.clone(), expected.clone()], "{client} {more:?}");
    }
}

#[tokio::test]
async fn it_is_the_same_moment_at_the_front_and_at_the_back() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    world.pass(30);
    let app = world.oauth_app("front");
    for response_type in ["id_token", "id_token token", "code id_token", "code id_token token"] {
        for (more, expected) in [
            (("max_age", "1000"), json!({"auth_time": LOGIN})),
            (("acr_values", "1"), json!({"acr": "1"})),
            (("display", "page"), json!({})),
        ] {
            let more = [("response_type", response_type), ("nonce", "n"), more];
            let answer = alice.open(&app.authorize_path(&more)).await;
            assert_eq!(of_the_login(&answer.in_fragment("id_token").unwrap()), expected);
            if let Some(code) = answer.in_fragment("code") {
                let body = app.redeem(&code).await.json();
                assert_eq!(of_the_login(body["id_token"].as_str().unwrap()), expected);
            }
        }
    }
}

#[tokio::test]
async fn after_another_login_the_moment_is_later_and_the_tokens_before_keep_theirs() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    for (client, more) in
        [("hasty", &[][..]), ("frappes", &[("max_age", "0")]), ("connect", &[("prompt", "login")])]
    {
        let app = world.oauth_app(client);
        let silent = [("prompt", "none"), ("max_age", "100000")];
        let before = app.redeem(&app.code_with(&alice, &silent).await).await;
        let time =
            |answer: &Value| claims(answer["id_token"].as_str().unwrap())["auth_time"].clone();
        world.pass(61);
        let page = alice.open(&alice.open(&app.authorize_path(more)).await.leads_to()).await;
        world.pass(1);
        let back = alice.log_in_at(&page, "alice@example.com", PASSWORD).await;
        let code = alice.open(&back.leads_to()).await.parameter("code").unwrap();
        let after = app.redeem(&code).await.json();
        let (earlier, later) = (time(&before.json()), time(&after));
        assert_eq!(later.as_i64().unwrap(), earlier.as_i64().unwrap() + 62, "{client}");
        let refreshed = app.refresh(&Tokens::of(&before).refresh).await.json();
        assert_eq!(time(&refreshed), earlier);
    }
}

#[tokio::test]
async fn a_context_that_is_wished_for_is_told_if_it_is_ours_or_not_and_never_fails() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("frappes");
    let ours = json!({"acr": "1"});
    let document = world.person().open("/.well-known/openid-configuration").await.json();
    assert_eq!(document["acr_values_supported"], json!(["1"]));
    for more in [
        ("acr_values", "1"),
        ("acr_values", "2 urn:mace:incommon:iap:silver"),
        ("claims", r#"{"id_token": {"acr": null}}"#),
        ("claims", r#"{"id_token": {"acr": {"values": ["2"]}}}"#),
        ("claims", r#"{"id_token": {"acr": {"essential": true, "values": ["2", "1"]}}}"#),
    ] {
        assert_eq!(told(&app, &alice, &[more]).await, [ours.clone(), ours.clone()], "{more:?}");
    }
}

#[tokio::test]
async fn an_essential_context_that_cannot_be_reached_is_a_failed_login() {
    let world = world().await;
    let alice = world.logged_in("alice@example.com").await;
    for client in ["frappes", "connect"] {
        let app = world.oauth_app(client);
        for acr in [r#""value": "2""#, r#""values": ["2", "3"]"#, r#""values": []"#] {
            let claims = format!(r#"{{"id_token": {{"acr": {{"essential": true, {acr}}}}}}}"#);
            for prompt in ["", "none"] {
                let more = [("claims", claims.as_str()), ("state", "s"), ("prompt", prompt)];
                let answer = alice.open(&app.authorize_path(&more)).await;
                let words = "302 unmet_authentication_requirements The acr that is essential cannot \
                             be reached by a login here.";
                assert_eq!(answer.refusal(), words, "{client} {acr}");
                assert_eq!(answer.parameter("state").as_deref(), Some("s"));
            }
        }
    }
    let twice =
        format!("{}&acr_values=1&acr_values=1", world.oauth_app("frappes").authorize_path(&[]));
    let words = "302 invalid_request Duplicate acr_values parameter.";
    assert_eq!(alice.open(&twice).await.refusal(), words);
}
