//! A device's way while the store's answers are lost: what was written is known as one's own.

use super::{ALICE, Device, allow, world};
use crate::harness::{app::Tokens, proxy::Mood};

#[tokio::test]
async fn a_device_comes_to_its_tokens_though_the_stores_answers_are_lost() {
    let world = world().await;
    let (alice, device) = (world.logged_in(ALICE).await, Device::of(&world, "box"));
    world.proxy.set(Mood::LosesAnswers);
    for _ in 0..5 {
        let codes = device.begin().await;
        assert_eq!(device.error(&codes).await, "authorization_pending");
        allow(&alice, &codes).await;
        let tokens = Tokens::of(&device.poll(&codes).await);
        assert!(device.app.is_active(&tokens.access).await);
    }
}
