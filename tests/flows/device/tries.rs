//! How many codes a person may try.

use super::{ALICE, Device, enter, world};
use crate::harness::person::Person;

#[tokio::test]
async fn what_cannot_be_a_code_is_told_and_not_counted() {
    let world = world().await;
    let alice = world.logged_in(ALICE).await;
    let before = world.stored().await;
    for typed in ["", "BCDF", "BCDFGHJA", "BCDF-GHJ1", &"B".repeat(65)] {
        let answer = enter(&alice, &[("user_code", typed)]).await;
        assert_eq!(answer.status, 400, "{typed}");
        assert!(answer.text.contains("eight letters, such as WDJB-MJHT"), "{answer:?}");
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn ten_wrong_codes_are_heard_in_ten_minutes_and_then_not_even_the_right_one() {
    let world = world().await;
    let alice = world.logged_in(ALICE).await;
    let device = Device::of(&world, "tv");
    // To the end of a window: the right ones are not counted, nor are the wrong ones of another user.
    world.pass(600 - u64::try_from(world.clock.now().seconds()).unwrap() % 600);
    let codes = device.begin().await;
    for _ in 0..12 {
        assert_eq!(enter(&alice, &[("user_code", &codes.user_code)]).await.status, 200);
    }
    for tried in 0..10 {
        let guess = [("user_code", "BCDF-GHJK"), ("decision", "allow")];
        let answer = enter(&alice, &guess).await;
        assert_eq!(answer.status, 400, "{tried}: {answer:?}");
        assert!(answer.text.contains("This code is unknown"), "{answer:?}");
    }
    let form = [("user_code", &*codes.user_code), ("decision", "allow")];
    let answer = enter(&alice, &form).await;
    assert_eq!(answer.status, 429, "{answer:?}");
    assert!(answer.text.contains("Too many attempts"), "{answer:?}");
    assert_eq!(answer.header("retry-after"), "600");
    assert_eq!(device.error(&codes).await, "authorization_pending");
    // Another person is not held back by it.
    let erin = world.logged_in("erin@example.com").await;
    assert_eq!(enter(&erin, &[("user_code", &codes.user_code)]).await.status, 200);
    world.pass(599);
    assert_eq!(enter(&alice, &form).await.status, 429);
    world.pass(1);
    let fresh = device.begin().await;
    assert_eq!(enter(&alice, &[("user_code", &fresh.user_code)]).await.status, 200);
}

#[tokio::test]
async fn fifty_wrong_codes_are_heard_from_an_address_whoever_sits_there() {
    let world = world().await;
    world.pass(600 - u64::try_from(world.clock.now().seconds()).unwrap() % 600);
    let names = ["alice", "mallory", "erin", "bob"];
    let mut people = Vec::new();
    for name in names {
        let person = Person::sitting_at(&world.url, [127, 9, 9, 9]);
        let email = format!("{name}@example.com");
        assert_eq!(person.log_in(&email, crate::harness::PASSWORD).await.status, 200);
        people.push(person);
    }
    let counter = shared::protocol::throttle::Counter::of_device_codes_from(
        [127, 9, 9, 9].into(),
        world.clock.now(),
    );
    for _ in 0..40 {
        world.app.store().count_attempt(&counter).await.unwrap();
    }
    let [alice, mallory, ..] = &people[..] else { panic!() };
    for _ in 0..10 {
        assert_eq!(enter(alice, &[("user_code", "BCDFGHJK")]).await.status, 400);
    }
    assert_eq!(enter(mallory, &[("user_code", "BCDFGHJK")]).await.status, 429);
}
