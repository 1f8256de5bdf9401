//! What a user sees and changes of what is his: sessions, password, profile.

mod password;
mod profile;
mod sessions;

use crate::harness::{
    PASSWORD, World,
    app::Tokens,
    person::{Answer, Person},
};

const SESSIONS: &str = "/me/sessions";
const UPDATE_PASSWORD: &str = "/update-password";
const UPDATE_PROFILE: &str = "/update-profile";
const NEW: &str = "a much longer one";

/// Sends a form of a page with the page's token.
async fn submit(person: &Person, path: &str, fields: &[(&str, &str)]) -> Answer {
    let token = person.open(path).await.field("csrf_token");
    let form = [&[("csrf_token", token.as_str())], fields].concat();
    person.send(path, &form).await
}

/// Changes the password.
async fn change_password(person: &Person, old: &str, new: &str, again: &str) -> Answer {
    let form = [("old_password", old), ("new_password", new), ("confirm_password", again)];
    submit(person, UPDATE_PASSWORD, &form).await
}

async fn is_logged_in(person: &Person) -> bool {
    person.open("/me").await.status == 200
}

/// Whether profile, introspection and refresh still work.
async fn signs_of_life(world: &World, client_id: &str, tokens: &Tokens) -> [bool; 3] {
    let app = world.oauth_app(client_id);
    [
        app.profile(&tokens.access).await.status == 200,
        app.is_active(&tokens.access).await,
        app.refresh(&tokens.refresh).await.status == 200,
    ]
}

#[tokio::test]
async fn the_account_leads_to_all_that_is_the_users_and_a_manager_to_the_desk() {
    let world = World::new().await;
    let ways = [UPDATE_PROFILE, UPDATE_PASSWORD, SESSIONS, "/third_party_apps"];
    for (email, has_desk) in [("alice@example.com", true), ("bob@example.com", false)] {
        let person = world.logged_in(email).await;
        let me = person.open("/me").await;
        assert!(ways.iter().all(|way| me.text.contains(&format!("href=\"{way}\""))), "{}", me.text);
        assert_eq!(me.text.contains("href=\"/app\""), has_desk, "{email}");
        for way in ways {
            assert_eq!(person.open(way).await.status, 200, "{way}");
        }
    }
}

#[tokio::test]
async fn a_guest_is_sent_to_the_login_and_back() {
    let world = World::new().await;
    for path in [SESSIONS, UPDATE_PASSWORD, UPDATE_PROFILE] {
        let guest = world.person();
        let next = format!("/login?redirect-to={}", path.replace('/', "%2F"));
        assert_eq!(guest.open(path).await.header("location"), next);
        let sent = guest.send(path, &[("all", "1"), ("first_name", "x")]).await;
        assert_eq!((sent.status, sent.header("location")), (303, next.as_str()));
    }
}

#[tokio::test]
async fn a_form_without_the_sessions_token_changes_nothing() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let other = world.logged_in("alice@example.com").await;
    let mallory = world.logged_in("mallory@example.com").await;
    let others = other.open(SESSIONS).await.field("csrf_token");
    let theirs = mallory.open(SESSIONS).await.field("csrf_token");
    let mine = alice.open(SESSIONS).await.field("csrf_token");
    let fields = [
        ("all", "1"),
        ("old_password", PASSWORD),
        ("new_password", NEW),
        ("confirm_password", NEW),
        ("first_name", "Forged"),
    ];
    let before = world.stored().await;
    for path in [SESSIONS, UPDATE_PASSWORD, UPDATE_PROFILE] {
        for token in ["", "x", theirs.as_str(), others.as_str()] {
            let form = [&[("csrf_token", token)], &fields[..]].concat();
            let answer = alice.send(path, &form).await;
            assert_eq!(answer.status, 400, "{path} {token}");
            assert!(answer.text.contains("This page has expired"), "{}", answer.text);
        }
        let form = [&[("csrf_token", mine.as_str())], &fields[..]].concat();
        for (name, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")]
        {
            let foreign = alice.post(path).header(name, value).form(&form);
            assert_eq!(Answer::to(foreign).await.status, 400, "{path} {name}");
        }
        // No link does it.
        alice.open(&format!("{path}?all=1&first_name=Forged&csrf_token={mine}")).await;
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn no_app_reaches_the_account_by_its_token() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let tokens = world.oauth_app("trusted").tokens(&alice).await;
    let before = world.stored().await;
    for path in [SESSIONS, UPDATE_PASSWORD, UPDATE_PROFILE] {
        let app = world.person();
        let shown = Answer::to(app.get(path).bearer_auth(&tokens.access)).await;
        let sent = app.post(path).bearer_auth(&tokens.access).form(&[("all", "1")]);
        assert_eq!((shown.status, Answer::to(sent).await.status), (302, 303), "{path}");
    }
    assert_eq!(world.stored().await, before);
}
