//! Races through several servers on one store, with answers and without.

use std::collections::BTreeSet;

use serde_json::json;
use shared::{admin::users, protocol::user::User};

use crate::harness::{
    World,
    app::{OAuthApp, Tokens},
    person::Answer,
    proxy::Mood,
};

/// The same request a hundred times at once, through four servers.
async fn a_hundred_times(world: &mut World, app: &OAuthApp, form: &[(&str, &str)]) -> Vec<Answer> {
    let mut apps = vec![app.clone()];
    for _ in 0..3 {
        apps.push(app.at(&world.another_server().await));
    }
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..100 {
        let app = apps[n % apps.len()].clone();
        let form: Vec<(String, String)> =
            form.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        tasks.spawn(async move {
            let form: Vec<(&str, &str)> =
                form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            app.ask(&form).await
        });
    }
    tasks.join_all().await
}

async fn race_for_a_code(mood: Mood) {
    let mut world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code(&alice).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", crate::harness::CALLBACK),
    ];
    world.proxy.set(mood);
    let answers = a_hundred_times(&mut world, &app, &form).await;
    world.proxy.set(Mood::Well);
    let (won, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|answer| answer.status == 200);
    assert_eq!((won.len(), lost.len()), (1, 99));
    assert!(lost.iter().all(|answer| answer.json()["error"] == "invalid_grant"));
    let tokens = Tokens::of(won[0]);
    assert!(!app.is_active(&tokens.access).await);
    assert_eq!(app.refresh(&tokens.refresh).await.status, 400);
}

async fn race_to_refresh(mood: Mood) {
    let mut world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let tokens = app.tokens(&alice).await;
    world.proxy.set(mood);
    let form = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str())];
    let answers = a_hundred_times(&mut world, &app, &form).await;
    world.proxy.set(Mood::Well);
    let pairs: BTreeSet<(String, String)> =
        answers.iter().map(Tokens::of).map(|pair| (pair.access, pair.refresh)).collect();
    assert_eq!(pairs.len(), 1, "one rotation, and the same pair to all");
    let (access, refresh) = pairs.first().unwrap();
    assert!(app.is_active(access).await);
    assert_eq!(app.refresh(refresh).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_redemptions_one_wins_and_the_others_end_its_grant() {
    race_for_a_code(Mood::Well).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_redemptions_one_wins_though_answers_are_lost() {
    race_for_a_code(Mood::LosesAnswers).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_refreshes_at_once_are_one_rotation() {
    race_to_refresh(Mood::Well).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_refreshes_at_once_are_one_rotation_though_answers_are_lost() {
    race_to_refresh(Mood::LosesAnswers).await;
}

#[tokio::test]
async fn a_step_whose_answer_is_lost_has_happened_once_and_succeeds() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    world.proxy.set(Mood::LosesAnswers);
    let code = app.code(&alice).await;
    let tokens = Tokens::of(&app.redeem(&code).await);
    let rotated = Tokens::of(&app.refresh(&tokens.refresh).await);
    assert_eq!(world.proxy.lost(), 3, "the code's, the redemption's and the rotation's");
    assert!(app.is_active(&rotated.access).await);
    assert_eq!(app.revoke(&rotated.access).await.status, 200);
    assert_eq!(world.proxy.lost(), 4);
    assert!(!app.is_active(&rotated.access).await);
}

#[tokio::test]
async fn who_won_knows_it_though_another_has_written_since() {
    let world = World::new().await;
    let alice = world.logged_in("alice@example.com").await;
    let app = world.oauth_app("trusted");
    let code = app.code(&alice).await;
    // The first redemption happens, its answer is lost, and before the SDK repeats it a second
    // one has ended the grant: the first still hears that it won.
    world.proxy.set(Mood::HoldsAnAnswer);
    let first = tokio::spawn({
        let (app, code) = (app.clone(), code.clone());
        async move { app.redeem(&code).await }
    });
    world.proxy.until_lost(1).await;
    let second = app.redeem(&code).await;
    assert_eq!(second.refusal(), "400 invalid_grant The code has been used already.");
    world.proxy.set(Mood::Well);
    let tokens = Tokens::of(&first.await.unwrap());
    assert!(!app.is_active(&tokens.access).await);
}

#[tokio::test]
async fn a_change_of_a_user_whose_answer_is_lost_has_happened_once_and_succeeds() {
    let world = World::new().await;
    world.proxy.set(Mood::LosesAnswers);
    let fields = json!({"email": "zoe@example.com", "new_password": "correct horse"});
    users::create(&world.app, fields.as_object().unwrap()).await.unwrap();
    let add_a_role = |user: Option<&User>| {
        let mut user = user?.clone();
        user.roles.push("Blogger".to_owned());
        Some(user)
    };
    let store = world.app.store();
    let change = store.change_user("zoe@example.com", add_a_role).await.unwrap();
    assert_eq!(world.proxy.lost(), 2);
    assert!(change.before.is_some_and(|before| before.roles.is_empty()));
    let user = store.user("zoe@example.com").await.unwrap();
    assert_eq!(user.as_ref().map(|user| user.roles.len()), Some(1));
    assert_eq!(change.after, user);
}
