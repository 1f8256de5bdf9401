//! Another password: who may have one, and what ends with the old one.

use shared::protocol::password::Hash;

use super::{NEW, SESSIONS, UPDATE_PASSWORD, change_password, is_logged_in, signs_of_life};
use crate::harness::{PASSWORD, World, person::Answer};

#[tokio::test]
async fn a_changed_password_ends_every_other_session_and_every_apps_token() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let other = world.logged_in("alice@example.com").await;
    let mallory = world.logged_in("mallory@example.com").await;
    let mine = world.oauth_app("trusted").tokens(&alice).await;
    let others = world.oauth_app("other").tokens(&other).await;
    let sid = |answer: &Answer| {
        let cookies = answer.headers.get_all("set-cookie").iter();
        let mut cookies = cookies.map(|cookie| cookie.to_str().unwrap().to_owned());
        cookies.find(|cookie| cookie.starts_with("sid=affs"))
    };

    let answer = change_password(&alice, PASSWORD, NEW, NEW).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(answer.text.contains("Your password is changed"), "{}", answer.text);
    assert!(sid(&answer).is_some(), "this browser has a new session");
    assert!(is_logged_in(&alice).await && !is_logged_in(&other).await);
    assert_eq!(signs_of_life(&world, "trusted", &mine).await, [false; 3]);
    assert_eq!(signs_of_life(&world, "other", &others).await, [false; 3]);
    assert!(is_logged_in(&mallory).await);
    let sessions = alice.open(SESSIONS).await;
    assert!(!sessions.text.contains("name=\"session\""), "{}", sessions.text);

    world.pass(1);
    let old = world.person().log_in("alice@example.com", PASSWORD).await;
    assert_eq!(old.refusal(), "401 AuthenticationError Invalid login credentials");
    assert_eq!(world.person().log_in("alice@example.com", NEW).await.status, 200);
    let again = world.oauth_app("trusted").tokens(&alice).await;
    assert_eq!(signs_of_life(&world, "trusted", &again).await, [true; 3]);
}

#[tokio::test]
async fn the_wrong_current_password_is_counted_and_locked_as_a_logins() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    for _ in 0..10 {
        let wrong = change_password(&alice, "guess", NEW, NEW).await;
        assert_eq!(wrong.status, 401);
        assert!(wrong.text.contains("The current password is wrong."), "{}", wrong.text);
        assert!(
            wrong.text.contains("aria-invalid=\"true\"") && wrong.text.contains("role=\"alert\"")
        );
        assert!(!wrong.text.contains("guess") && !wrong.text.contains(NEW));
    }
    let locked = change_password(&alice, PASSWORD, NEW, NEW).await;
    assert_eq!(locked.status, 429);
    assert!(locked.text.contains("Too many attempts"), "{}", locked.text);
    // The counter is the login's own, in this browser and in no other.
    assert_eq!(alice.log_in("alice@example.com", PASSWORD).await.status, 429);
    assert_eq!(world.person().log_in("alice@example.com", PASSWORD).await.status, 200);
    world.pass(locked.header("retry-after").parse().unwrap());
    assert_eq!(change_password(&alice, PASSWORD, NEW, NEW).await.status, 200);
}

#[tokio::test]
async fn a_browser_without_its_secret_guesses_on_the_strangers_counter() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let login = world.person().log_in("alice@example.com", PASSWORD).await;
    let sid = login.header("set-cookie").split(';').next().unwrap().to_owned();
    // A stolen session, and nothing else.
    let thief = world.person();
    let page = Answer::to(thief.get(UPDATE_PASSWORD).header("cookie", &sid)).await;
    let token = page.field("csrf_token");
    for attempt in 1..=11 {
        let form = [
            ("csrf_token", token.as_str()),
            ("old_password", "guess"),
            ("new_password", NEW),
            ("confirm_password", NEW),
        ];
        let sent = Answer::to(thief.post(UPDATE_PASSWORD).header("cookie", &sid).form(&form)).await;
        assert_eq!(sent.status, if attempt > 10 { 429 } else { 401 });
    }
    assert_eq!(thief.log_in("alice@example.com", PASSWORD).await.status, 429);
    assert_eq!(change_password(&alice, PASSWORD, NEW, NEW).await.status, 200);
}

