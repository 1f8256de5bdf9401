//! Where an answer stands: `response_mode` with every response type, in success and in refusal.

use crate::{
    harness::{
        CALLBACK, World,
        app::Tokens,
        person::{Answer, unescape},
    },
    token::claims,
};

const TYPES: [&str; 7] = [
    "code",
    "token",
    "id_token",
    "id_token token",
    "code id_token",
    "code token",
    "code id_token token",
];

/// The client that may ask for a response type.
fn client_of(response_type: &str) -> &'static str {
    if response_type == "token" { "implicit" } else { "hybrid" }
}

type Pairs = Vec<(String, String)>;

/// The parameters of an answer and where they stand; nothing of them may stand elsewhere.
fn sent(answer: &Answer) -> (&'static str, Pairs) {
    if answer.status == 200 {
        return ("form_post", posted(answer));
    }
    assert!(answer.header("location").starts_with(CALLBACK), "{answer:?}");
    let location = answer.location();
    let read = |text: &str| url::form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    match (location.query(), location.fragment()) {
        (Some(query), None) => ("query", read(query)),
        (None, Some(fragment)) => ("fragment", read(fragment)),
        other => panic!("{other:?}"),
    }
}

/// What the page's form sends, and that it is the page that it has to be.
fn posted(answer: &Answer) -> Pairs {
    assert_eq!(answer.form_action(), CALLBACK);
    assert_eq!(answer.header("location"), "");
    for (header, words) in [
        ("content-type", "text/html; charset=utf-8"),
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
        ("content-security-policy", "default-src 'none'; script-src 'sha256-"),
        ("content-security-policy", "frame-ancestors 'none'"),
    ] {
        assert!(answer.header(header).contains(words), "{header}: {}", answer.header(header));
    }
    assert!(!answer.header("content-security-policy").contains("form-action"));
    assert!(answer.text.contains("<form method=\"post\" action="), "{}", answer.text);
    assert_eq!(answer.text.matches("<script").count(), 1, "{}", answer.text);
    let inputs = answer.text.split("<input type=\"hidden\" name=\"").skip(1);
    let pair = |input: &str| {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        (unescape(name), unescape(rest.split_once("\">").unwrap().0))
    };
    inputs.map(pair).collect()
}

fn value(pairs: &Pairs, name: &str) -> String {
    let found = pairs.iter().find(|(n, _)| n == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

#[tokio::test]
async fn every_response_type_comes_by_every_mode_that_is_for_it() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let mut table = Vec::new();
    for response_type in TYPES {
        let app = world.oauth_app(client_of(response_type));
        for mode in ["", "query", "fragment", "form_post", "web_message"] {
            let more = [
                ("response_type", response_type),
                ("response_mode", mode),
                ("nonce", "n"),
                ("state", "a b+c"),
            ];
            let (place, pairs) = sent(&alice.open(&app.authorize_path(&more)).await);
            let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
            let told = if value(&pairs, "error").is_empty() {
                names.join(" ")
            } else {
                format!("{} {}", value(&pairs, "error"), value(&pairs, "error_description"))
            };
            table.push(format!("{response_type}, {mode:?}: by {place}: {told}"));
            assert_eq!(
                (value(&pairs, "state"), value(&pairs, "iss")),
                ("a b+c".into(), world.url.clone())
            );
            let (code, token) = (value(&pairs, "code"), value(&pairs, "access_token"));
            if !code.is_empty() {
                Tokens::of(&app.redeem(&code).await);
            }
            assert!(token.is_empty() || app.profile(&token).await.status == 200);
            let id_token = value(&pairs, "id_token");
            assert!(id_token.is_empty() || claims(&id_token)["nonce"] == "n");
        }
    }
    insta::assert_snapshot!(table.join("\n"));
}

#[tokio::test]
async fn refusals_come_by_the_mode_that_was_asked_for_too() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let guest = world.person();
    let mode = ("response_mode", "form_post");
    let mut table = Vec::new();
    for (who, client, more) in [
        (&guest, "trusted", ("prompt", "none")),
        (&alice, "web", ("prompt", "none")),
        (&alice, "trusted", ("scope", "all email")),
        (&alice, "trusted", ("max_age", "-1")),
        (&alice, "trusted", ("request", "a.b.c")),
        (&alice, "trusted", ("response_type", "magic")),
        (&alice, "trusted", ("response_type", "token")),
        (&alice, "hybrid", ("response_type", "code id_token")),
    ] {
        let path = world.oauth_app(client).authorize_path(&[mode, more, ("state", "s")]);
        let (place, pairs) = sent(&who.open(&path).await);
        assert_eq!((place, value(&pairs, "state")), ("form_post", "s".into()));
        assert_eq!(value(&pairs, "iss"), world.url);
        table.push(format!("{} {}", value(&pairs, "error"), value(&pairs, "error_description")));
    }
    // The user says no.
    let page = alice.open(&world.oauth_app("web").authorize_path(&[mode, ("state", "s")])).await;
    let (place, pairs) = sent(&alice.decide(&page, "deny").await);
    assert_eq!((place, value(&pairs, "state")), ("form_post", "s".into()));
    table.push(format!("{} {}", value(&pairs, "error"), value(&pairs, "error_description")));
    insta::assert_snapshot!(table.join("\n"), @"
    login_required Nobody is logged in.
    consent_required The user has to be asked, and prompt is none.
    invalid_scope The scope is not one of the client's.
    invalid_request The max_age parameter is not a number of seconds.
    request_not_supported The request parameter is not supported.
    unsupported_response_type The response_type is not supported.
    unauthorized_client The client may not use this response_type.
    invalid_request Request is missing mandatory nonce parameter.
    access_denied The user denied the request.
    ");
}

#[tokio::test]
async fn a_user_who_allows_sends_the_code_by_a_form() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    let page = alice.open(&app.authorize_path(&[("response_mode", "form_post")])).await;
    let (place, pairs) = sent(&alice.decide(&page, "allow").await);
    assert_eq!(place, "form_post");
    Tokens::of(&app.redeem(&value(&pairs, "code")).await);
}

