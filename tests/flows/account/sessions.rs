//! The sessions of a user: seen, ended one by one, ended together.

use shared::protocol::session::{Origin, Session, SessionToken};

use super::{SESSIONS, change_password, is_logged_in, signs_of_life, submit};
use crate::harness::{
    PASSWORD, World,
    person::{Answer, Person},
};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

/// The ids of the sessions that have a button.
async fn others(person: &Person) -> Vec<String> {
    let page = person.open(SESSIONS).await;
    assert_eq!(page.status, 200);
    let ids = page.text.split("name=\"session\" value=\"").skip(1);
    ids.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Logs in at the page with a browser.
async fn logged_in_with(world: &World, address: [u8; 4], agent: &str) -> Person {
    let person = Person::sitting_at(&world.url, address);
    let token = person.open("/login").await.field("csrf_token");
    let form = [("csrf_token", token.as_str()), ("usr", "alice@example.com"), ("pwd", PASSWORD)];
    let login = person.post("/login").header("user-agent", agent).form(&form);
    assert_eq!(Answer::to(login).await.status, 303);
    person
}

/// Which of a user's sessions are taken for a program's.
async fn by_program(world: &World, email: &str) -> Vec<bool> {
    let user = world.app.user(email).await.unwrap().unwrap();
    let sessions = world.app.store().sessions_of_user(&user, world.clock.now()).await.unwrap();
    sessions.found.iter().map(|found| found.session.by_program).collect()
}

#[tokio::test]
async fn the_page_says_on_what_and_where_and_since_when_and_which_one_is_this() {
    let world = World::new().await;
    let alice = logged_in_with(&world, [127, 7, 7, 1], FIREFOX).await;
    world.pass(86_400);
    let agent = "<b>tool</b>/1 with more behind it";
    let tool = logged_in_with(&world, [127, 7, 7, 2], agent).await;
    world.logged_in("mallory@example.com").await;
    let page = alice.open(SESSIONS).await;
    for words in [
        "Firefox on Linux",
        "127.7.7.1",
        "This browser",
        "15 January 2027, 08:00\u{a0}UTC</time>",
        "&lt;b&gt;tool&lt;&#x2f;b&gt;&#x2f;1",
        "127.7.7.2",
        "16 January 2027, 08:00\u{a0}UTC</time>",
    ] {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    assert_eq!(page.text.matches("This browser").count(), 1);
    assert!(!page.text.contains("with more") && !page.text.contains("<b>"));
    assert_eq!((others(&alice).await.len(), others(&tool).await.len()), (1, 1));
}

#[tokio::test]
async fn the_last_sign_of_life_is_told_to_the_hour_and_what_is_over_is_not_there() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let other = world.logged_in("alice@example.com").await;
    world.pass(7_200);
    assert!(is_logged_in(&other).await);
    let page = alice.open(SESSIONS).await;
    assert!(page.text.contains("Last active</dt><dd><time datetime=\"2027-01-15T10:00:00Z\""));
    // 170 hours later only who has been here is.
    world.pass(169 * 3_600);
    assert!(is_logged_in(&alice).await);
    world.pass(3_600);
    assert!(others(&alice).await.is_empty());
    let other = world.logged_in("alice@example.com").await;
    assert_eq!(others(&alice).await.len(), 1);
    Answer::to(other.post("/api/method/logout")).await;
    assert!(others(&alice).await.is_empty());
}

#[tokio::test]
async fn another_session_is_ended_and_no_other() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let lost = world.logged_in("alice@example.com").await;
    let [id] = &others(&alice).await[..] else { panic!("not one other session") };
    world.pass(1);
    let third = world.logged_in("alice@example.com").await;
    let tokens = world.oauth_app("trusted").tokens(&lost).await;

    let answer = submit(&alice, SESSIONS, &[("session", id)]).await;
    assert_eq!((answer.status, answer.header("location")), (303, "/me/sessions?ended=1"));
    let page = alice.open(answer.header("location")).await;
    assert!(page.text.contains("The session is ended."), "{}", page.text);
    assert!(!is_logged_in(&lost).await);
    assert!(is_logged_in(&alice).await && is_logged_in(&third).await);
    assert_eq!(others(&alice).await.len(), 1);
    // What an app was given stays with the app.
    assert_eq!(signs_of_life(&world, "trusted", &tokens).await, [true; 3]);
}

#[tokio::test]
async fn a_session_of_somebody_else_cannot_be_ended_nor_this_one_by_its_id() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let other = world.logged_in("alice@example.com").await;
    let mallory = world.logged_in("mallory@example.com").await;
    let [hers, mine] = [others(&alice).await, others(&other).await].map(|ids| ids[0].clone());
    let before = world.stored().await;
    for id in [hers.as_str(), "nonsense", "", &format!("session#{hers}"), "../x"] {
        let answer = submit(&mallory, SESSIONS, &[("session", id)]).await;
        assert_eq!((answer.status, answer.header("location")), (303, SESSIONS), "{id}");
    }
    let own = submit(&alice, SESSIONS, &[("session", &mine)]).await;
    assert_eq!(own.header("location"), SESSIONS);
    assert_eq!(world.stored().await, before);
    assert!(is_logged_in(&alice).await && is_logged_in(&other).await);
}

