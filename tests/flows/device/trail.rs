//! The trail of a device.

use super::{ALICE, Device, allow, enter, world};
use crate::trail::Log;

#[tokio::test]
async fn a_device_leaves_a_line_when_something_happens_and_none_while_it_waits() {
    let world = world().await;
    if world.is_left_out("the lines are caught in this thread; a process writes them elsewhere") {
        return;
    }
    let (alice, device) = (world.logged_in(ALICE).await, Device::of(&world, "tv"));
    let log = Log::begin();
    Device::of(&world, "public").begin_with(&[]).await;
    let codes = device.begin().await;
    device.poll(&codes).await;
    device.poll(&codes).await;
    enter(&alice, &[("user_code", "BCDFGHJK")]).await;
    allow(&alice, &codes).await;
    device.poll(&codes).await;
    device.poll(&codes).await;
    Log::end();
    insta::assert_snapshot!(log.columns(["event", "outcome", "cause", "actor", "client"]), @r"
    device_authorization | refused | The client may not use the device grant. | - | public
    device_authorization | done | - | - | tv
    authorization | refused | unknown device code | alice-sub | -
    authorization | done | - | alice-sub | tv
    token | done | - | alice-sub | tv
    token | refused | The device_code has been used already. | alice-sub | tv
    ");
    let typed = codes.user_code.replace('-', "");
    for secret in [&codes.user_code, &typed, &codes.device_code] {
        assert!(!log.text().contains(secret.as_str()), "{secret} stands in the log");
    }
}
