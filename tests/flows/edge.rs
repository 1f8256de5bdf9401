//! Behind `CloudFront`: nobody comes past it, and its word on the viewer's address counts.

use reqwest::RequestBuilder;
use shared::secret::SecretHash;

use crate::harness::{World, person::Answer};

const SECRET: &str = "what CloudFront knows";

async fn world() -> World {
    World::with(|config| config.edge_secret = Some(SecretHash::of(SECRET))).await
}

/// A wrong login that says it comes from this address.
fn guess(world: &World, address: &str) -> RequestBuilder {
    let form = [("usr", "nobody@example.com"), ("pwd", "wrong")];
    let request = world.person().post("/api/method/login").form(&form);
    request.header("cloudfront-viewer-address", format!("{address}:46532"))
}

#[tokio::test]
async fn a_request_without_the_secret_of_the_edge_is_refused_before_it_costs_anything() {
    let world = world().await;
    for secret in ["", "a guess"] {
        world.proxy.forget();
        let request = guess(&world, "192.0.2.7").header("x-affogato-edge", secret);
        let answer = Answer::to(request).await;
        assert_eq!(answer.status, 403, "{answer:?}");
        assert_eq!(answer.json()["exc_type"], "PermissionError");
        assert_eq!(world.proxy.calls().len(), 0);
    }
}

#[tokio::test]
async fn logins_are_counted_on_the_viewers_address() {
    let world = world().await;
    let answer = Answer::to(guess(&world, "192.0.2.7").header("x-affogato-edge", SECRET)).await;
    assert_eq!(answer.status, 401, "{answer:?}");
    assert!(world.stored().await.contains("throttle#address#192.0.2.7#"));
}

#[tokio::test]
async fn without_an_edge_nobody_chooses_his_address() {
    let world = World::new().await;
    let answer = Answer::to(guess(&world, "192.0.2.7").header("x-affogato-edge", SECRET)).await;
    assert_eq!(answer.status, 401, "{answer:?}");
    assert!(!world.stored().await.contains("192.0.2.7"));
}
