//! Lists: which documents, which fields, in which order, how many.

use serde_json::json;

use super::{Program, data, names, refusal};
use crate::harness::World;

#[tokio::test]
async fn a_list_is_filtered_sorted_and_cut_as_it_is_asked() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let list = async |query: &[(&str, &str)]| data(&program.list("User", query).await);
    assert_eq!(
        list(&[("order_by", "name asc"), ("limit_page_length", "2"), ("limit_start", "1")]).await,
        json!([{"name": "bob@example.com"}, {"name": "dave@example.com"}])
    );
    let enabled = [("filters", r#"{"enabled": 1, "first_name": ["like", "%a%"]}"#)];
    let found =
        list(&[&enabled[..], &[("order_by", "`tabUser`.`first_name` desc")]].concat()).await;
    assert_eq!(names(&found), ["mallory@example.com", "alice@example.com"]);
    let either = [("or_filters", r#"[["User","name","=","BOB@example.com"],["enabled","=",0]]"#)];
    let found = list(&[&either[..], &[("order_by", "name")]].concat()).await;
    assert_eq!(names(&found), ["bob@example.com", "dave@example.com"]);
    let found =
        list(&[("fields", r#"["email", "user_image"]"#), ("limit", "1"), ("order_by", "email")]);
    assert_eq!(found.await, json!([{"email": "alice@example.com", "user_image": null}]));
    // The one that was changed last comes first.
    world.pass(1);
    program.put("/api/resource/User/erin@example.com", &json!({"language": "ga"})).await;
    assert_eq!(names(&list(&[]).await)[0], "erin@example.com");
    assert_eq!(list(&[("limit", "0"), ("filters", "[]")]).await.as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn a_list_by_name_is_one_read() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    for (doctype, filters) in [
        ("User", r#"[["name","=","Bob@example.com"]]"#),
        ("OAuth Client", r#"{"name": "web"}"#),
        ("OAuth Settings", "[]"),
    ] {
        world.warm_up().await;
        let list = data(&program.list(doctype, &[("filters", filters)]).await);
        assert_eq!(list.as_array().unwrap().len(), 1, "{doctype}");
        let operations: Vec<String> =
            world.proxy.calls().into_iter().map(|call| call.operation).collect();
        // The API key, its user, and the document.
        assert_eq!(operations, ["GetItem"; 3], "{doctype}");
    }
    let none = program.list("User", &[("filters", r#"{"name": "nobody@example.com"}"#)]).await;
    assert_eq!(data(&none), json!([]));
    let other = r#"[["name","=","bob@example.com"],["enabled","=",0]]"#;
    assert_eq!(data(&program.list("User", &[("filters", other)]).await), json!([]));
}

#[tokio::test]
async fn tokens_are_listed_by_user_and_by_client_and_codes_are_none() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let bob = world.logged_in("bob@example.com").await;
    let erin = world.logged_in("erin@example.com").await;
    let app = world.oauth_app("everyone");
    app.tokens(&bob).await;
    app.tokens(&erin).await;
    world.oauth_app("other").tokens(&erin).await;
    app.code(&bob).await;
    let count = async |filters: serde_json::Value| {
        let filters = filters.to_string();
        let list = program.list("OAuth Bearer Token", &[("filters", &filters)]).await;
        data(&list).as_array().unwrap().len()
    };
    assert_eq!(count(json!([])).await, 3);
    assert_eq!(count(json!({"user": "erin@example.com"})).await, 2);
    assert_eq!(count(json!({"user": "erin@example.com", "status": "Active"})).await, 2);
    assert_eq!(count(json!({"client": "everyone"})).await, 2);
    assert_eq!(count(json!({"client": "everyone", "user": "erin@example.com"})).await, 1);
    assert_eq!(count(json!({"status": "Revoked"})).await, 0);
    for nobody in ["", &"x".repeat(3000)] {
        assert_eq!(count(json!({"user": nobody, "status": "Active"})).await, 0);
        assert_eq!(count(json!({"name": nobody})).await, 0);
    }
}

#[tokio::test]
async fn a_list_that_cannot_be_had_says_why() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    for (query, expected) in [
        (("fields", r#"["client_secret"]"#), "417 DataError"),
        (("filters", r#"[["client_secret","like","a%"]]"#), "417 DataError"),
        (("order_by", "client_secret"), "417 DataError"),
        (("order_by", "(select 1)"), "417 DataError"),
        (("filters", "name"), "417 ValidationError"),
        (("filters", r#"[["User","name","=","x"]]"#), "417 ValidationError"),
        (("limit", "-1"), "417 ValidationError"),
        (("limit_start", "100000"), "417 ValidationError"),
        (("group_by", "name"), "417 ValidationError"),
    ] {
        let answer = program.list("OAuth Client", &[query]).await;
        assert_eq!(refusal(&answer), expected, "{query:?}");
    }
    let twice = program.get("/api/resource/User?limit=1&limit=2").await;
    assert_eq!(refusal(&twice), "417 ValidationError");
}

#[tokio::test]
async fn more_than_a_thousand_are_not_answered_at_once_but_in_pages() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let like = world.app.store().user("bob@example.com").await.unwrap().unwrap();
    for number in 0..1_050 {
        let name = format!("user{number:04}@example.com");
        let user = shared::protocol::user::User { name, ..like.clone() };
        world.app.store().put_user(&user).await.unwrap();
    }
    let all = program.list("User", &[("limit_page_length", "0")]).await;
    assert_eq!(refusal(&all), "417 ValidationError");
    let page = [("order_by", "name asc"), ("limit_start", "1000"), ("limit_page_length", "100")];
    let page = data(&program.list("User", &page).await);
    assert_eq!(names(&page).len(), 55);
    assert_eq!(names(&page).last(), Some(&"user1049@example.com"));
    let count = program.get("/api/method/frappe.client.get_count?doctype=User").await;
    assert_eq!(count.json()["message"], 1_055);
    let behind = [("order_by", "name"), ("filters", r#"[["name",">","user1048@example.com"]]"#)];
    assert_eq!(names(&data(&program.list("User", &behind).await)), ["user1049@example.com"]);
}
