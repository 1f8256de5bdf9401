//! What is known of a user and told to apps, by the resource API.

use serde_json::json;

use super::{Program, data, refusal};
use crate::harness::World;

#[tokio::test]
async fn a_users_claims_and_a_clients_policy_are_written_read_listed_and_judged() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let path = "/api/resource/User/bob@example.com";
    let sent = json!({"nickname": "Bobby", "time_zone": "Europe/Berlin", "email_verified": 1});
    let saved = data(&program.put(path, &sent).await);
    for (field, value) in sent.as_object().unwrap() {
        assert_eq!(&saved[field], value, "{field}");
    }
    let query = [("filters", r#"[["nickname", "=", "Bobby"]]"#), ("fields", r#"["time_zone"]"#)];
    let list = data(&program.list("User", &query).await);
    assert_eq!(list, json!([{"time_zone": "Europe/Berlin"}]));
    let cleared = data(&program.put(path, &json!({"nickname": ""})).await);
    assert_eq!((cleared.get("nickname"), &cleared["email_verified"]), (None, &json!(1)));
    let wrong = program.put(path, &json!({"birth_date": "yesterday"})).await;
    assert_eq!(refusal(&wrong), "417 ValidationError");

    let path = "/api/resource/OAuth Client/trusted";
    assert_eq!(data(&program.get(path).await)["claims_policy"], "Frappe");
    let sent = json!({"claims_policy": "OpenID Connect"});
    assert_eq!(data(&program.put(path, &sent).await)["claims_policy"], "OpenID Connect");
    let wrong = program.put(path, &json!({"claims_policy": "Mine"})).await;
    assert_eq!(refusal(&wrong), "417 ValidationError");
}
