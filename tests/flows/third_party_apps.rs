//! The apps that a user has allowed: seen, and taken back.

use serde_json::json;

use crate::harness::{World, app::Tokens, fixtures, person::Answer, person::Person};

const PAGE: &str = "/third_party_apps";
const DELETE_CLIENT: &str = "/api/method/frappe.www.third_party_apps.delete_client";

/// The numbers of the apps on the page that have a button.
async fn apps(person: &Person) -> Vec<String> {
    let page = person.open(PAGE).await;
    assert_eq!(page.status, 200);
    let ids = page.text.split("name=\"client_id\" value=\"").skip(1);
    ids.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Presses a button of the page.
async fn press(person: &Person, name: &str, value: &str) -> Answer {
    let token = person.open(PAGE).await.field("csrf_token");
    person.send(PAGE, &[("csrf_token", &token), (name, value)]).await
}

async fn is_alive(world: &World, client_id: &str, tokens: &Tokens) -> [bool; 3] {
    let app = world.oauth_app(client_id);
    [
        app.profile(&tokens.access).await.status == 200,
        app.is_active(&tokens.access).await,
        app.refresh(&tokens.refresh).await.status == 200,
    ]
}

#[tokio::test]
async fn the_page_says_which_app_may_do_what_since_when_and_when_it_was_used() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    assert!(alice.open(PAGE).await.text.contains("You have not allowed any app"));
    let tokens = world.oauth_app("trusted").tokens(&alice).await;
    world.pass(86_400);
    world.oauth_app("trusted").refresh(&tokens.refresh).await;
    let page = alice.open(PAGE).await;
    for words in [
        "The trusted app",
        "127.0.0.1:9999",
        "Everything you can do on this site",
        "Roles",
        "15 January 2027</time>",
        "16 January 2027, 08:00\u{a0}UTC</time>",
    ] {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    assert!(alice.open("/me").await.text.contains("href=\"/third_party_apps\""));
    assert!(!page.text.contains("<script"));
}

#[tokio::test]
async fn an_app_stands_there_once_and_only_for_its_user() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let mallory = world.logged_in("mallory@example.com").await;
    world.oauth_app("trusted").tokens(&alice).await;
    world.pass(1);
    world.oauth_app("other").tokens(&alice).await;
    world.pass(1);
    world.oauth_app("trusted").tokens(&alice).await;
    world.oauth_app("site").tokens(&mallory).await;
    assert_eq!(apps(&alice).await, ["trusted", "other"]);
    assert_eq!(apps(&mallory).await, ["site"]);
    // Frappe's page of one app.
    let one = alice.open("/third_party_apps?app=other").await;
    assert!(one.text.contains("The other app") && !one.text.contains("The trusted app"));
    let none = alice.open("/third_party_apps?app=site").await;
    assert!(none.text.contains("You have not allowed this app"), "{}", none.text);
}

#[tokio::test]
async fn a_code_is_no_app_yet_and_what_has_run_out_is_none_any_more() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    world.oauth_app("trusted").code(&alice).await;
    assert!(apps(&alice).await.is_empty());
    world.oauth_app("trusted").tokens(&alice).await;
    assert_eq!(apps(&alice).await, ["trusted"]);
    for _ in 0..31 {
        // The session is kept awake; the app's tokens are not.
        world.pass(86_400);
        assert_eq!(alice.open("/me").await.status, 200);
    }
    assert!(apps(&alice).await.is_empty());
}

#[tokio::test]
async fn a_token_beside_a_code_is_listed_and_dies_with_its_app() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("hybrid");
    let path = app.authorize_path(&[("response_type", "code token"), ("nonce", "n")]);
    let token = alice.open(&path).await.in_fragment("access_token").unwrap();
    assert_eq!(apps(&alice).await, ["hybrid"]);
    press(&alice, "client_id", "hybrid").await;
    assert!(apps(&alice).await.is_empty());
    assert!(!app.is_active(&token).await);
}

#[tokio::test]
async fn revoking_an_app_kills_all_its_tokens_and_no_other_s() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let mallory = world.logged_in("mallory@example.com").await;
    let one = world.oauth_app("trusted").tokens(&alice).await;
    let two = world.oauth_app("trusted").tokens(&alice).await;
    let other = world.oauth_app("other").tokens(&alice).await;
    let hers = world.oauth_app("trusted").tokens(&mallory).await;

    let answer = press(&alice, "client_id", "trusted").await;
    assert_eq!(answer.status, 303);
    let next = answer.location();
    let page = alice.open(&format!("{}?{}", next.path(), next.query().unwrap())).await;
    assert!(page.text.contains("The app is cut off"), "{}", page.text);
    for tokens in [&one, &two] {
        assert_eq!(is_alive(&world, "trusted", tokens).await, [false; 3]);
    }
    assert_eq!(is_alive(&world, "other", &other).await, [true; 3]);
    assert_eq!(is_alive(&world, "trusted", &hers).await, [true; 3]);
    assert_eq!(apps(&alice).await, ["other"]);
}

#[tokio::test]
async fn revoking_all_kills_everything_of_this_user_alone() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let mallory = world.logged_in("mallory@example.com").await;
    let mut tokens = Vec::new();
    // More than are read or written at once.
    for _ in 0..20 {
        tokens.push(("trusted", world.oauth_app("trusted").tokens(&alice).await));
    }
    tokens.push(("other", world.oauth_app("other").tokens(&alice).await));
    let hers = world.oauth_app("other").tokens(&mallory).await;
    // It is asked first: the button is folded away, and without scripts it unfolds.
    let page = alice.open(PAGE).await;
    assert!(page.text.contains("<details class=\"all\">"));
    assert!(alice.open("/third_party_apps?all=1").await.text.contains("class=\"all\" open>"));

    assert_eq!(press(&alice, "all", "1").await.status, 303);
    for (client_id, tokens) in &tokens {
        assert_eq!(is_alive(&world, client_id, tokens).await, [false; 3], "{client_id}");
    }
    assert!(apps(&alice).await.is_empty());
    assert_eq!(is_alive(&world, "other", &hers).await, [true; 3]);
}