#[tokio::test]
async fn a_session_of_another_user_of_the_same_email_is_neither_seen_nor_ended() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    world.logged_in("alice@example.com").await;
    let [old] = &others(&alice).await[..] else { panic!("not one other session") };
    let mut user = world.app.store().user("alice@example.com").await.unwrap().unwrap();
    user.sub = "another alice".to_owned();
    world.app.store().put_user(&user).await.unwrap();
    let another = world.logged_in("alice@example.com").await;
    assert!(others(&another).await.is_empty());
    let before = world.stored().await;
    submit(&another, SESSIONS, &[("session", old)]).await;
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn signing_out_everywhere_asks_first_and_ends_sessions_and_tokens() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let other = world.logged_in("alice@example.com").await;
    let mallory = world.logged_in("mallory@example.com").await;
    let tokens = world.oauth_app("trusted").tokens(&alice).await;
    let theirs = world.oauth_app("trusted").tokens(&mallory).await;
    assert!(alice.open(SESSIONS).await.text.contains("<details class=\"all\">"));
    assert!(alice.open("/me/sessions?all=1").await.text.contains("class=\"all\" open>"));

    world.pass(1);
    let answer = submit(&alice, SESSIONS, &[("all", "1")]).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text.contains("You are signed out everywhere"), "{}", answer.text);
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert!(cookies.iter().any(|cookie| cookie.to_str().unwrap().starts_with("sid=;")));
    assert!(!is_logged_in(&alice).await && !is_logged_in(&other).await);
    assert_eq!(signs_of_life(&world, "trusted", &tokens).await, [false; 3]);
    assert!(is_logged_in(&mallory).await);
    assert_eq!(signs_of_life(&world, "trusted", &theirs).await, [true; 3]);
    world.pass(1);
    let again = world.logged_in("alice@example.com").await;
    assert!(is_logged_in(&again).await && others(&again).await.is_empty());
}

#[tokio::test]
async fn signing_out_everywhere_is_one_write_with_many_grants_as_with_one() {
    let world = World::new().await;
    for count in [1, 20] {
        let alice = world.logged_in("alice@example.com").await;
        for _ in 0..count {
            world.logged_in("alice@example.com").await;
            world.oauth_app("trusted").tokens(&alice).await;
        }
        world.pass(1);
        let token = alice.open(SESSIONS).await.field("csrf_token");
        world.warm_up().await;
        alice.send(SESSIONS, &[("csrf_token", &token), ("all", "1")]).await;
        let calls = world.proxy.calls();
        let calls_of = |operation: &str| calls.iter().filter(|c| c.operation == operation).count();
        // The sessions are looked for, and read, for the apps that are to be told of their end.
        assert_eq!((calls_of("Query"), calls_of("PutItem")), (1, 1));
        assert_eq!(calls.len(), calls_of("GetItem") + 2);
        world.pass(1);
    }
}

#[tokio::test]
async fn a_session_that_is_ahead_of_the_clock_signs_out_too() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    // Made a millisecond behind the cut, while the clock stands still.
    change_password(&alice, PASSWORD, super::NEW, super::NEW).await;
    assert!(is_logged_in(&alice).await);
    submit(&alice, SESSIONS, &[("all", "1")]).await;
    assert!(!is_logged_in(&alice).await);
}

#[tokio::test]
async fn only_a_login_by_the_api_without_a_browsers_headers_is_a_programs() {
    let world = World::new().await;
    logged_in_with(&world, [127, 7, 7, 3], "curl/8.5.0").await;
    assert_eq!(by_program(&world, "alice@example.com").await, [false]);
    world.logged_in("bob@example.com").await;
    assert_eq!(by_program(&world, "bob@example.com").await, [true]);
    let headers = [
        ("origin", world.url.as_str()),
        ("referer", &world.url),
        ("sec-fetch-site", "same-origin"),
        ("sec-fetch-mode", "cors"),
    ];
    for (name, value) in headers {
        let form = [("usr", "mallory@example.com"), ("pwd", PASSWORD)];
        let login = world.person().post("/api/method/login").header(name, value).form(&form);
        assert_eq!(Answer::to(login).await.status, 200, "{name}");
    }
    assert_eq!(by_program(&world, "mallory@example.com").await, [false; 4]);
}

#[tokio::test]
async fn whoever_has_hundreds_of_sessions_is_shown_some_and_told_so() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let user = world.app.user("alice@example.com").await.unwrap().unwrap();
    let (store, now) = (world.app.store(), world.clock.now());
    for _ in 0..300 {
        let token = SessionToken::draw(world.app.random());
        let session = Session::start(&token, &user, Origin::default(), now);
        store.start_session(&token, &session).await.unwrap();
    }
    let page = alice.open(SESSIONS).await;
    assert!(
        page.text.contains("There are more than are shown") && page.text.contains("This browser")
    );
    assert!((256..=257).contains(&(others(&alice).await.len() + 1)));
}
