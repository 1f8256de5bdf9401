//! The authorization endpoint: who gets a code, where refusals go, and what survives a login.

use crate::harness::{
    CALLBACK, World,
    app::method,
    person::{Answer, Person},
};

#[tokio::test]
async fn a_trusted_client_gets_a_code_with_state_and_issuer_at_every_address() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let state = "opaque +/%?&= state \u{e9}";
    for prefix in ["/api/method/", "/api/v1/method/", "/api/v2/method/"] {
        let path = app.authorize_path(&[("state", state)]).replace("/api/method/", prefix);
        let answer = alice.open(&path).await;
        assert_eq!(answer.status, 302);
        assert_eq!(answer.parameter("state").as_deref(), Some(state));
        assert_eq!(answer.parameter("iss").as_deref(), Some(world.url.as_str()));
        let code = answer.parameter("code").unwrap();
        assert!(code.starts_with("affc") && code.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        assert!(answer.header("cache-control").contains("no-store"));
    }
}

#[tokio::test]
async fn a_guest_is_sent_to_the_login_before_anything_is_looked_at() {
    let world = World::new().await;
    let guest = world.person();
    for id in ["trusted", "nobody"] {
        let path = world.oauth_app(id).authorize_path(&[("state", "a+b/%20=")]);
        let answer = guest.open(&path).await;
        assert_eq!((answer.status, answer.location().path()), (302, "/login"));
        let redirect_to = answer.parameter("redirect-to").unwrap();
        assert_eq!(redirect_to, format!("{}{path}", world.url));
    }
}

#[tokio::test]
async fn the_parameters_survive_the_login_byte_for_byte_by_get_and_by_post() {
    let world = World::new().await;
    let state = "opaque +/%?&= state%20%2B \u{e9}\u{1f642} 'x' <y>";
    // Longer than what fits into a URL behind the login; and, by POST, than what fits into any.
    let (longer, longest) = ("%+/".repeat(600), "%+/".repeat(2500));
    for (state, is_for_get) in [(state, true), (&longer, true), (&longest, false)] {
        let app = world.oauth_app("trusted");
        let parameters = [("state", state), ("nonce", "n+1 &")];

        if is_for_get {
            let by_get = world.person();
            let first = by_get.open(&app.authorize_path(&parameters)).await;
            log_in_and_arrive(&by_get, first, state).await;
        }

        let by_post = world.person();
        let mut form = vec![("response_type", "code"), ("client_id", "trusted")];
        form.extend([("redirect_uri", CALLBACK), ("scope", "all openid")]);
        form.extend(parameters);
        let first = by_post.send(&method("authorize"), &form).await;
        assert_eq!(first.status, 303);
        let second = by_post.open(&first.leads_to()).await;
        log_in_and_arrive(&by_post, second, state).await;
    }
}

async fn log_in_and_arrive(person: &Person, to_login: Answer, state: &str) {
    assert_eq!(to_login.location().path(), "/login", "{to_login:?}");
    let page = person.open(&to_login.leads_to()).await;
    let back = person.log_in_at(&page, "alice@example.com", crate::harness::PASSWORD).await;
    assert_eq!(back.status, 303, "{}", back.text);
    let arrived = person.open(&back.leads_to()).await;
    assert_eq!(arrived.parameter("state").as_deref(), Some(state));
    assert!(arrived.parameter("code").is_some());
}

#[tokio::test]
async fn a_body_that_is_no_form_is_415() {
    let world = World::new().await;
    let guest = world.person();
    for kind in ["application/json", "text/plain"] {
        let request = guest.post(&method("authorize")).header("content-type", kind);
        let answer = Answer::to(request.body("{\"client_id\":\"trusted\"}")).await;
        assert_eq!(answer.status, 415, "{kind}");
    }
}

