//! Discovery: it tells the truth.

use crate::harness::{World, person::Answer};

#[tokio::test]
async fn every_address_in_it_answers_and_the_issuer_is_one() {
    let world = World::new().await;
    let guest = world.person();
    // The Host header is its sender's: whoever forges it must not become the issuer.
    let request = guest.get("/.well-known/openid-configuration").header("host", "evil.example");
    let answer = Answer::to(request).await;
    assert_eq!(answer.header("access-control-allow-origin"), "*");
    let document = answer.json();
    assert_eq!(document["issuer"], world.url);
    for (name, value) in document.as_object().unwrap() {
        if name.ends_with("_endpoint") {
            let path = value.as_str().unwrap().strip_prefix(&world.url).unwrap();
            let answer = Answer::to(guest.post(path)).await;
            assert!(![404, 405].contains(&answer.status), "{name}: {}", answer.status);
        }
    }
}

#[tokio::test]
async fn both_documents_of_the_provider_are_one_wherever_they_are_asked_for() {
    let world = World::new().await;
    let guest = world.person();
    let document = guest.open("/.well-known/openid-configuration").await.text;
    for path in [
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-authorization-server/api/method/x",
        "/.well-known/openid-configuration/mcp",
        "/api/method/frappe.integrations.oauth2.openid_configuration",
    ] {
        let answer = guest.open(path).await;
        assert_eq!((answer.status, &answer.text), (200, &document), "{path}");
    }
}

#[tokio::test]
async fn a_protected_resource_is_described_under_its_own_name_and_only_if_it_is_ours() {
    let world = World::new().await;
    let guest = world.person();
    for path in ["", "/api/method/frappe.integrations.oauth2.openid_profile"] {
        let answer = guest.open(&format!("/.well-known/oauth-protected-resource{path}")).await;
        let document = answer.json();
        assert_eq!(document["resource"], format!("{}{path}", world.url));
        assert_eq!(document["authorization_servers"], serde_json::json!([world.url]));
    }
    let elsewhere = guest.open("/.well-known/oauth-protected-resource/mcp").await;
    assert_eq!(elsewhere.status, 404);
}

#[tokio::test]
async fn what_is_nowhere_is_404_in_frappes_shape_and_a_wrong_method_405() {
    let world = World::new().await;
    let guest = world.person();
    let nowhere = Answer::to(guest.get("/api/method/no.such.method")).await;
    assert_eq!((nowhere.status, &nowhere.json()["exc_type"]), (404, &"DoesNotExistError".into()));
    let wrong = Answer::to(guest.get("/api/method/frappe.integrations.oauth2.revoke_token")).await;
    assert_eq!(wrong.status, 405);
    assert!(!wrong.header("allow").is_empty());
    let pong = Answer::to(guest.get("/api/v2/method/ping/")).await;
    assert_eq!(pong.text, r#"{"message":"pong"}"#);
}

#[tokio::test]
async fn a_system_manager_is_shown_what_to_enter_in_another_frappe_site() {
    let world = World::new().await;
    let path = "/app/social-login-key/frappe";
    assert_eq!(world.person().open(path).await.location().path(), "/login");
    assert_eq!(world.logged_in("erin@example.com").await.open(path).await.status, 403);
    let page = world.logged_in("alice@example.com").await.open(path).await;
    let text = crate::harness::person::unescape(&page.text);
    for words in [
        world.url.as_str(),
        "/api/method/frappe.integrations.oauth2_logins.login_via_frappe",
        "/api/method/frappe.integrations.oauth2.openid_profile",
        "Redirect URIs",
    ] {
        assert!(text.contains(words), "{words}");
    }
}
