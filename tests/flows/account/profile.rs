//! What a user says of himself: kept, shown, bounded.

use shared::protocol::user::User;

use super::{UPDATE_PROFILE, submit};
use crate::harness::{PASSWORD, World, person::Answer};

fn cookies(answer: &Answer) -> Vec<String> {
    let cookies = answer.headers.get_all("set-cookie").iter();
    cookies.map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_profile_is_kept_told_to_apps_and_its_cookies_are_renewed() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let tokens = app.tokens(&alice).await;
    let form = [
        ("first_name", " Ada "),
        ("last_name", "Lovelace"),
        ("user_image", "https://example.com/ada.png"),
        ("language", "pt-BR"),
    ];
    let answer = submit(&alice, UPDATE_PROFILE, &form).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/update-profile?saved=1"));
    assert_eq!(
        cookies(&answer),
        [
            "full_name=Ada%20Lovelace; Path=/; SameSite=Lax",
            "user_image=https%3A//example.com/ada.png; Path=/; SameSite=Lax",
            "user_lang=pt-BR; Path=/; SameSite=Lax",
        ]
    );
    let page = alice.open(answer.header("location")).await;
    assert!(page.text.contains("role=\"status\">Your profile is saved."), "{}", page.text);
    for (name, value) in form {
        assert_eq!(page.field(name), value.trim(), "{name}");
    }
    let profile = app.profile(&tokens.access).await.json();
    assert_eq!((&profile["name"], &profile["given_name"]), (&"Ada Lovelace".into(), &"Ada".into()));
    assert_eq!(profile["picture"], "https://example.com/ada.png");
    assert!(alice.open("/me").await.text.contains("Ada Lovelace"));

    let emptied = submit(&alice, UPDATE_PROFILE, &[("first_name", "Ada")]).await;
    assert_eq!(
        cookies(&emptied)[1..],
        [
            "user_image=; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=Lax",
            "user_lang=en; Path=/; SameSite=Lax",
        ]
    );
}

#[tokio::test]
async fn nothing_but_the_profile_is_changed_whatever_is_sent() {
    let world = World::new().await;
    let bob = world.logged_in("bob@example.com").await;
    let tokens = world.oauth_app("everyone").tokens(&bob).await;
    let before = world.app.store().user("bob@example.com").await.unwrap().unwrap();
    let form = [
        ("first_name", "Robert"),
        ("name", "alice@example.com"),
        ("email", "alice@example.com"),
        ("roles", "System Manager"),
        ("enabled", "0"),
        ("sub", "alice-sub"),
        ("user_type", "System User"),
        ("valid_from", "0"),
        ("api_key", "x"),
    ];
    assert_eq!(submit(&bob, UPDATE_PROFILE, &form).await.status, 303);
    let after = world.app.store().user("bob@example.com").await.unwrap().unwrap();
    let expected =
        User { first_name: "Robert".to_owned(), modified: after.modified, ..before.clone() };
    assert_eq!(after, expected);
    assert!(after.modified > before.modified);
    assert!(world.oauth_app("everyone").is_active(&tokens.access).await);
    assert_eq!(bob.open("/me").await.status, 200);
}

#[tokio::test]
async fn what_is_wrong_is_told_by_field_and_nothing_typed_is_lost() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let long = "é".repeat(141);
    let before = world.stored().await;
    let form = [
        ("first_name", ""),
        ("last_name", long.as_str()),
        ("user_image", "javascript:alert(1)"),
        ("language", "\"><b>"),
    ];
    let answer = submit(&alice, UPDATE_PROFILE, &form).await;
    assert_eq!(answer.status, 400);
    for (name, value) in form {
        assert_eq!(answer.field(name), value, "{name}");
        let described = format!("aria-invalid=\"true\" aria-describedby=\"{name}_error");
        assert!(answer.text.contains(&described), "{name} in {}", answer.text);
    }
    assert!(answer.text.contains("role=\"alert\"") && !answer.text.contains("<b>"));
    let password = format!("https://alice:{PASSWORD}@example.com/a.png");
    for image in ["http://example.com/a.png", "/files/a.png", "data:image/png,x", &password] {
        let form = [("first_name", "Alice"), ("user_image", image)];
        let answer = submit(&alice, UPDATE_PROFILE, &form).await;
        assert_eq!(answer.status, 400, "{image}");
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn the_longest_profile_does_not_lock_its_user_out() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let name = "🙂".repeat(140);
    let image = format!("https://example.com/?{}", "&".repeat(2_000));
    let form = [("first_name", &*name), ("last_name", &*name), ("user_image", &*image)];
    let answer = submit(&alice, UPDATE_PROFILE, &form).await;
    assert_eq!(answer.status, 303);
    // The two that are too long are gone instead of going along with every request.
    assert!(cookies(&answer)[..2].iter().all(|cookie| cookie.contains("Max-Age=0")));
    assert_eq!(alice.open("/me").await.status, 200);
    assert_eq!(alice.log_in("alice@example.com", PASSWORD).await.status, 200);
    world.oauth_app("trusted").code(&alice).await;
}
