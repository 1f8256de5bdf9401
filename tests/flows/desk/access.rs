//! Who is let in: nobody but System Managers, and nobody's page but ours changes anything.

use super::{MANAGER, path_of, save};
use crate::harness::{World, person::Answer};

/// Every page, with what its form would send.
const PAGES: [&str; 10] = [
    "/app",
    "/app/oauth-client",
    "/app/oauth-client/new",
    "/app/oauth-client/web",
    "/app/user",
    "/app/user/new",
    "/app/user/bob%40example.com",
    "/app/oauth-settings",
    "/app/oauth-provider-settings",
    "/app/social-login-key/frappe",
];
/// Everything that can be asked for at a document's page.
const ACTS: [&str; 14] = [
    "save",
    "revoke",
    "show-secret",
    "add-secret",
    "retire-secret",
    "replace-secret",
    "cut-off",
    "delete",
    "make-api-key",
    "revoke-api-key",
    "unlock",
    "make-initial-access-token",
    "",
    "anything",
];

#[tokio::test]
async fn who_is_no_system_manager_is_refused_everywhere_and_changes_nothing() {
    let world = World::new().await;
    let guest = world.person();
    let mallory = world.logged_in("mallory@example.com").await;
    let token = mallory.open("/me").await.field("csrf_token");
    let before = world.stored().await;
    for path in PAGES.into_iter().chain(["/app/nowhere"]) {
        let answer = guest.open(path).await;
        assert_eq!(answer.location().path(), "/login", "{path}");
        let refused = mallory.open(path).await;
        assert_eq!(refused.status, 403, "{path}");
        assert!(refused.text.contains("This page is for System Managers."), "{path}");
        let json = Answer::to(mallory.get(path)).await;
        assert_eq!(json.json()["exc_type"], "PermissionError", "{path}");
        for act in ACTS {
            let form = [("csrf_token", token.as_str()), ("act", act), ("app_name", "x")];
            // A list takes no form from anybody.
            let refused = mallory.send(path, &form).await.status;
            assert!([403, 405].contains(&refused), "{path} {act}: {refused}");
            let refused = guest.send(path, &form).await;
            assert!(refused.status == 405 || refused.location().path() == "/login", "{path} {act}");
        }
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_form_that_is_not_of_this_session_changes_nothing() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    // Another session's token is as good as none.
    let foreign = world.logged_in(MANAGER).await.open("/me").await.field("csrf_token");
    alice.open("/app").await;
    let before = world.stored().await;
    for path in PAGES {
        for act in ACTS {
            for token in ["", &foreign] {
                let form = [("csrf_token", token), ("act", act), ("app_name", "x")];
                let answer = alice.send(path, &form).await;
                assert!([400, 405].contains(&answer.status), "{path} {act}: {}", answer.status);
            }
        }
        // With the right token, but from another site's page.
        let token = alice.open("/me").await.field("csrf_token");
        let form = [("csrf_token", token.as_str()), ("act", "delete")];
        let foreign = alice.post(path).header("origin", "https://evil.example").form(&form);
        let answer = Answer::to(foreign).await;
        assert!([400, 405].contains(&answer.status), "{path}: {}", answer.status);
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn every_page_says_where_one_is_and_what_is_not_there_is_404() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    for path in PAGES {
        let page = alice.open(path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text.contains("aria-current=\"page\""), "{path}");
        assert!(page.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!(page.header("x-frame-options"), "DENY", "{path}");
        assert!(page.header("cache-control").contains("no-store"), "{path}");
    }
    for path in ["/app/nowhere", "/app/oauth-client/none", "/app/user/none%40example.com"] {
        assert_eq!(alice.open(path).await.status, 404, "{path}");
        assert_eq!(press_at(&alice, path).await.status, 404, "{path}");
    }
}

async fn press_at(person: &crate::harness::person::Person, path: &str) -> Answer {
    let token = person.open("/me").await.field("csrf_token");
    person.send(path, &[("csrf_token", &token), ("modified", "0"), ("act", "delete")]).await
}

#[tokio::test]
async fn the_overview_counts_when_it_is_asked_to() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    world.oauth_app("trusted").tokens(&alice).await;
    world.person().log_in("bob@example.com", "wrong").await;
    let numbers = |page: &Answer| {
        let numbers = page.text.split("<dd>").skip(1).take(4);
        numbers.map(|rest| rest.split('<').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(numbers(&alice.open("/app").await), ["10", "5", "1", "1"]);
    // What was counted stays, with its moment, until somebody counts again.
    save(&alice, "/app/user/new", &[("email", "new@example.com")]).await;
    world.pass(86_400);
    let page = alice.open("/app").await;
    assert_eq!(numbers(&page), ["10", "5", "1", "1"]);
    assert!(page.text.contains("datetime=\"2027-01-15T08:00:00Z\">15 January 2027, 08:00"));
    let token = page.field("csrf_token");
    assert_eq!(path_of(&alice.send("/app", &[("csrf_token", &token)]).await), "/app");
    let page = alice.open("/app").await;
    assert_eq!(numbers(&page), ["10", "6", "1", "0"]);
    assert!(page.text.contains("16 January 2027"));
}
