//! Secrets are in the one answer that made them, and in no read.

use reqwest::Method;
use serde_json::json;

use super::{Program, client, data, message};
use crate::harness::{PASSWORD, World, fixtures::secret_of, person::Answer};

#[tokio::test]
async fn no_read_shows_a_secret() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let made = program.make_client("Shop").await;
    let id = made["name"].as_str().unwrap().to_owned();
    let secret = made["client_secret"].as_str().unwrap().to_owned();
    let keys = "/api/method/frappe.core.doctype.user.user.generate_keys";
    let form = [("user", "bob@example.com")];
    let key = message(&Answer::to(program.request(Method::POST, keys).form(&form)).await);
    let erin = world.logged_in("erin@example.com").await;
    let tokens = world.oauth_app("trusted").tokens(&erin).await;

    let mut read = String::new();
    let doctypes =
        ["OAuth Client", "User", "OAuth Settings", "OAuth Provider Settings", "Social Login Key"];
    for doctype in doctypes.into_iter().chain(["OAuth Bearer Token"]) {
        let list = program.list(doctype, &[("fields", "*"), ("limit", "0")]).await;
        for row in data(&list).as_array().unwrap() {
            let name = row["name"].as_str().unwrap();
            read += &program.get(&format!("/api/resource/{doctype}/{name}")).await.text;
            let query = format!("doctype={doctype}&name={name}");
            read += &program.get(&format!("/api/method/frappe.client.get?{query}")).await.text;
        }
        read += &list.text;
    }
    // A change that makes no secret shows none.
    let path = format!("/api/resource/OAuth Client/{id}");
    read += &program.put(&path, &json!({"app_name": "Store"})).await.text;
    let password = json!({"new_password": "another one, longer"});
    read += &program.put("/api/resource/User/bob@example.com", &password).await.text;

    assert!(read.contains(&id) && read.contains(key["api_key"].as_str().unwrap()));
    let api_secret = key["api_secret"].as_str().unwrap();
    for secret in [
        secret.as_str(),
        api_secret,
        program.secret.as_str(),
        &secret_of("web"),
        &tokens.access,
        &tokens.refresh,
        PASSWORD,
        "another one, longer",
        "client_secret",
        "_hash",
        "argon2",
        "sealed",
    ] {
        assert!(!read.contains(secret), "{secret}");
    }
    for secret in [&secret, api_secret] {
        assert!(!world.stored().await.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_client_that_becomes_confidential_gets_its_secret_once_and_none_is_taken_from_outside() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let mut public = client("Phone");
    public["token_endpoint_auth_method"] = json!("None");
    public["client_secret"] = json!("chosen");
    let made = data(&program.post("/api/resource/OAuth Client", &public).await);
    assert!(made.get("client_secret").is_none());
    let path = format!("/api/resource/OAuth Client/{}", made["name"].as_str().unwrap());
    let confidential = json!({
        "token_endpoint_auth_method": "Client Secret Post", "client_secret": "chosen",
    });
    let changed = data(&program.put(&path, &confidential).await);
    let secret = changed["client_secret"].as_str().unwrap();
    assert_ne!(secret, "chosen");
    assert!(!program.put(&path, &confidential).await.text.contains("client_secret\":"));
}
