//! Who may register, as the OAuth Settings say.

use affogato::import;
use serde_json::{Value, json};
use shared::secret::SecretHash;

use super::{app, register, registered};
use crate::harness::{
    World,
    app::method,
    person::{Answer, Person},
};

async fn set(world: &World, fields: &Value) {
    let mut settings = json!({ "doctype": "OAuth Settings" });
    settings.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    import::import(&world.app, &[settings]).await.unwrap();
    // Settings are believed for a minute.
    world.pass(60);
}

async fn endpoint(person: &Person) -> Value {
    let document = person.open("/.well-known/oauth-authorization-server").await.json();
    document["registration_endpoint"].clone()
}

#[tokio::test]
async fn where_registration_is_off_nobody_registers_and_nobody_is_told_of_it() {
    let world = World::new().await;
    let stranger = world.person();
    assert!(endpoint(&stranger).await.is_string());
    let client = registered(&stranger, &app()).await;
    set(&world, &json!({ "enable_dynamic_client_registration": 0 })).await;
    assert_eq!(register(&stranger, &app()).await.status, 404);
    let own = super::at_home(&world, reqwest::Method::GET, &client);
    assert_eq!(Answer::to(own).await.status, 404);
    assert_eq!(endpoint(&stranger).await, Value::Null);
}

#[tokio::test]
async fn where_a_token_is_wanted_only_who_shows_it_registers() {
    let world = World::new().await;
    let stranger = world.person();
    let hash = SecretHash::of("affi-right");
    set(
        &world,
        &json!({ "registration_access": "Initial Access Token", "initial_access_token_hash": hash }),
    )
    .await;
    let bare = register(&stranger, &app()).await;
    assert_eq!(bare.status, 401);
    assert!(bare.header("www-authenticate").starts_with("Bearer"), "{bare:?}");
    for (token, status) in [("affi-wrong", 401), ("", 401), ("affi-right", 201)] {
        let request = stranger.post(&method("register_client")).bearer_auth(token).json(&app());
        assert_eq!(Answer::to(request).await.status, status, "{token}");
    }
}
