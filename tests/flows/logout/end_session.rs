//! OpenID Connect RP-Initiated Logout: who is asked, where he goes, and what is refused.

use serde_json::json;

use super::{
    ALICE, BOB, HOME, connect_app, end_session, id_token, is_logged_in, press, world_with,
};
use crate::harness::{CALLBACK, World, person::Answer};

const PORTAL: &str = "portal";

async fn world() -> World {
    let apps = [
        connect_app(PORTAL, &json!({})),
        connect_app(
            "frappes",
            &json!({
                "id_token_signed_response_alg": "HS256", "claims_policy": "Frappe",
            }),
        ),
        connect_app("other", &json!({ "client_id": "shop", "name": "shop" })),
    ];
    world_with(&apps).await
}

fn is_the_last_page(answer: &Answer) -> bool {
    answer.status == 200 && answer.text.contains("You are logged out")
}

fn is_the_question(answer: &Answer) -> bool {
    answer.status == 200 && answer.text.contains("Do you want to log out?")
}

#[tokio::test]
async fn an_app_that_shows_its_id_token_logs_its_user_out_and_gets_him_back_with_its_state() {
    let world = world().await;
    for app in [PORTAL, "frappes"] {
        let alice = world.logged_in(ALICE).await;
        let hint = id_token(&world.oauth_app(app), &alice).await;
        // An app may keep it for longer than it is good for.
        world.pass(2 * 3600);
        let parameters = [
            ("id_token_hint", hint.as_str()),
            ("post_logout_redirect_uri", HOME),
            ("state", "a b&\"c"),
        ];
        let answer = alice.open(&end_session(&parameters)).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        assert_eq!(answer.header("location"), format!("{HOME}&state=a%20b%26%22c"));
        assert!(!is_logged_in(&alice).await);
        // Once more, and nobody is there to ask.
        let again = alice.open(&end_session(&parameters[..2])).await;
        assert_eq!((again.status, again.header("location")), (303, HOME));
        let silent = [("prompt", "none"), ("scope", "openid")];
        let answer = alice.open(&world.oauth_app(app).authorize_path(&silent)).await;
        assert_eq!(answer.parameter("error").as_deref(), Some("login_required"));
    }
}

#[tokio::test]
async fn who_comes_without_an_id_token_of_this_session_is_asked() {
    let world = world().await;
    let (alice, bob) = (world.logged_in(ALICE).await, world.logged_in(BOB).await);
    let portal = world.oauth_app(PORTAL);
    let bobs = id_token(&portal, &bob).await;
    let alices_elsewhere = id_token(&portal, &world.logged_in(ALICE).await).await;
    let forged = format!("{}x", id_token(&portal, &alice).await);
    let none = "eyJhbGciOiJub25lIn0.eyJhdWQiOiJwb3J0YWwiLCJzdWIiOiJhbGljZS1zdWIifQ.";
    for hint in ["", &bobs, &alices_elsewhere, &forged, none] {
        let parameters =
            [("id_token_hint", hint), ("client_id", PORTAL), ("post_logout_redirect_uri", HOME)];
        let question = alice.open(&end_session(&parameters)).await;
        assert!(is_the_question(&question), "{hint}: {question:?}");
        assert!(question.text.contains("The portal app"), "{question:?}");
        assert!(is_logged_in(&alice).await);
    }
    // He who stays is where he was, and he who goes goes where the app wants him.
    let parameters = [("client_id", PORTAL), ("post_logout_redirect_uri", HOME), ("state", "s")];
    let question = alice.open(&end_session(&parameters)).await;
    assert_eq!(press(&alice, &question, "stay").await.header("location"), "/me");
    assert!(is_logged_in(&alice).await);
    let gone = press(&alice, &question, "log_out").await;
    assert_eq!(gone.header("location"), format!("{HOME}&state=s"));
    assert!(!is_logged_in(&alice).await);
}