#[tokio::test]
async fn one_revocation_is_one_conditional_write_for_each_grant() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    world.oauth_app("trusted").tokens(&alice).await;
    world.oauth_app("trusted").tokens(&alice).await;
    world.oauth_app("other").tokens(&alice).await;
    let token = alice.open(PAGE).await.field("csrf_token");
    world.proxy.forget();
    alice.send(PAGE, &[("csrf_token", &token), ("client_id", "trusted")]).await;
    let calls = world.proxy.calls();
    let count = |operation: &str| calls.iter().filter(|c| c.operation == operation).count();
    // Session, user, three grants; nothing of the third is written.
    assert_eq!((count("GetItem"), count("Query"), count("PutItem")), (5, 1, 2));
}

#[tokio::test]
async fn a_guest_is_sent_to_the_login_and_back() {
    let world = World::new().await;
    let guest = world.person();
    let answer = guest.open(PAGE).await;
    assert_eq!(answer.header("location"), "/login?redirect-to=%2Fthird_party_apps");
    let answer = guest.send(PAGE, &[("all", "1")]).await;
    assert_eq!((answer.status, answer.location().path()), (303, "/login"));
    let answer = Answer::to(guest.post(DELETE_CLIENT).form(&[("client_id", "trusted")])).await;
    assert_eq!((answer.status, answer.json()["exc_type"].as_str()), (403, Some("PermissionError")));
}

#[tokio::test]
async fn nobody_revokes_in_the_user_s_name() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let mallory = world.logged_in("mallory@example.com").await;
    let tokens = world.oauth_app("trusted").tokens(&alice).await;
    world.oauth_app("trusted").tokens(&mallory).await;
    let hers = mallory.open(PAGE).await.field("csrf_token");
    let mine = alice.open(PAGE).await.field("csrf_token");
    for path in [PAGE, DELETE_CLIENT] {
        for token in ["", "x", hers.as_str()] {
            let form = [("csrf_token", token), ("client_id", "trusted"), ("all", "1")];
            assert_eq!(alice.send(path, &form).await.status, 400, "{path} {token}");
        }
        let form = [("csrf_token", mine.as_str()), ("client_id", "trusted"), ("all", "1")];
        for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")]
        {
            let answer = Answer::to(alice.post(path).header(name, value).form(&form)).await;
            assert_eq!(answer.status, 400, "{path} {name}");
        }
        // No link does it, and no app by its token.
        let query = format!("{path}?client_id=trusted&all=1&csrf_token={mine}");
        alice.open(&query).await;
        let by_token = world.person().post(path).bearer_auth(&tokens.access).form(&form);
        assert!(Answer::to(by_token).await.status != 200, "{path}");
    }
    assert_eq!(is_alive(&world, "trusted", &tokens).await, [true; 3]);
}

#[tokio::test]
async fn frappe_s_method_revokes_one_app_and_answers_nothing() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let token = alice.open(PAGE).await;
    assert!(!token.text.contains("csrf_token"), "nothing to revoke, nothing to send");
    for (version, method) in ["/api/method/", "/api/v1/method/", "/api/v2/method/"]
        .map(|prefix| DELETE_CLIENT.replace("/api/method/", prefix))
        .into_iter()
        .enumerate()
    {
        let tokens = world.oauth_app("trusted").tokens(&alice).await;
        world.oauth_app("other").tokens(&alice).await;
        let token = alice.open(PAGE).await.field("csrf_token");
        let request = alice.post(&method);
        let request = match version {
            0 => request
                .header("X-Frappe-CSRF-Token", token)
                .json(&json!({ "client_id": "trusted" })),
            1 => request.header("X-Frappe-CSRF-Token", token).form(&[("client_id", "trusted")]),
            _ => request.form(&[("client_id", "trusted"), ("csrf_token", &token)]),
        };
        let answer = Answer::to(request).await;
        assert_eq!((answer.status, answer.text.as_str()), (200, "{}"), "{method}");
        assert_eq!(is_alive(&world, "trusted", &tokens).await, [false; 3]);
        assert_eq!(apps(&alice).await, ["other"]);
    }
    let token = alice.open(PAGE).await.field("csrf_token");
    let nameless = alice.post(DELETE_CLIENT).header("X-Frappe-CSRF-Token", token);
    assert_eq!(Answer::to(nameless).await.status, 400);
}

#[tokio::test]
async fn what_another_user_of_the_same_email_allowed_is_neither_seen_nor_used() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    world.oauth_app("trusted").tokens(&alice).await;
    let mut user = world.app.store().user("alice@example.com").await.unwrap().unwrap();
    user.sub = "another alice".to_owned();
    world.app.store().put_user(&user).await.unwrap();
    let another = world.logged_in("alice@example.com").await;
    assert!(apps(&another).await.is_empty());
}

#[tokio::test]
async fn the_name_of_an_app_is_only_a_text() {
    let mut documents = fixtures::documents();
    for document in &mut documents {
        if document["client_id"] == "trusted" {
            document["app_name"] = "<script>alert(1)</script>".into();
        }
    }
    let world = World::of(&documents, |_| {}).await;
    let alice = world.logged_in("alice@example.com").await;
    world.oauth_app("trusted").tokens(&alice).await;
    let page = alice.open(PAGE).await;
    assert!(!page.text.contains("<script") && page.text.contains("&lt;script&gt;"));
}