#[tokio::test]
async fn what_cannot_be_a_new_password_is_told_and_nothing_is_counted() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let long = "x".repeat(513);
    let before = world.stored().await;
    for (old, new, again, words) in [
        (PASSWORD, "short", "short", "A password has at least 8 characters."),
        (PASSWORD, "", "", "The password is empty."),
        (PASSWORD, &long, &long, "A password has at most 512 characters."),
        (PASSWORD, NEW, "another one", "The two passwords differ."),
        (PASSWORD, PASSWORD, PASSWORD, "The new password is the current one."),
        ("guess it", "guess it", "guess it", "The new password is the current one."),
    ] {
        let answer = change_password(&alice, old, new, again).await;
        assert_eq!(answer.status, 400, "{words}");
        assert!(answer.text.contains(words), "{words} in {}", answer.text);
        assert!(answer.text.contains("aria-describedby=\"password_error"));
        assert!(new.is_empty() || !answer.text.contains(new));
    }
    assert_eq!(world.stored().await, before);
    assert!(is_logged_in(&alice).await);
}

#[tokio::test]
async fn a_password_that_was_changed_a_moment_ago_is_not_changed_by_who_knew_the_old_one() {
    let world = World::new().await;
    let thief = world.logged_in("alice@example.com").await;
    let token = thief.open(UPDATE_PASSWORD).await.field("csrf_token");
    let alice = world.logged_in("alice@example.com").await;
    assert_eq!(change_password(&alice, PASSWORD, NEW, NEW).await.status, 200);
    let before = world.stored().await;
    let form = [
        ("csrf_token", token.as_str()),
        ("old_password", PASSWORD),
        ("new_password", "the thief's own"),
        ("confirm_password", "the thief's own"),
    ];
    let late = thief.send(UPDATE_PASSWORD, &form).await;
    assert_eq!((late.status, late.location().path()), (303, "/login"));
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn of_two_changes_at_once_one_happens_and_the_other_gets_no_session() {
    let mut world = World::new().await;
    let one = world.logged_in("alice@example.com").await;
    let two = world.logged_in("alice@example.com").await.at(&world.another_server().await);
    let (first, second) = ("the first of two", "the second of two");
    let (a, b) = tokio::join!(
        change_password(&one, PASSWORD, first, first),
        change_password(&two, PASSWORD, second, second),
    );
    // Whoever comes second finds another hash than the one that he knew, or no session any more.
    let done: Vec<bool> = [&a, &b].iter().map(|answer| answer.status == 200).collect();
    assert_eq!(done.iter().filter(|done| **done).count(), 1, "{a:?} {b:?}");
    world.pass(1);
    let wins = if done[0] { [200, 401] } else { [401, 200] };
    for (password, status) in [first, second].into_iter().zip(wins) {
        let login = world.person().log_in("alice@example.com", password).await;
        assert_eq!(login.status, status, "{password}");
    }
    assert_eq!([is_logged_in(&one).await, is_logged_in(&two).await], [done[0], done[1]]);
}

#[tokio::test]
async fn a_hash_of_passlib_proves_the_current_password() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let imported =
        "$pbkdf2-sha256$29000$J2QshXCu1VrrPef8P4cQIg$JFdT9f.S6BglupiY7NQmxkGokOpnqqeNP66vpMCSx54";
    let hash = Hash::import(imported).unwrap();
    world.app.store().put_password("alice@example.com", &hash).await.unwrap();
    assert_eq!(change_password(&alice, PASSWORD, NEW, NEW).await.status, 200);
    assert!(!world.stored().await.contains(imported));
}