#[tokio::test]
async fn without_an_app_there_is_nowhere_to_go() {
    let world = world().await;
    for parameters in
        [vec![], vec![("state", "s")], vec![("post_logout_redirect_uri", HOME), ("state", "s")]]
    {
        let alice = world.logged_in(ALICE).await;
        let question = alice.open(&end_session(&parameters)).await;
        assert!(is_the_question(&question), "{question:?}");
        assert!(is_the_last_page(&press(&alice, &question, "log_out").await));
        assert!(!is_logged_in(&alice).await);
        assert!(is_the_last_page(&alice.open(&end_session(&parameters)).await));
    }
}

#[tokio::test]
async fn rp_initiated_logout_section_3_another_address_than_a_registered_one_is_never_gone_to() {
    let world = world().await;
    let alice = world.logged_in(ALICE).await;
    let hint = id_token(&world.oauth_app(PORTAL), &alice).await;
    let refused = |parameters: Vec<(&'static str, String)>| {
        let (alice, hint) = (alice.clone(), hint.clone());
        async move {
            let mut all = vec![("id_token_hint", hint.as_str())];
            all.extend(parameters.iter().map(|(name, value)| (*name, value.as_str())));
            let answer = alice.open(&end_session(&all)).await;
            assert_eq!((answer.status, answer.header("location")), (400, ""), "{answer:?}");
            assert!(answer.text.contains("invalid_request"), "{answer:?}");
            assert!(is_logged_in(&alice).await);
        }
    };
    for uri in [
        "http://127.0.0.1:9999/bye",
        "http://127.0.0.1:9999/bye?x=1&y=2",
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        &format!("{CALLBACK}/"),
    ] {
        refused(vec![("post_logout_redirect_uri", uri.to_owned())]).await;
    }
    refused(vec![("client_id", "nobody".into()), ("post_logout_redirect_uri", HOME.into())]).await;
    // Two of them: an attacker would choose which one is checked.
    refused(vec![("state", "a".into()), ("state", "b".into())]).await;
    // The token of one app in the name of another is none of its.
    let parameters = [
        ("id_token_hint", hint.as_str()),
        ("client_id", "shop"),
        ("post_logout_redirect_uri", HOME),
    ];
    assert!(is_the_question(&alice.open(&end_session(&parameters)).await));
}

#[tokio::test]
async fn a_form_of_an_app_is_led_to_the_address_and_our_own_has_to_be_of_this_session() {
    let world = world().await;
    let alice = world.logged_in(ALICE).await;
    let hint = id_token(&world.oauth_app(PORTAL), &alice).await;
    let form = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", HOME)];
    // Another site's form comes without the cookie.
    let moved = world.person().send("/end_session", &form).await;
    assert_eq!(moved.status, 303);
    let location = moved.location();
    let question = alice.open(&end_session(&[("client_id", PORTAL)])).await;

    for token in ["", "x"] {
        let forged = [("csrf_token", token), ("decision", "log_out")];
        let answer = alice.send(&question.form_action(), &forged).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        assert!(is_logged_in(&alice).await);
    }
    let gone = alice.open(&format!("{}?{}", location.path(), location.query().unwrap())).await;
    assert_eq!(gone.header("location"), HOME);
    assert!(!is_logged_in(&alice).await);

    let long = "x".repeat(8_000);
    let answer = alice.send("/end_session", &[("state", &long)]).await;
    assert_eq!(answer.status, 400, "{answer:?}");
    let json = alice.post("/end_session").json(&json!({ "state": "s" }));
    assert_eq!(Answer::to(json).await.status, 400);
}

#[tokio::test]
async fn the_question_speaks_the_language_that_the_app_asks_for() {
    let world = world().await;
    let alice = world.logged_in(ALICE).await;
    let question = alice.open(&end_session(&[("ui_locales", "de")])).await;
    assert!(question.text.contains("Möchten Sie sich abmelden?"), "{question:?}");
    assert!(question.header("cache-control").contains("no-store"), "{question:?}");
    assert_eq!(question.header("x-frame-options"), "DENY");
}
