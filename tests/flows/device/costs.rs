//! What a device costs, counted from DynamoDB's own `ConsumedCapacity`.

use super::{ALICE, Device, PAGE, enter, world};
use crate::budgets::cost;

#[tokio::test]
async fn no_step_of_a_device_costs_more_than_its_budget() {
    let world = world().await;
    let (device, alice) = (Device::of(&world, "tv"), world.logged_in(ALICE).await);
    world.warm_up().await;
    let mut table = Vec::new();
    let mut note = |name: &str| {
        table.push(format!("{name}: {}", cost(&world.proxy.calls())));
        world.proxy.forget();
    };
    let codes = device.begin().await;
    note("device_authorization");
    device.poll(&codes).await;
    note("get_token, too early");
    alice.open(PAGE).await;
    note("the page");
    world.proxy.forget();
    let question = enter(&alice, &[("user_code", &codes.user_code)]).await;
    note("the page, and the question");
    let (token, code) = (question.field("csrf_token"), question.field("user_code"));
    alice
        .send(PAGE, &[("csrf_token", &*token), ("user_code", &*code), ("decision", "allow")])
        .await;
    note("the answer");
    assert_eq!(device.poll(&codes).await.status, 200);
    note("get_token");
    insta::assert_snapshot!(table.join("\n"), @"");
}
