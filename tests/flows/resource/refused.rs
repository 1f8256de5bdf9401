//! Who is refused, at every address and by every verb; and nothing changes.

use reqwest::{Method, RequestBuilder};
use serde_json::json;

use super::{MANAGER, Program, refusal};
use crate::harness::{
    World,
    person::{Answer, Person},
};

/// Every address, with what would be done there.
const ADDRESSES: [&str; 15] = [
    "/api/resource/OAuth Client",
    "/api/resource/OAuth Client/web",
    "/api/resource/User",
    "/api/resource/User/bob@example.com",
    "/api/resource/OAuth Settings/OAuth Settings",
    "/api/resource/OAuth Provider Settings/OAuth Provider Settings",
    "/api/resource/Social Login Key/frappe",
    "/api/resource/OAuth Bearer Token",
    "/api/resource/OAuth Bearer Token/GRANT",
    "/api/resource/Nothing/x",
    "/api/v1/resource/User/bob@example.com",
    "/api/method/frappe.client.set_value",
    "/api/v1/method/frappe.client.delete",
    "/api/v2/method/frappe.client.insert",
    "/api/method/frappe.core.doctype.user.user.generate_keys",
];
const VERBS: [Method; 4] = [Method::GET, Method::POST, Method::PUT, Method::DELETE];

/// A request that would change something, if it were heard.
fn with_body(request: RequestBuilder) -> RequestBuilder {
    request.json(&json!({
        "doctype": "User", "name": "bob@example.com", "user": "bob@example.com", "enabled": 0,
        "email": "new@example.com", "fieldname": "enabled", "value": 0, "status": "Revoked",
        "app_name": "x", "redirect_uris": "https://x.example/cb", "skip_authorization": 1,
        "base_url": "https://evil.example", "doc": {"doctype": "User", "email": "new@example.com"},
    }))
}

/// A world with a grant in it, and the addresses with its name.
async fn world() -> (World, Vec<String>) {
    let world = World::new().await;
    let erin = world.logged_in("erin@example.com").await;
    world.oauth_app("trusted").tokens(&erin).await;
    let now = world.clock.now();
    let grants = world.app.store().grants_of_user("erin@example.com", now).await.unwrap();
    let name = grants[0].grant.id.as_str();
    let addresses = ADDRESSES.map(|address| address.replace("GRANT", name)).to_vec();
    (world, addresses)
}

/// Asks everything, and sees each refusal.
async fn everything_is_refused(
    world: &World,
    addresses: &[String],
    expected: &[&str],
    authorize: impl Fn(RequestBuilder) -> RequestBuilder,
) {
    let before = world.stored().await;
    let client = reqwest::Client::new();
    for address in addresses {
        for verb in VERBS {
            let request = client.request(verb.clone(), format!("{}{address}", world.url));
            let answer = Answer::to(authorize(with_body(request))).await;
            // Whoever asks in a way that nobody is answered in hears that.
            if answer.status == 405 {
                continue;
            }
            let refusal = refusal(&answer);
            assert!(expected.contains(&refusal.as_str()), "{verb} {address}: {}", answer.text);
        }
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_guest_and_who_shows_a_wrong_key_or_no_rights_are_refused() {
    let (world, addresses) = world().await;
    let mallory = Program::of(&world, "mallory@example.com").await;
    let alice = Program::of_a_manager(&world).await;
    let (key, _) = alice.authorization.rsplit_once(':').unwrap();
    let with = |value: String| {
        move |request: RequestBuilder| request.header("authorization", value.clone())
    };
    everything_is_refused(&world, &addresses, &["403 PermissionError"], |request| request).await;
    let mallorys = with(mallory.authorization.clone());
    everything_is_refused(&world, &addresses, &["403 PermissionError"], mallorys).await;
    for wrong in [
        format!("{key}:{}", "x".repeat(40)),
        format!("{key}:{}", mallory.secret),
        format!("{key}:"),
        "token x".to_owned(),
        "Bearer x".to_owned(),
        "Basic eDp5".to_owned(),
    ] {
        everything_is_refused(&world, &addresses, &["401 AuthenticationError"], with(wrong)).await;
    }
}

#[tokio::test]
async fn a_token_is_refused_without_the_scope_and_heard_with_it() {
    let (world, addresses) = world().await;
    let alice = world.logged_in(MANAGER).await;
    let all = world.oauth_app("trusted").tokens(&alice).await.access;
    let bearer = |request: RequestBuilder| request.bearer_auth(&all);
    everything_is_refused(&world, &addresses, &["403 PermissionError"], bearer).await;

    let program = Program::of_a_manager(&world).await;
    let scopes = json!({"scopes": "all openid admin"});
    assert_eq!(program.put("/api/resource/OAuth Client/trusted", &scopes).await.status, 200);
    let app = world.oauth_app("trusted");
    let token_of = async |person: &Person| {
        let code = app.code_with(person, &[("scope", "openid admin")]).await;
        let answer = app.redeem(&code).await.json();
        answer["access_token"].as_str().unwrap().to_owned()
    };
    let token = token_of(&alice).await;
    let get = |token: &str| {
        Answer::to(
            program.client.get(format!("{}/api/resource/User", world.url)).bearer_auth(token),
        )
    };
    assert_eq!(get(&token).await.status, 200);
    // The scope gives no role.
    let mallorys = token_of(&world.logged_in("mallory@example.com").await).await;
    assert_eq!(refusal(&get(&mallorys).await), "403 PermissionError");
}

#[tokio::test]
async fn a_session_without_its_token_may_read_and_change_nothing() {
    let (world, addresses) = world().await;
    let alice = browser(&world).await;
    let foreign = browser(&world).await.open("/me").await.field("csrf_token");
    let own = alice.open("/me").await.field("csrf_token");
    let before = world.stored().await;
    for address in &addresses {
        for (token, origin) in [
            ("", None),
            (foreign.as_str(), None),
            (own.as_str(), Some("https://evil.example.com")),
            ("", Some(world.url.as_str())),
        ] {
            let mut request = alice.post(address).header("sec-fetch-mode", "cors");
            if !token.is_empty() {
                request = request.header("x-frappe-csrf-token", token);
            }
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            let answer = Answer::to(with_body(request)).await;
            assert_eq!(refusal(&answer), "400 CSRFTokenError", "{address}");
        }
    }
    assert_eq!(world.stored().await, before);
    assert_eq!(Answer::to(alice.get("/api/resource/User")).await.status, 200);
    // By header, or by a field beside what is meant.
    let path = "/api/method/frappe.client.set_value";
    let by_header = with_body(alice.post(path).header("x-frappe-csrf-token", &own));
    assert_eq!(Answer::to(by_header).await.status, 200);
    let form = [
        ("csrf_token", own.as_str()),
        ("doctype", "User"),
        ("name", "bob@example.com"),
        ("fieldname", "enabled"),
        ("value", "1"),
    ];
    assert_eq!(Answer::to(alice.post(path).form(&form)).await.status, 200);
}

/// A System Manager who has logged in as browsers do.
async fn browser(world: &World) -> Person {
    let person = world.person();
    let page = person.open("/login").await;
    let answer = person.log_in_at(&page, MANAGER, crate::harness::PASSWORD).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    person
}

#[tokio::test]
async fn a_store_that_does_not_answer_is_told_as_a_failure() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    world.proxy.set(crate::harness::proxy::Mood::Throttles);
    let answer = program.post("/api/resource/User", &json!({"email": "n@example.com"})).await;
    assert_eq!(refusal(&answer), "503 SessionStopped");
    assert_eq!(answer.header("retry-after"), "2");
}
