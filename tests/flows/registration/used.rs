//! How long a client is kept that nobody vouches for.

use reqwest::Method;

use super::{app, at_home, authorize_path, oauth_app, registered, tokens};
use crate::harness::{World, person::Answer};

#[tokio::test]
async fn a_client_that_nobody_used_for_a_day_is_gone_and_one_that_was_used_is_there() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let unused = registered(&world.person(), &app()).await;
    let used = registered(&world.person(), &app()).await;
    tokens(&oauth_app(&world, &used), &alice).await;
    world.pass(86_399);
    assert_eq!(Answer::to(at_home(&world, Method::GET, &unused)).await.status, 200);
    world.pass(1);

    let alice = world.logged_in("alice@example.com").await;
    let gone = oauth_app(&world, &unused);
    let page = alice.open(&authorize_path(&gone)).await;
    assert!(page.status >= 400 && !page.text.contains("btn-allow"), "{page:?}");
    let refused = gone.redeem("affcx").await;
    assert_eq!((refused.status, &refused.json()["error"]), (401, &"invalid_client".into()));
    for kind in [Method::GET, Method::PUT, Method::DELETE] {
        let answer = Answer::to(at_home(&world, kind, &unused).json(&app())).await;
        assert_eq!(answer.status, 401);
    }

    let there = oauth_app(&world, &used);
    assert_eq!(Answer::to(at_home(&world, Method::GET, &used)).await.status, 200);
    tokens(&there, &alice).await;
}

#[tokio::test]
async fn the_desk_says_until_when_a_client_is_kept() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let client = registered(&world.person(), &app()).await;
    let path = format!("/app/oauth-client/{}", client["client_id"].as_str().unwrap());
    let page = alice.open(&path).await;
    for words in ["by the app itself: nobody vouches for it", "2027-01-16 08:00:00 UTC"] {
        assert!(page.text.contains(words), "{words} in {}", page.text);
    }
    let program = crate::resource::Program::of_a_manager(&world).await;
    let id = client["client_id"].as_str().unwrap();
    let document = program.get(&format!("/api/resource/OAuth Client/{id}")).await;
    assert_eq!(document.json()["data"]["unused_until"], "2027-01-16 08:00:00.000000");
    assert!(!document.text.contains("registration_access_token"));
}