#[tokio::test]
async fn what_cannot_be_redirected_is_told_here_in_the_readers_shape() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let foreign = [("redirect_uri", "https://evil.example/")];
    let path = world.oauth_app("trusted").authorize_path(&foreign);
    let to_program = Answer::to(alice.get(&path)).await;
    assert_eq!(to_program.status, 400);
    assert_eq!(
        to_program.text,
        r#"{"description":"Mismatching redirect URI.","status_code":400,"error":"invalid_request"}"#
    );
    let to_person = alice.open(&path).await;
    assert_eq!(to_person.status, 400);
    assert!(to_person.header("content-type").starts_with("text/html"));
    assert!(to_person.text.contains("Mismatching redirect URI."));

    let unknown = alice.open(&world.oauth_app("nobody").authorize_path(&[])).await;
    assert!(unknown.text.contains("Invalid client_id parameter value."));
}

#[tokio::test]
async fn a_client_that_is_not_for_this_user_looks_like_one_that_does_not_exist() {
    let world = World::new().await;
    let bob = world.logged_in("bob@example.com").await;
    let refused = Answer::to(bob.get(&world.oauth_app("trusted").authorize_path(&[]))).await;
    let unknown = Answer::to(bob.get(&world.oauth_app("nobody").authorize_path(&[]))).await;
    assert_eq!(refused.text, unknown.text);
    let everyone = bob.open(&world.oauth_app("everyone").authorize_path(&[])).await;
    assert!(everyone.parameter("code").is_some());
}

#[tokio::test]
async fn refusals_that_may_be_redirected_carry_state_and_issuer() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let cases = [
        ("response_type", "magic"),
        ("scope", "all email"),
        ("prompt", "none login"),
        ("request", "a.b.c"),
        ("request_uri", "https://x.example/"),
        ("registration", "{}"),
        ("code_challenge_method", "S512"),
    ];
    let mut table = Vec::new();
    for (name, value) in cases {
        let path = app.authorize_path(&[(name, value), ("state", "s")]);
        let answer = alice.open(&path).await;
        assert!(answer.header("location").starts_with(CALLBACK));
        assert_eq!(answer.parameter("state").as_deref(), Some("s"));
        assert_eq!(answer.parameter("iss").as_deref(), Some(world.url.as_str()));
        table.push(format!("{name}={value}: {}", answer.refusal()));
    }
    insta::assert_snapshot!(table.join("\n"), @"
    response_type=magic: 302 unsupported_response_type The response_type is not supported.
    scope=all email: 302 invalid_scope The scope is not one of the client's.
    prompt=none login: 302 invalid_request Prompt none is mutually exclusive with other values.
    request=a.b.c: 302 request_not_supported The request parameter is not supported.
    request_uri=https://x.example/: 302 request_uri_not_supported The request_uri parameter is not supported.
    registration={}: 302 registration_not_supported The registration parameter is not supported.
    code_challenge_method=S512: 302 invalid_request Transform algorithm not supported.
    ");
}

#[tokio::test]
async fn a_frappe_site_is_never_sent_an_error() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let path = world.oauth_app("site").authorize_path(&[("scope", "email")]);
    let answer = alice.open(&path).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.header("location"), "");
    assert!(answer.text.contains("invalid_scope"));
}

#[tokio::test]
async fn prompt_none_never_shows_a_page() {
    let world = World::new().await;
    let guest = world.person();
    let silent = [("prompt", "none"), ("state", "s")];
    let answer = guest.open(&world.oauth_app("trusted").authorize_path(&silent)).await;
    assert_eq!(answer.refusal(), "302 login_required Nobody is logged in.");
    assert_eq!(answer.parameter("state").as_deref(), Some("s"));

    let alice = world.logged_in("alice@example.com").await;
    let asked = alice.open(&world.oauth_app("web").authorize_path(&silent)).await;
    assert_eq!(asked.parameter("error").as_deref(), Some("consent_required"));
    let trusted = alice.open(&world.oauth_app("trusted").authorize_path(&silent)).await;
    assert!(trusted.parameter("code").is_some());
}

#[tokio::test]
async fn prompt_login_asks_for_the_password_again_once() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    for prompt in ["login", "select_account"] {
        world.pass(10);
        let path = world.oauth_app("trusted").authorize_path(&[("prompt", prompt)]);
        let to_login = alice.open(&path).await;
        assert_eq!(to_login.location().path(), "/login");
        let page = alice.open(&to_login.leads_to()).await;
        assert_eq!(page.status, 200, "the form is shown to a user who is logged in");
        world.pass(10);
        let back = alice.log_in_at(&page, "alice@example.com", crate::harness::PASSWORD).await;
        let arrived = alice.open(&back.leads_to()).await;
        assert!(arrived.parameter("code").is_some(), "{arrived:?}");
    }
}

