//! Two managers at one document: the second save is refused, and shows both.

use super::{MANAGER, fields, path_of, press, submit};
use crate::harness::World;

#[tokio::test]
async fn the_second_of_two_saves_is_refused_shows_both_and_loses_nothing() {
    let world = World::new().await;
    let (one, other) = (world.logged_in(MANAGER).await, world.logged_in(MANAGER).await);
    let path = "/app/oauth-client/web";
    let (first, second) = (one.open(path).await, other.open(path).await);
    path_of(&submit(&one, path, &first, &[("app_name", "First name"), ("scopes", "openid")]).await);
    let changed = [("app_name", "Second name"), ("access_token_lifetime", "900")];
    let refused = submit(&other, path, &second, &changed).await;
    assert_eq!(refused.status, 409);
    for words in ["Somebody else has changed this", "Second name", "First name", "Save over it"] {
        assert!(refused.text.contains(words), "{words} in {}", refused.text);
    }
    let stored = async || world.app.store().client("web").await.unwrap().unwrap();
    assert_eq!(stored().await.app_name, "First name");
    // What was typed stands in the form, and can be saved over the other.
    let typed = fields(&refused);
    let of = |name: &str| typed.iter().find(|(n, _)| n == name).unwrap().1.as_str();
    assert_eq!((of("app_name"), of("access_token_lifetime")), ("Second name", "900"));
    path_of(&submit(&other, path, &refused, &[("scopes", "openid")]).await);
    let client = stored().await;
    assert_eq!((client.app_name.as_str(), client.lifetimes.access_token), ("Second name", 900));
    assert_eq!(client.scopes.to_string(), "openid");
}

#[tokio::test]
async fn users_and_settings_are_held_to_the_same() {
    let world = World::new().await;
    let (one, other) = (world.logged_in(MANAGER).await, world.logged_in(MANAGER).await);
    for (path, first, second) in [
        ("/app/user/bob%40example.com", ("last_name", "One"), ("last_name", "Two")),
        ("/app/oauth-settings", ("resource_name", "One"), ("resource_name", "Two")),
        (
            "/app/oauth-provider-settings",
            ("skip_authorization", "Auto"),
            ("skip_authorization", "Force"),
        ),
        (
            "/app/social-login-key/frappe",
            ("base_url", "https://one.example.com"),
            ("base_url", "https://two.example.com"),
        ),
    ] {
        let (page, late) = (one.open(path).await, other.open(path).await);
        path_of(&submit(&one, path, &page, &[first]).await);
        let refused = submit(&other, path, &late, &[second]).await;
        assert_eq!(refused.status, 409, "{path}");
        assert!(refused.text.contains("Saved meanwhile:"), "{path}");
        path_of(&submit(&other, path, &refused, &[]).await);
    }
    let key = world.app.store().social_login_key().await.unwrap().unwrap();
    assert_eq!(key.base_url.as_deref(), Some("https://two.example.com"));
}

#[tokio::test]
async fn nobody_deletes_or_changes_the_secret_of_what_he_has_not_seen() {
    let world = World::new().await;
    let (one, other) = (world.logged_in(MANAGER).await, world.logged_in(MANAGER).await);
    let path = "/app/oauth-client/web";
    let stale = other.open(path).await;
    path_of(&submit(&one, path, &one.open(path).await, &[("app_name", "Changed")]).await);
    let (token, modified) = (stale.field("csrf_token"), stale.field("modified"));
    for act in ["delete", "add-secret", "replace-secret", "retire-secret"] {
        let form = [("csrf_token", token.as_str()), ("modified", &modified), ("act", act)];
        let answer = other.send(path, &form).await;
        assert_eq!(answer.status, 409, "{act}");
        assert!(answer.text.contains("It was changed meanwhile"), "{act}");
    }
    assert_eq!(path_of(&press(&other, path, "delete").await), "/app/oauth-client");
}
