//! How many clients strangers may register, and that none is lost of those that were acknowledged.

use serde_json::{Value, json};
use tokio::task::JoinSet;

use super::{app, register, registered, with};
use crate::harness::{
    World,
    person::{Answer, Person},
};

/// What one address may register at once.
const BURST: usize = 60;

/// Registers so many, twenty at once.
async fn register_many(person: &Person, count: usize) -> Vec<Answer> {
    let mut answers = Vec::new();
    while answers.len() < count {
        let mut running = JoinSet::new();
        for _ in 0..(count - answers.len()).min(20) {
            let person = person.clone();
            running.spawn(async move { register(&person, &app()).await });
        }
        answers.extend(running.join_all().await);
    }
    answers
}

/// How many clients are stored that registered themselves.
fn count(stored: &str) -> usize {
    stored.matches("is_self_registered=Bool(true)").count()
}

#[tokio::test]
async fn of_a_thousand_from_one_address_the_first_are_kept_and_the_others_told_to_wait() {
    let world = World::new().await;
    let person = world.person();
    let answers = register_many(&person, 1000).await;
    let made: Vec<Value> =
        answers.iter().filter(|answer| answer.status == 201).map(Answer::json).collect();
    assert_eq!(made.len(), BURST);
    let stored = world.stored().await;
    assert_eq!(count(&stored), BURST);
    assert!(made.iter().all(|client| stored.contains(client["client_id"].as_str().unwrap())));
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        let (status, wait) = (refused.status, refused.header("retry-after"));
        assert_eq!((status, wait), (429, "10"), "{refused:?}");
        assert_eq!(refused.json()["error"], "temporarily_unavailable");
        assert_eq!(refused.header("access-control-allow-origin"), "");
    }
    // Who waits as he was told is let in, and nobody else has to wait.
    world.pass(10);
    registered(&person, &app()).await;
    assert_eq!(register(&person, &app()).await.status, 429);
    registered(&world.person(), &app()).await;
    assert_eq!(count(&world.stored().await), BURST + 2);
}

#[tokio::test]
async fn all_addresses_together_have_their_limit_too() {
    let world = World::new().await;
    for _ in 0..10 {
        let answers = register_many(&world.person(), BURST).await;
        assert!(answers.iter().all(|answer| answer.status == 201));
    }
    let refused = register(&world.person(), &app()).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"), "{refused:?}");
    world.pass(1);
    registered(&world.person(), &app()).await;
    assert_eq!(count(&world.stored().await), 10 * BURST + 1);
}

#[tokio::test]
async fn a_change_counts_as_a_registration_and_reading_and_deleting_do_not() {
    let world = World::new().await;
    let person = world.person();
    let client = registered(&person, &app()).await;
    let own = client["registration_client_uri"].as_str().unwrap().replace(&world.url, "");
    let token = client["registration_access_token"].as_str().unwrap();
    let change = with(&json!({ "client_id": client["client_id"] }));
    for count in 1..=BURST {
        let answer = Answer::to(person.put(&own).bearer_auth(token).json(&change)).await;
        assert_eq!(answer.status, if count < BURST { 200 } else { 429 }, "{count}");
    }
    assert_eq!(Answer::to(person.get(&own).bearer_auth(token)).await.status, 200);
    assert_eq!(Answer::to(person.delete(&own).bearer_auth(token)).await.status, 204);
}

#[tokio::test]
async fn what_is_refused_for_its_content_takes_nothing_out_of_the_bucket() {
    let world = World::new().await;
    let person = world.person();
    for _ in 0..BURST + 5 {
        let answer = register(&person, &json!({})).await;
        assert_eq!(answer.status, 400);
    }
    registered(&person, &app()).await;
}
