//! Users at the desk: made, changed, shut out, and what becomes of what they had.

use super::{MANAGER, path_of, press, save, shown};
use crate::harness::{PASSWORD, World, person::Answer};

const BOB: &str = "/app/user/bob%40example.com";
const WHO: &str = "/api/method/frappe.auth.get_logged_user";

#[tokio::test]
async fn a_user_who_was_made_logs_in_and_another_of_that_e_mail_is_not_made() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let form = [
        ("email", "Grace@Example.com"),
        ("first_name", "Grace"),
        ("roles", "Blogger\r\nEditor"),
        ("new_password", "another Passw0rd"),
    ];
    let made = save(&alice, "/app/user/new", &form).await;
    assert_eq!(path_of(&made), "/app/user/grace%40example.com");
    let grace = world.person();
    assert_eq!(grace.log_in("grace@example.com", "another Passw0rd").await.status, 200);
    let user = world.app.store().user("grace@example.com").await.unwrap().unwrap();
    assert_eq!(user.roles, ["Blogger", "Editor"]);
    assert_eq!(user.sub.len(), 39);
    let again = save(&alice, "/app/user/new", &form).await;
    assert_eq!(again.status, 409);
    assert!(again.text.contains("already exists"));
    assert_eq!(grace.log_in("grace@example.com", "another Passw0rd").await.status, 200);
    for (field, value, words) in [
        ("email", "nobody", "Email: not an e-mail address."),
        ("roles", "All", "Roles: All cannot be given"),
    ] {
        let email = if field == "email" { value } else { "x@example.com" };
        let roles = if field == "roles" { value } else { "" };
        let page = save(&alice, "/app/user/new", &[("email", email), ("roles", roles)]).await;
        assert_eq!(page.status, 400, "{field}");
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
}

#[tokio::test]
async fn another_password_disabling_and_signing_out_end_sessions_and_tokens_at_their_next_use() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let app = world.oauth_app("everyone");
    for (act, fields) in [
        ("save", &[("new_password", "another Passw0rd")][..]),
        ("save", &[("enabled", "")]),
        ("save", &[("enabled", "1"), ("new_password", PASSWORD)]),
        ("cut-off", &[]),
    ] {
        world.pass(1);
        let bob = world.person();
        let is_in = bob.log_in("bob@example.com", PASSWORD).await.status == 200
            || bob.log_in("bob@example.com", "another Passw0rd").await.status == 200;
        let tokens = if is_in { Some(app.tokens(&bob).await) } else { None };
        match act {
            "save" => path_of(&save(&alice, BOB, fields).await),
            act => path_of(&press(&alice, BOB, act).await),
        };
        assert_ne!(Answer::to(bob.get(WHO)).await.status, 200, "{fields:?}");
        if let Some(tokens) = tokens {
            assert_eq!(app.profile(&tokens.access).await.status, 401, "{fields:?}");
        }
    }
    world.pass(1);
    assert_eq!(world.person().log_in("bob@example.com", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn a_deleted_user_is_gone_and_who_gets_the_e_mail_later_inherits_nothing() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let bob = world.logged_in("bob@example.com").await;
    let tokens = world.oauth_app("everyone").tokens(&bob).await;
    assert_eq!(path_of(&press(&alice, BOB, "delete").await), "/app/user");
    assert_ne!(Answer::to(bob.get(WHO)).await.status, 200);
    world.pass(1);
    let form = [("email", "bob@example.com")];
    path_of(&save(&alice, "/app/user/new", &form).await);
    assert_eq!(world.oauth_app("everyone").profile(&tokens.access).await.status, 401);
    assert_ne!(Answer::to(bob.get(WHO)).await.status, 200);
    // Not even the old password.
    assert_eq!(world.person().log_in("bob@example.com", PASSWORD).await.status, 401);
}

#[tokio::test]
async fn nobody_shuts_himself_out() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let path = "/app/user/alice%40example.com";
    for fields in [[("enabled", "")], [("roles", "Blogger")]] {
        let answer = save(&alice, path, &fields).await;
        assert_eq!(answer.status, 403, "{fields:?}");
        assert!(answer.text.contains("Nobody may disable or delete himself"));
    }
    assert_eq!(press(&alice, path, "delete").await.status, 403);
    path_of(&save(&alice, path, &[("first_name", "Alicia")]).await);
}

#[tokio::test]
async fn an_api_key_acts_for_its_user_until_it_is_revoked_replaced_or_he_is_cut_off() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let make = async || {
        let page = press(&alice, BOB, "make-api-key").await;
        (shown(&page, "API Key"), shown(&page, "API Secret"))
    };
    let who = async |(key, secret): &(String, String)| {
        let header = format!("token {key}:{secret}");
        let by_token = Answer::to(world.person().get(WHO).header("authorization", header)).await;
        let by_basic = Answer::to(world.person().get(WHO).basic_auth(key, Some(secret))).await;
        assert_eq!(by_token.status, by_basic.status);
        (by_token.status == 200).then(|| by_token.json()["message"].as_str().unwrap().to_owned())
    };
    let first = make().await;
    assert_eq!(who(&first).await.as_deref(), Some("bob@example.com"));
    assert_eq!(who(&(first.0.clone(), "x".repeat(40))).await, None);
    let second = make().await;
    assert_eq!(who(&first).await, None);
    assert!(who(&second).await.is_some());
    path_of(&press(&alice, BOB, "revoke-api-key").await);
    assert_eq!(who(&second).await, None);
    let third = make().await;
    assert!(who(&third).await.is_some());
    world.pass(1);
    path_of(&press(&alice, BOB, "cut-off").await);
    assert_eq!(who(&third).await, None);
    let stored = world.stored().await;
    assert!(!stored.contains(&third.1) && !stored.contains(&first.0));
}

#[tokio::test]
async fn unlocking_lets_a_user_try_again_at_once() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let stranger = world.person();
    for _ in 0..10 {
        stranger.log_in("bob@example.com", "wrong").await;
    }
    assert_eq!(stranger.log_in("bob@example.com", PASSWORD).await.status, 429);
    path_of(&press(&alice, BOB, "unlock").await);
    assert_eq!(stranger.log_in("bob@example.com", PASSWORD).await.status, 200);
}

#[tokio::test]
async fn who_is_looked_for_by_his_whole_address_is_found() {
    let world = World::new().await;
    let alice = world.logged_in(MANAGER).await;
    let page = alice.open("/app/user?q=BOB@example.com").await;
    assert!(page.text.contains("bob@example.com") && !page.text.contains("mallory"));
    assert!(alice.open("/app/user?q=system").await.text.contains("alice@example.com"));
    // An address with signs that mean something in a URL.
    let odd = "a+b/c?d%e#f@example.com";
    let made = save(&alice, "/app/user/new", &[("email", odd)]).await;
    let path = made.location().path().to_owned();
    assert!(alice.open(&path).await.text.contains("a+b"), "{path}");
}
