//! Cutting off: one write, and everything is dead at its next use.

use shared::protocol::{client::Client, user::User};

use crate::harness::{
    World,
    app::Tokens,
    person::{Answer, Person},
};

/// Tokens and a session of Alice, and the app that has them.
async fn alive(world: &World) -> (Person, Tokens) {
    let alice = world.logged_in("alice@example.com").await;
    let tokens = world.oauth_app("trusted").tokens(&alice).await;
    world.pass(1);
    (alice, tokens)
}

/// Which of profile, introspection, refresh and session still work.
async fn signs_of_life(world: &World, (alice, tokens): &(Person, Tokens)) -> [bool; 4] {
    let app = world.oauth_app("trusted");
    [
        app.profile(&tokens.access).await.status == 200,
        app.is_active(&tokens.access).await,
        app.refresh(&tokens.refresh).await.status == 200,
        alice.open("/me").await.status == 200,
    ]
}

async fn change_user(world: &World, change: impl FnOnce(&mut User)) {
    let store = world.app.store();
    let mut user = store.user("alice@example.com").await.unwrap().unwrap();
    change(&mut user);
    store.put_user(&user).await.unwrap();
}

async fn change_client(world: &World, change: impl FnOnce(&mut Client)) {
    let store = world.app.store();
    let mut client = store.client("trusted").await.unwrap().unwrap();
    change(&mut client);
    store.put_client(&client).await.unwrap();
}

#[tokio::test]
async fn everything_lives_while_nothing_is_cut_off() {
    let world = World::new().await;
    let alive = alive(&world).await;
    assert_eq!(signs_of_life(&world, &alive).await, [true; 4]);
}

#[tokio::test]
async fn a_disabled_user_is_cut_off() {
    let world = World::new().await;
    let alive = alive(&world).await;
    change_user(&world, |user| user.enabled = false).await;
    assert_eq!(signs_of_life(&world, &alive).await, [false; 4]);
}

#[tokio::test]
async fn signing_out_everywhere_cuts_off_what_was_before_and_nothing_after() {
    let world = World::new().await;
    let alive = alive(&world).await;
    let now = world.clock.now();
    change_user(&world, |user| user.valid_from = now).await;
    assert_eq!(signs_of_life(&world, &alive).await, [false; 4]);
    world.pass(1);
    let after = self::alive(&world).await;
    assert_eq!(signs_of_life(&world, &after).await, [true; 4]);
}

#[tokio::test]
async fn another_user_of_the_same_email_inherits_nothing() {
    let world = World::new().await;
    let alive = alive(&world).await;
    change_user(&world, |user| user.sub = "another alice".into()).await;
    assert_eq!(signs_of_life(&world, &alive).await, [false; 4]);
}

#[tokio::test]
async fn a_user_who_lost_the_role_loses_the_client_but_not_the_session() {
    let world = World::new().await;
    let alive = alive(&world).await;
    change_user(&world, |user| user.roles.clear()).await;
    assert_eq!(signs_of_life(&world, &alive).await, [false, false, false, true]);
}

#[tokio::test]
async fn a_client_that_was_cut_off_loses_its_grants() {
    let world = World::new().await;
    let alive = alive(&world).await;
    let now = world.clock.now();
    change_client(&world, |client| client.valid_from = now).await;
    assert_eq!(signs_of_life(&world, &alive).await, [false, false, false, true]);
}

#[tokio::test]
async fn a_code_of_a_user_who_was_disabled_since_gives_nothing() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code(&alice).await;
    change_user(&world, |user| user.enabled = false).await;
    let answer = app.redeem(&code).await;
    assert_eq!(answer.refusal(), "400 invalid_grant The user may no longer use this grant.");
}

#[tokio::test]
async fn a_code_of_a_user_who_lost_the_role_since_gives_nothing() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code(&alice).await;
    change_user(&world, |user| user.roles.clear()).await;
    let answer = app.redeem(&code).await;
    assert_eq!(answer.refusal(), "400 invalid_grant The user may no longer use this client.");
    // And the next authorization is refused like an unknown client.
    let again = Answer::to(alice.get(&app.authorize_path(&[]))).await;
    assert_eq!(again.refusal(), "400 invalid_request Invalid client_id parameter value.");
}

#[tokio::test]
async fn cutting_everybody_off_is_one_write_that_is_heard_within_a_minute() {
    let world = World::new().await;
    let old = alive(&world).await;
    world.proxy.forget();
    world.app.store().cut_everybody_off(world.clock.now()).await.unwrap();
    assert_eq!(world.proxy.calls().len(), 1);
    world.pass(61);
    assert_eq!(signs_of_life(&world, &old).await, [false; 4]);
    let new = alive(&world).await;
    assert_eq!(signs_of_life(&world, &new).await, [true; 4]);
}

#[tokio::test]
async fn a_restored_table_revives_nothing_once_everybody_is_cut_off() {
    let mut world = World::new().await;
    let app = world.oauth_app("trusted");
    let old = alive(&world).await;
    let code = app.code(&old.0).await;
    let backup = world.back_up().await;
    assert_eq!(app.redeem(&code).await.status, 200);
    assert_eq!(app.revoke(&old.1.access).await.status, 200);
    assert!(!app.is_active(&old.1.access).await);

    // This is why: the table of that day knows neither the revocation nor that the code was used.
    world.restore(backup).await;
    assert!(app.is_active(&old.1.access).await);

    world.app.store().cut_everybody_off(world.clock.now()).await.unwrap();
    // A function that starts now knows of it; one that runs hears it within a minute.
    let fresh = app.at(&world.another_server().await);
    let refusal = fresh.redeem(&code).await.refusal();
    assert_eq!(refusal, "400 invalid_grant The user may no longer use this grant.");
    world.pass(61);
    assert_eq!(signs_of_life(&world, &old).await, [false; 4]);
}
