//! What a device costs, counted from DynamoDB's own `ConsumedCapacity`.

use super::{ALICE, Device, PAGE, world};
use crate::budgets::cost;

#[tokio::test]
async fn no_step_of_a_device_costs_more_than_its_budget() {
    let world = world().await;
    let (device, alice) = (Device::of(&world, "box"), world.logged_in(ALICE).await);
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
    let token = alice.open(PAGE).await.field("csrf_token");
    note("the page");
    let form = [("csrf_token", token.as_str()), ("user_code", &codes.user_code)];
    alice.send(PAGE, &form).await;
    note("the question");
    alice.send(PAGE, &[&form[..], &[("decision", "allow")]].concat()).await;
    note("the answer");
    assert_eq!(device.poll(&codes).await.status, 200);
    note("get_token");
    insta::assert_snapshot!(table.join("\n"), @"
    device_authorization: 1 reads of 1 units, PutItem tokens of 1 units
    get_token, too early: 2 reads of 2 units, PutItem tokens of 1 units
    the page: 2 reads of 2 units
    the question: 4 reads of 4 units, UpdateItem tokens of 1 units, UpdateItem tokens of 1 units, UpdateItem tokens of 1 units, UpdateItem tokens of 1 units
    the answer: 4 reads of 4 units, UpdateItem tokens of 1 units, UpdateItem tokens of 1 units, UpdateItem tokens of 1 units, UpdateItem tokens of 1 units, PutItem tokens of 1 units
    get_token: 3 reads of 3 units, PutItem tokens of 2 units
    ");
}
