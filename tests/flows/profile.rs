//! The profile: the bearer's own, in Frappe's members.

use serde_json::json;

use crate::harness::{World, app::Tokens, person::Answer};

#[tokio::test]
async fn the_token_may_come_in_the_header_or_in_a_form() {
    let world = World::new().await;
    let erin = world.logged_in("erin@example.com").await;
    let app = world.oauth_app("trusted");
    let tokens = app.tokens(&erin).await;
    let expected = json!({
        "sub": "erin-sub", "name": "Erín O'Neil", "given_name": "Erín", "family_name": "O'Neil",
        "email": "erin@example.com", "picture": null,
        "roles": ["Blogger", "All", "Guest", "Desk User"], "iss": world.url,
    });
    let by_header = app.profile(&tokens.access).await;
    assert!(by_header.text.is_ascii());
    assert_eq!(by_header.json(), expected);
    let posted = app.post("openid_profile").bearer_auth(&tokens.access);
    assert_eq!(Answer::to(posted).await.json(), expected);
    let form = app.post("openid_profile").form(&[("access_token", &tokens.access)]);
    assert_eq!(Answer::to(form).await.json(), expected);
}

#[tokio::test]
async fn whoever_is_nobody_hears_so() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let tokens = app.tokens(&alice).await;
    let code = app.code_with(&alice, &[("scope", "all")]).await;
    let without_openid = Tokens::of(&app.redeem(&code).await);
    let get = || app.get("openid_profile");
    let both = app.post("openid_profile").bearer_auth(&tokens.access);
    let mut table = Vec::new();
    for (name, request) in [
        ("nothing", get()),
        ("a cookie", alice.get(&crate::harness::app::method("openid_profile"))),
        ("junk", get().bearer_auth("junk")),
        ("upper case", get().bearer_auth(tokens.access.to_uppercase())),
        ("a refresh token", get().bearer_auth(&tokens.refresh)),
        ("basic", get().basic_auth("trusted", Some(&app.secret))),
        ("no token", get().header("authorization", "Bearer")),
        ("twice", both.form(&[("access_token", &tokens.access)])),
        ("in the URL", get().query(&[("access_token", &tokens.access)])),
        ("without openid", get().bearer_auth(&without_openid.access)),
    ] {
        let answer = Answer::to(request).await;
        // Where it points to has a test of its own.
        let challenge = answer.header("www-authenticate").split(" resource_metadata=").next();
        let challenge = challenge.unwrap().trim_end_matches(',');
        table.push(format!("{name}: {} [{challenge}]", answer.refusal()));
    }
    insta::assert_snapshot!(table.join("\n"), @r#"
    nothing: 401 AuthenticationError Send an access token: Authorization: Bearer ... [Bearer]
    a cookie: 401 AuthenticationError Send an access token: Authorization: Bearer ... [Bearer]
    junk: 401 AuthenticationError The access token is invalid, expired or revoked. [Bearer error="invalid_token"]
    upper case: 401 AuthenticationError The access token is invalid, expired or revoked. [Bearer error="invalid_token"]
    a refresh token: 401 AuthenticationError The access token is invalid, expired or revoked. [Bearer error="invalid_token"]
    basic: 401 AuthenticationError The access token is invalid, expired or revoked. [Bearer error="invalid_token"]
    no token: 401 AuthenticationError The access token is invalid, expired or revoked. [Bearer error="invalid_token"]
    twice: 400 invalid_request Send the access token once: in the header or in the form. []
    in the URL: 401 AuthenticationError Send an access token: Authorization: Bearer ... [Bearer]
    without openid: 403 PermissionError The access token needs the scope openid. [Bearer error="insufficient_scope", scope="openid"]
    "#);
}

#[tokio::test]
async fn get_logged_user_knows_a_bearer_and_a_session_and_prefers_the_bearer() {
    let world = World::new().await;
    let path = "/api/method/frappe.auth.get_logged_user";
    let alice = world.logged_in("alice@example.com").await;
    let erin = world.logged_in("erin@example.com").await;
    let tokens = world.oauth_app("trusted").tokens(&erin).await;
    let name = |answer: Answer| answer.json()["message"].as_str().unwrap().to_owned();
    assert_eq!(name(Answer::to(alice.get(path)).await), "alice@example.com");
    let both = Answer::to(alice.get(path).bearer_auth(&tokens.access)).await;
    assert_eq!(name(both), "erin@example.com");

    let forged = alice.get(path).bearer_auth("junk");
    assert_eq!(Answer::to(forged).await.status, 401);
    let guest = Answer::to(world.person().get(path)).await;
    assert_eq!((guest.status, &guest.json()["exc_type"]), (403, &"PermissionError".into()));
    // Frappe took the user from this cookie once: anybody could be anybody.
    let forged = world.person().get(path).header("cookie", "user_id=alice@example.com; sid=Guest");
    assert_eq!(Answer::to(forged).await.status, 403);
}
