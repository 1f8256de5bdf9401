//! How fresh a login has to be: `max_age`, beside `prompt=login`.

use crate::harness::{
    PASSWORD, World,
    person::{Answer, Person},
};

/// Logs in at the page to which an answer leads, after ten seconds, and gives what comes then.
async fn log_in_again(world: &World, alice: &Person, to_login: &Answer) -> Answer {
    assert_eq!(to_login.location().path(), "/login", "{to_login:?}");
    let page = alice.open(&to_login.leads_to()).await;
    assert_eq!(page.status, 200, "the form is shown");
    world.pass(10);
    let back = alice.log_in_at(&page, "alice@example.com", PASSWORD).await;
    alice.open(&back.leads_to()).await
}

#[tokio::test]
async fn a_login_that_is_older_than_max_age_is_asked_for_again_once() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let ask = async |seconds: &str| alice.open(&app.authorize_path(&[("max_age", seconds)])).await;
    world.pass(100);
    for young_enough in ["100", "101", "99999999999999999999999"] {
        assert!(ask(young_enough).await.parameter("code").is_some(), "{young_enough}");
    }
    for too_old in ["99", "1", "0"] {
        let to_login = ask(too_old).await;
        let arrived = log_in_again(&world, &alice, &to_login).await;
        assert!(arrived.parameter("code").is_some(), "{arrived:?}");
        world.pass(100);
    }
}

#[tokio::test]
async fn a_guests_login_is_the_fresh_one_whatever_is_demanded() {
    let world = World::new().await;
    let app = world.oauth_app("trusted");
    for demand in [("max_age", "0"), ("max_age", "1"), ("prompt", "login")] {
        let guest = world.person();
        let to_login = guest.open(&app.authorize_path(&[demand])).await;
        let arrived = log_in_again(&world, &guest, &to_login).await;
        assert!(arrived.parameter("code").is_some(), "{arrived:?}");
    }
}

#[tokio::test]
async fn with_prompt_none_a_login_that_is_too_old_is_login_required() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    world.pass(100);
    let ask = async |seconds| {
        let more = [("max_age", seconds), ("prompt", "none"), ("state", "s")];
        alice.open(&app.authorize_path(&more)).await
    };
    for too_old in ["99", "0"] {
        let refused = ask(too_old).await;
        let words = "302 login_required The login is older than max_age, and prompt is none.";
        assert_eq!(refused.refusal(), words);
        assert_eq!(refused.parameter("state").as_deref(), Some("s"));
    }
    assert!(ask("100").await.parameter("code").is_some());
}

#[tokio::test]
async fn a_max_age_that_is_no_number_of_seconds_is_refused() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    for bad in ["-1", "+1", "1.5", "never", "0 "] {
        let answer = alice.open(&app.authorize_path(&[("max_age", bad), ("state", "s")])).await;
        let words = "302 invalid_request The max_age parameter is not a number of seconds.";
        assert_eq!(answer.refusal(), words, "{bad}");
        assert_eq!(answer.parameter("state").as_deref(), Some("s"));
    }
    let twice = format!("{}&max_age=1&max_age=1", app.authorize_path(&[]));
    let words = "302 invalid_request Duplicate max_age parameter.";
    assert_eq!(alice.open(&twice).await.refusal(), words);
}

#[tokio::test]
async fn an_answer_to_the_question_is_as_good_as_the_login_that_it_is_given_in() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("web");
    let page = alice.open(&app.authorize_path(&[("max_age", "100")])).await;
    world.pass(101);
    let to_login = alice.decide(&page, "allow").await;
    let page = log_in_again(&world, &alice, &to_login).await;
    // However long he thinks now, he is not sent in circles.
    world.pass(200);
    assert!(alice.decide(&page, "allow").await.parameter("code").is_some());
}

#[tokio::test]
async fn who_forges_our_demand_makes_no_login_fresh_that_is_older_than_an_hour() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    world.pass(3_601);
    for since in ["0", "1799999999999", "-1", "x", "99999999999999"] {
        for demand in [("max_age", "0"), ("prompt", "login")] {
            let path = app.authorize_path(&[demand, ("logged_in_after", since)]);
            assert_eq!(alice.open(&path).await.location().path(), "/login", "{since}");
        }
    }
}

#[tokio::test]
async fn a_client_that_is_not_for_this_user_demands_no_login_of_him() {
    let world = World::new().await;
    let bob = world.logged_in("bob@example.com").await;
    world.pass(10);
    for id in ["trusted", "nobody"] {
        let path = world.oauth_app(id).authorize_path(&[("max_age", "1")]);
        assert_eq!(bob.open(&path).await.location().path(), "/login", "{id}");
    }
}
