//! The page on which a device's user answers.

use super::{ALICE, Device, PAGE, allow, decide, enter, world};
use crate::harness::PASSWORD;

#[tokio::test]
async fn who_is_not_logged_in_comes_back_with_the_code_of_the_link() {
    let world = world().await;
    let codes = Device::of(&world, "tv").begin().await;
    let alice = world.person();
    let link = format!("{PAGE}?user_code={}", codes.user_code);
    let sent = alice.open(&link).await;
    assert_eq!(sent.status, 302, "{sent:?}");
    let login = alice.open(&sent.leads_to()).await;
    let back = alice.log_in_at(&login, ALICE, PASSWORD).await;
    assert_eq!(back.leads_to(), link);
    let page = alice.open(&link).await;
    assert_eq!((page.status, page.field("user_code")), (200, codes.user_code.clone()));
    // The link spares the typing and nothing else.
    assert!(!page.text.contains("btn-allow"), "{page:?}");
    for (name, part) in
        [("content-security-policy", "frame-ancestors 'none'"), ("cache-control", "no-store")]
    {
        assert!(page.header(name).contains(part), "{name}: {page:?}");
    }
    // A form of somebody whose session has ended goes the same way.
    let stranger = world.person().send(PAGE, &[("user_code", &codes.user_code)]).await;
    assert_eq!(stranger.status, 303);
    assert!(
        stranger.leads_to().starts_with("/login?redirect-to=%2Fdevice%3Fuser_code"),
        "{stranger:?}"
    );
}

#[tokio::test]
async fn the_question_tells_which_app_what_from_where_and_warns_whoever_was_sent_the_code() {
    let world = world().await;
    let alice = world.logged_in(ALICE).await;
    let device = Device::of(&world, "box");
    let codes = device.begin().await;
    // However it is typed, and though an administrator trusts the client.
    let typed = codes.user_code.to_lowercase().replace('-', " ");
    let question = enter(&alice, &[("user_code", &typed)]).await;
    for words in [
        "The box app",
        &*codes.user_code,
        "Everything you can do on this site",
        ALICE,
        "127.0.0.1",
        "15 January 2027",
        "An administrator of this site",
        "Have you started this yourself?",
        "No support will ever ask you for that",
    ] {
        assert!(question.text.contains(words), "{words} in {}", question.text);
    }
    for (name, part) in
        [("content-security-policy", "frame-ancestors 'none'"), ("cache-control", "no-store")]
    {
        assert!(question.header(name).contains(part), "{name}: {question:?}");
    }
    assert!(!question.text.contains("<script"));
    // Nothing is given by looking.
    assert_eq!(device.error(&codes).await, "authorization_pending");
    let codes = Device::of(&world, "stranger").begin().await;
    let question = enter(&alice, &[("user_code", &codes.user_code)]).await;
    assert!(question.text.contains("Nobody vouches for this app."), "{question:?}");
}

#[tokio::test]
async fn nobody_answers_for_the_user() {
    let world = world().await;
    let (alice, mallory) =
        (world.logged_in(ALICE).await, world.logged_in("mallory@example.com").await);
    let device = Device::of(&world, "tv");
    let codes = device.begin().await;
    let foreign = mallory.open(PAGE).await.field("csrf_token");
    for token in ["", "wrong", &foreign] {
        let form = [("csrf_token", token), ("user_code", &*codes.user_code), ("decision", "allow")];
        let answer = alice.send(PAGE, &form).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        assert!(answer.text.contains("Nothing was allowed"), "{answer:?}");
    }
    let token = alice.open(PAGE).await.field("csrf_token");
    let form = [("csrf_token", &*token), ("user_code", &*codes.user_code), ("decision", "allow")];
    let from_another_site = alice.post(PAGE).header("origin", "https://evil.example").form(&form);
    assert_eq!(crate::harness::person::Answer::to(from_another_site).await.status, 400);
    let by_link = format!("{PAGE}?user_code={}&decision=allow&csrf_token={token}", codes.user_code);
    assert!(!alice.open(&by_link).await.text.contains("connected"));
    assert_eq!(device.error(&codes).await, "authorization_pending");
}

#[tokio::test]
async fn the_first_answer_counts_and_pressing_twice_is_no_second() {
    let world = world().await;
    let (alice, mallory) =
        (world.logged_in(ALICE).await, world.logged_in("mallory@example.com").await);
    let device = Device::of(&world, "tv");
    let codes = device.begin().await;
    allow(&alice, &codes).await;
    let again = [("user_code", &*codes.user_code), ("decision", "allow")];
    assert!(enter(&alice, &again).await.text.contains("Your device is connected"));
    for (person, decision) in [(&mallory, "allow"), (&mallory, "deny"), (&alice, "deny")] {
        let form = [("user_code", &*codes.user_code), ("decision", decision)];
        let answer = enter(person, &form).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        assert!(answer.text.contains("This code is unknown"), "{answer:?}");
    }
    let answer = device.poll(&codes).await;
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    assert_eq!(device.app.profile(&token).await.json()["email"], ALICE);
}

#[tokio::test]
async fn who_may_not_use_the_client_cannot_let_it_in() {
    let world = world().await;
    let alice = world.logged_in(ALICE).await;
    let device = Device::of(&world, "clerks");
    let codes = device.begin().await;
    for more in [None, Some(("decision", "allow"))] {
        let form: Vec<_> = [("user_code", &*codes.user_code)].into_iter().chain(more).collect();
        let answer = enter(&alice, &form).await;
        assert_eq!(answer.status, 403, "{answer:?}");
        assert!(answer.text.contains("not for this account"), "{answer:?}");
    }
    assert_eq!(device.error(&codes).await, "authorization_pending");
}

#[tokio::test]
async fn what_the_user_takes_back_is_dead_at_its_next_use() {
    let world = world().await;
    let alice = world.logged_in(ALICE).await;
    let device = Device::of(&world, "box");
    let codes = device.begin().await;
    allow(&alice, &codes).await;
    let answer = device.poll(&codes).await;
    let token = answer.json()["access_token"].as_str().unwrap().to_owned();
    // Logging out of the browser is nothing to the device.
    alice.post("/api/method/logout").send().await.unwrap();
    assert!(device.app.is_active(&token).await);
    let alice = world.logged_in(ALICE).await;
    let csrf = alice.open("/third_party_apps").await.field("csrf_token");
    let form = [("csrf_token", &*csrf), ("client_id", "box")];
    assert_eq!(alice.send("/third_party_apps", &form).await.status, 303);
    assert!(!device.app.is_active(&token).await);
}

#[tokio::test]
async fn the_pages_speak_the_language_of_the_browser() {
    let world = world().await;
    let codes = Device::of(&world, "tv").begin().await;
    let alice = world.logged_in(ALICE).await;
    let german = alice.get(PAGE).header("accept-language", "de");
    let page = crate::harness::person::Answer::to(german).await;
    assert!(page.text.contains("<h1>Ein Gerät verbinden</h1>"), "{page:?}");
    let done = decide(&alice, &codes.user_code, "deny").await;
    assert!(done.text.contains("Nothing was given to the device."), "{done:?}");
}