#[tokio::test]
async fn what_is_only_a_hint_is_never_refused_but_if_it_comes_twice() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    for (name, values) in [
        ("display", &["page", "popup", "touch", "wap", "hologram"][..]),
        ("ui_locales", &["de", "se tlh-Latn", "!"]),
        ("claims_locales", &["de", "se tlh-Latn", "!"]),
        ("login_hint", &["bob@example.com", "<script>"]),
        ("acr_values", &["1 2", "urn:x"]),
    ] {
        for value in values {
            let answer = alice.open(&app.authorize_path(&[(name, value)])).await;
            assert!(answer.parameter("code").is_some(), "{name}={value}: {answer:?}");
        }
        let twice = format!("{}&{name}=a&{name}=a", app.authorize_path(&[("state", "s")]));
        let answer = alice.open(&twice).await;
        let words = format!("302 invalid_request Duplicate {name} parameter.");
        assert_eq!(answer.refusal(), words);
        assert_eq!(answer.parameter("state").as_deref(), Some("s"));
    }
}

#[tokio::test]
async fn a_login_hint_stands_in_the_login_page_as_a_text() {
    let world = World::new().await;
    let app = world.oauth_app("trusted");
    for hint in ["alice@example.com", "\"><script>alert(1)</script>", "", "O'Neil & Söhne"] {
        let guest = world.person();
        let to_login = guest.open(&app.authorize_path(&[("login_hint", hint)])).await;
        let page = guest.open(&to_login.leads_to()).await;
        assert_eq!(page.field("usr"), hint);
        assert!(!page.text.contains("<script"), "{}", page.text);
    }
    // And who is logged in as somebody else is shown the one that the app means.
    let erin = world.logged_in("erin@example.com").await;
    let more = [("login_hint", "alice@example.com"), ("prompt", "login")];
    let page = erin.open(&erin.open(&app.authorize_path(&more)).await.leads_to()).await;
    assert_eq!(page.field("usr"), "alice@example.com");
}

#[tokio::test]
async fn a_hint_at_another_user_or_from_another_hand_is_login_required() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let erin = world.logged_in("erin@example.com").await;
    let app = world.oauth_app("trusted");
    let body = app.redeem(&app.code(&alice).await).await.json();
    let hint = body["id_token"].as_str().unwrap();
    // It may have expired long ago.
    world.pass(86_400);
    let ask = |who: Person, client: &'static str, hint: String| {
        let app = world.oauth_app(client);
        async move { who.open(&app.authorize_path(&[("id_token_hint", &hint)])).await }
    };
    let expected = ask(alice.clone(), "trusted", hint.to_owned()).await;
    assert!(expected.parameter("code").is_some());
    for answer in [
        ask(erin, "trusted", hint.to_owned()).await,
        ask(alice.clone(), "other", hint.to_owned()).await,
        ask(alice, "trusted", "xx.yy.zz".to_owned()).await,
    ] {
        let words = "302 login_required Session user does not match client supplied user.";
        assert_eq!(answer.refusal(), words);
    }
}

#[tokio::test]
async fn a_request_longer_than_any_that_is_meant_is_refused_and_not_kept() {
    let world = World::new().await;
    let app = world.oauth_app("trusted");
    let send = |kilobytes: usize| {
        let names: Vec<String> = (0..kilobytes).map(|number| format!("x{number}")).collect();
        let (path, guest) = (app.authorize_path(&[]), world.person());
        async move {
            let value = "x".repeat(1024);
            let form: Vec<_> = names.iter().map(|name| (name.as_str(), value.as_str())).collect();
            guest.send(&path, &form).await
        }
    };
    world.warm_up().await;
    let refused = send(33).await;
    assert_eq!(refused.status, 400);
    assert!(refused.text.contains("The authorization request is too long."));
    assert_eq!(world.proxy.calls().len(), 0);
    let kept = send(8).await;
    assert!(kept.header("location").contains("parked="), "{:?}", kept.headers);
}
