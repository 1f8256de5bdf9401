//! `frappe.client.*` and `generate_keys`.

use reqwest::Method;
use serde_json::{Value, json};

use super::{MANAGER, Program, client, message, refusal};
use crate::harness::{World, person::Answer};

const USER: &str = "bob@example.com";

/// Calls a method as a form.
async fn call(program: &Program, method: &str, form: &[(&str, &str)]) -> Answer {
    let path = format!("/api/method/frappe.client.{method}");
    Answer::to(program.request(Method::POST, &path).form(form)).await
}

#[tokio::test]
async fn the_reading_methods_answer_from_form_url_and_json() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let got = message(&call(&program, "get", &[("doctype", "User"), ("name", USER)]).await);
    assert_eq!(got["first_name"], "Bob");
    let by_filters = [("doctype", "User"), ("filters", r#"{"first_name": "Bob"}"#)];
    assert_eq!(message(&call(&program, "get", &by_filters).await), got);
    let single = message(&call(&program, "get", &[("doctype", "OAuth Settings")]).await);
    assert_eq!(single["skip_authorization"], 0);

    let path = "/api/method/frappe.client.get_list";
    let body = json!({
        "doctype": "User", "fields": ["name"], "filters": [["enabled", "=", 0]],
    });
    let list = message(&program.post(path, &body).await);
    assert_eq!(list, json!([{"name": "dave@example.com"}]));

    let value = |fieldname: &'static str, filters: &'static str| {
        let form = [("doctype", "User"), ("fieldname", fieldname), ("filters", filters)];
        let program = program.clone();
        async move { message(&call(&program, "get_value", &form).await) }
    };
    assert_eq!(value("first_name", USER).await, json!({"first_name": "Bob"}));
    assert_eq!(value("first_name", r#""bob@example.com""#).await, json!({"first_name": "Bob"}));
    let two = value(r#"["name", "enabled"]"#, r#"{"first_name": "Dave"}"#).await;
    assert_eq!(two, json!({"name": "dave@example.com", "enabled": 0}));
    assert_eq!(value("name", "nobody@example.com").await, json!({}));
    let counted = call(&program, "get_count", &[("doctype", "User"), ("filters", "null")]).await;
    assert_eq!(message(&counted), 5);
}

#[tokio::test]
async fn the_writing_methods_write() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let mut doc = client("Inserted");
    doc["doctype"] = json!("OAuth Client");
    let made = message(&call(&program, "insert", &[("doc", &doc.to_string())]).await);
    let id = made["name"].as_str().unwrap();
    assert!(made["client_secret"].is_string());

    let docs = json!(
        ["x@example.com", "y@example.com"]
            .map(|email| { json!({"doctype": "User", "email": email, "first_name": "X"}) })
    );
    let made = message(&call(&program, "insert_many", &[("docs", &docs.to_string())]).await);
    assert_eq!(made, json!(["x@example.com", "y@example.com"]));

    let set = |field: &'static str, value: &'static str| {
        let form = [("doctype", "User"), ("name", USER), ("fieldname", field), ("value", value)];
        let program = program.clone();
        async move { call(&program, "set_value", &form).await }
    };
    assert_eq!(message(&set("last_name", "Builder").await)["last_name"], "Builder");
    let roles = r#"[{"role": "Blogger"}]"#;
    assert_eq!(message(&set("roles", roles).await)["roles"], json!([{"role": "Blogger"}]));
    let several = message(&set(r#"{"first_name": "Robert", "enabled": 0}"#, "").await);
    assert_eq!((&several["first_name"], &several["enabled"]), (&json!("Robert"), &json!(0)));
    assert_eq!(refusal(&set("modified", "2020-01-01 00:00:00").await), "417 ValidationError");

    let docs = json!([
        {"doctype": "User", "docname": "x@example.com", "first_name": "Xavier"},
        {"doctype": "User", "docname": "nobody@example.com", "new_password": "s3cr3t-in-bulk"},
    ]);
    let answer = call(&program, "bulk_update", &[("docs", &docs.to_string())]).await;
    let failed = message(&answer)["failed_docs"].clone();
    assert_eq!(failed.as_array().unwrap().len(), 1);
    assert_eq!(failed[0]["doc"]["docname"], "nobody@example.com");
    assert!(failed[0]["exc"].as_str().unwrap().contains("DoesNotExistError"));
    assert!(!answer.text.contains("s3cr3t-in-bulk"));

    let form = [("doctype", "OAuth Client"), ("name", id)];
    let gone = call(&program, "delete", &form).await;
    assert_eq!((gone.status, gone.json()), (200, json!({})));
    assert_eq!(refusal(&call(&program, "delete", &form).await), "404 DoesNotExistError");
}

#[tokio::test]
async fn what_is_missing_or_too_much_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let before = world.stored().await;
    let many = Value::from(vec![json!({"doctype": "User", "email": "z@example.com"}); 101]);
    let many = many.to_string();
    for (method, form, expected) in [
        ("get", vec![], "417 MandatoryError"),
        ("get", vec![("doctype", "User")], "417 MandatoryError"),
        (
            "get",
            vec![("doctype", "User"), ("filters", r#"{"name": "n@x"}"#)],
            "404 DoesNotExistError",
        ),
        ("get_list", vec![("doctype", "Note")], "404 DoesNotExistError"),
        ("get_value", vec![("doctype", "User"), ("fieldname", "api_secret")], "417 DataError"),
        ("insert", vec![], "417 MandatoryError"),
        ("insert", vec![("doc", "[]")], "417 ValidationError"),
        ("insert", vec![("doc", r#"{"email": "n@example.com"}"#)], "417 MandatoryError"),
        ("insert_many", vec![("docs", "{}")], "417 ValidationError"),
        ("insert_many", vec![("docs", &many)], "417 ValidationError"),
        ("set_value", vec![("doctype", "User"), ("name", USER)], "417 MandatoryError"),
        ("delete", vec![("doctype", "User")], "417 MandatoryError"),
        ("bulk_update", vec![], "417 MandatoryError"),
    ] {
        assert_eq!(refusal(&call(&program, method, &form).await), expected, "{method} {form:?}");
    }
    // What writes is no GET.
    for method in ["insert", "insert_many", "set_value", "delete", "bulk_update"] {
        let path = format!("/api/method/frappe.client.{method}?doctype=User&name={USER}");
        assert_eq!(program.get(&path).await.status, 405, "{method}");
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn generate_keys_gives_a_user_a_key_and_ends_the_one_that_he_had() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let path = "/api/method/frappe.core.doctype.user.user.generate_keys";
    let form = [("user", MANAGER)];
    let made = message(&Answer::to(program.request(Method::POST, path).form(&form)).await);
    let old = program.get("/api/resource/User").await;
    assert_eq!(refusal(&old), "401 AuthenticationError");
    assert!(old.header("www-authenticate").starts_with("Bearer"), "{old:?}");
    let text = |name: &str| made[name].as_str().unwrap().to_owned();
    let by_basic = program.client.get(format!("{}/api/resource/User", world.url));
    let by_basic = by_basic.basic_auth(text("api_key"), Some(text("api_secret")));
    assert_eq!(Answer::to(by_basic).await.status, 200);
    assert_eq!(program.get(path).await.status, 405);
}