#[tokio::test]
async fn whatever_the_state_is_the_form_sends_it_and_the_page_stays_as_it_was() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    for state in [
        "\"><script>alert(1)</script>",
        "</script><script>alert(1)</script>",
        "'\"` onfocus=alert(1) autofocus x=",
        "<!-- --> ]]> &quot; &amp; {{ say(1) }} {% raw %}",
        "\u{e9}\u{202e}\u{1f600} a+b%20c",
        &"x".repeat(8_000),
    ] {
        // By a form, as the longest fits into no URL; it is kept, and the user is sent on to it.
        let form = [
            ("response_type", "code"),
            ("client_id", "trusted"),
            ("redirect_uri", CALLBACK),
            ("response_mode", "form_post"),
            ("state", state),
        ];
        let to = alice.send(&crate::harness::app::method("authorize"), &form).await;
        let answer = alice.open(&to.header("location").replace(&world.url, "")).await;
        let (_, pairs) = sent(&answer);
        let names: Vec<&str> = pairs.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["code", "state", "iss"]);
        assert_eq!(value(&pairs, "state"), state);
        Tokens::of(&app.redeem(&value(&pairs, "code")).await);
    }
}

#[tokio::test]
async fn no_form_goes_to_a_private_scheme_or_to_a_place_that_is_not_registered() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let ask = async |uri| {
        let more = [("redirect_uri", uri), ("response_mode", "form_post"), ("state", "s")];
        alice.open(&app.authorize_path(&more)).await
    };
    let own = ask("myapp://cb").await;
    assert!(own.header("location").starts_with("myapp://cb?error=invalid_request&"), "{own:?}");
    assert_eq!(own.parameter("state").as_deref(), Some("s"));
    let foreign = ask("https://evil.example/").await;
    assert_eq!((foreign.status, foreign.header("location")), (400, ""));
    assert!(!foreign.text.contains("evil.example") && !foreign.text.contains("<form"));
    let twice = format!(
        "{}&response_mode=form_post&response_mode=query",
        app.authorize_path(&[("state", "s")])
    );
    let words = "302 invalid_request Duplicate response_mode parameter.";
    assert_eq!(alice.open(&twice).await.refusal(), words);
}

#[tokio::test]
async fn a_frappe_sites_refusals_are_shown_here_whatever_mode_is_asked_for() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("site");
    let more = [("scope", "email"), ("response_mode", "form_post")];
    let answer = alice.open(&app.authorize_path(&more)).await;
    assert_eq!((answer.status, answer.header("location")), (400, ""));
    assert!(answer.text.contains("invalid_scope") && !answer.text.contains("<form"));
    assert!(!answer.header("content-security-policy").contains("script-src"));
}

#[tokio::test]
async fn the_page_speaks_the_language_of_who_sees_it() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    for (tag, words) in [("de", "Weiter"), ("fr", "Continuer"), ("ar", "متابعة")] {
        let more = [("response_mode", "form_post"), ("ui_locales", tag)];
        let answer = alice.open(&app.authorize_path(&more)).await;
        assert_eq!(answer.header("content-language"), tag);
        assert!(answer.text.contains(words), "{}", answer.text);
    }
}
