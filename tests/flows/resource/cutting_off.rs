//! A deleted client, a disabled user, another password: one write ends ten thousand grants as it
//! ends one.

use serde_json::json;
use shared::protocol::{
    grant::{Attempt, Grant},
    token::GrantId,
};
use shared::secret::Random;
use tokio::task::JoinSet;

use super::Program;
use crate::harness::{PASSWORD, World, app::Tokens};

const MALLORY: &str = "mallory@example.com";

/// Gives Mallory as many grants of the client as that, beside the one of these tokens.
async fn more_grants(world: &World, count: usize) {
    let now = world.clock.now();
    let found = world.app.store().grants_of_user(MALLORY, now).await.unwrap();
    let like = found[0].grant.clone();
    let behind = world.app_behind_the_proxy();
    // A few at a time: more wait for each other longer than the SDK has patience.
    for _ in (0..count).step_by(8) {
        let mut writes = JoinSet::new();
        for _ in 0..8 {
            let grant = Grant { id: GrantId::draw(Random), ..like.clone() };
            let store = behind.store().clone();
            writes.spawn(async move {
                store.start_grant(&grant, &Attempt::draw(Random)).await.unwrap();
            });
        }
        writes.join_all().await;
    }
}

async fn tokens(world: &World, password: &str) -> Tokens {
    let mallory = world.person();
    assert_eq!(mallory.log_in(MALLORY, password).await.status, 200);
    world.oauth_app("trusted").tokens(&mallory).await
}

/// Whether the tokens work: profile, and refresh.
async fn are_alive(world: &World, tokens: &Tokens) -> (bool, bool) {
    let app = world.oauth_app("trusted");
    let profile = app.profile(&tokens.access).await.status == 200;
    (profile, app.refresh(&tokens.refresh).await.status == 200)
}

/// What has been written since the proxy forgot.
fn writes(world: &World) -> Vec<String> {
    let reads = ["GetItem", "Query", "Scan"];
    let calls = world.proxy.calls().into_iter();
    calls.map(|call| call.operation).filter(|name| !reads.contains(&name.as_str())).collect()
}

/// What each of the three acts writes, with so many grants there.
async fn acts(count: usize) -> [Vec<String>; 3] {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let user = format!("/api/resource/User/{MALLORY}");
    let first = tokens(&world, PASSWORD).await;
    more_grants(&world, count).await;
    world.pass(1);

    world.proxy.forget();
    let other = json!({"new_password": "another one, longer"});
    assert_eq!(program.put(&user, &other).await.status, 200);
    let by_password = writes(&world);
    assert_eq!(are_alive(&world, &first).await, (false, false));

    world.pass(1);
    let second = tokens(&world, "another one, longer").await;
    world.pass(1);
    world.proxy.forget();
    assert_eq!(program.put(&user, &json!({"enabled": 0})).await.status, 200);
    let by_disabling = writes(&world);
    assert_eq!(are_alive(&world, &second).await, (false, false));

    world.pass(1);
    assert_eq!(program.put(&user, &json!({"enabled": 1})).await.status, 200);
    world.pass(1);
    let third = tokens(&world, "another one, longer").await;
    assert_eq!(world.oauth_app("trusted").profile(&third.access).await.status, 200);
    world.proxy.forget();
    assert_eq!(program.delete("/api/resource/OAuth Client/trusted").await.status, 202);
    let by_deleting = writes(&world);
    assert_eq!(are_alive(&world, &third).await, (false, false));
    [by_password, by_disabling, by_deleting]
}

#[tokio::test]
async fn ten_thousand_grants_end_by_the_same_writes_as_one() {
    let few = acts(0).await;
    // The user, his password, and the cut behind whoever logged in with the old one meanwhile.
    assert_eq!(few[0], ["PutItem"; 3]);
    assert_eq!(few[1], ["PutItem"]);
    assert_eq!(few[2], ["DeleteItem"]);
    assert_eq!(acts(10_000).await, few);
}
