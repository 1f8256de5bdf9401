//! Documents of each doctype: made, read, changed, deleted.

use std::fmt::Write;

use serde_json::json;

use super::{MANAGER, Program, client, data, refusal};
use crate::harness::{PASSWORD, World, app::OAuthApp, person::Answer};

#[tokio::test]
async fn a_client_is_made_works_is_changed_and_deleted() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let made = program.make_client("Shop").await;
    let id = made["name"].as_str().unwrap();
    assert_eq!(made["client_id"], id);
    assert_eq!(made["doctype"], "OAuth Client");
    assert_eq!(made["creation"], "2027-01-15 08:00:00.000000");
    assert_eq!(
        (&made["docstatus"], &made["idx"], &made["owner"]),
        (&json!(0), &json!(0), &json!(""))
    );

    let mut app: OAuthApp = world.oauth_app(id);
    made["client_secret"].as_str().unwrap().clone_into(&mut app.secret);
    let bob = world.logged_in("bob@example.com").await;
    let tokens = app.tokens(&bob).await;
    assert_eq!(app.profile(&tokens.access).await.status, 200);

    let path = format!("/api/resource/OAuth Client/{id}");
    let changed = data(&program.put(&path, &json!({"app_name": "Store", "name": "x"})).await);
    assert_eq!((&changed["app_name"], &changed["name"]), (&json!("Store"), &json!(id)));
    assert_eq!(data(&program.get(&path).await), changed);

    let gone = program.delete(&path).await;
    assert_eq!((gone.status, gone.json()), (202, json!({"message": "ok"})));
    assert_eq!(refusal(&program.get(&path).await), "404 DoesNotExistError");
    assert_eq!(refusal(&program.delete(&path).await), "404 DoesNotExistError");
    assert_eq!(app.profile(&tokens.access).await.status, 401);
}

#[tokio::test]
async fn a_user_is_made_logs_in_is_changed_and_deleted() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let sent = json!({
        "email": "Carol@Example.com", "first_name": "Carol", "new_password": PASSWORD,
        "roles": [{"role": "Blogger"}],
    });
    let made = data(&program.post("/api/resource/User", &sent).await);
    assert_eq!((&made["name"], &made["full_name"]), (&json!("carol@example.com"), &json!("Carol")));
    let carol = world.logged_in("carol@example.com").await;
    assert_eq!(
        refusal(&program.post("/api/resource/User", &sent).await),
        "409 DuplicateEntryError"
    );

    let path = "/api/resource/User/carol@example.com";
    let other = json!({"new_password": "another one, longer", "last_name": "C"});
    assert_eq!(data(&program.put(path, &other).await)["last_name"], "C");
    assert_eq!(carol.open("/me").await.status, 302);
    assert_eq!(world.person().log_in("carol@example.com", PASSWORD).await.status, 401);
    let answer = world.person().log_in("carol@example.com", "another one, longer").await;
    assert_eq!(answer.status, 200);

    assert_eq!(program.delete(path).await.status, 202);
    assert_eq!(refusal(&program.get(path).await), "404 DoesNotExistError");
    let himself = format!("/api/resource/User/{MANAGER}");
    assert_eq!(refusal(&program.delete(&himself).await), "403 PermissionError");
    let disabled = program.put(&himself, &json!({"enabled": 0})).await;
    assert_eq!(refusal(&disabled), "403 PermissionError");
}

#[tokio::test]
async fn the_two_settings_are_one_and_the_key_names_the_server() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let old = "/api/resource/OAuth Provider Settings/OAuth Provider Settings";
    let new = "/api/resource/OAuth Settings/OAuth Settings";
    assert_eq!(data(&program.get(old).await)["skip_authorization"], "Force");
    let set = data(&program.put(new, &json!({"skip_authorization": 1})).await);
    assert_eq!(set["skip_authorization"], 1);
    assert_eq!(data(&program.get(old).await)["skip_authorization"], "Auto");
    // What is not sent stays.
    assert_eq!(data(&program.put(new, &json!({})).await)["skip_authorization"], 1);

    let key = "/api/resource/Social Login Key/frappe";
    assert_eq!(data(&program.get(key).await)["base_url"], json!(null));
    let named = json!({"base_url": "https://id.example.com/"});
    let answer = data(&program.put(key, &named).await);
    assert_eq!(answer["base_url"], "https://id.example.com");
    let wrong = program.put(key, &json!({"base_url": "https://id.example.com/path"})).await;
    assert_eq!(refusal(&wrong), "417 ValidationError");
    assert_eq!(data(&program.put(key, &json!({"base_url": ""})).await)["base_url"], json!(null));

    for path in [old, new, key] {
        assert_eq!(refusal(&program.delete(path).await), "403 PermissionError", "{path}");
        let doctype = path.rsplit_once('/').unwrap().0;
        let made = program.post(doctype, &json!({})).await;
        assert_eq!(refusal(&made), "403 PermissionError", "{path}");
        let other = program.get(&format!("{doctype}/other")).await;
        assert_eq!(refusal(&other), "404 DoesNotExistError", "{path}");
        assert_eq!(data(&program.list(&doctype[14..], &[]).await).as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_token_is_read_and_revoked_and_neither_made_nor_changed() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let (bob, erin) =
        (world.logged_in("bob@example.com").await, world.logged_in("erin@example.com").await);
    let app = world.oauth_app("everyone");
    let (first, second) = (app.tokens(&bob).await, app.tokens(&erin).await);
    let of = |email: &str| json!([["user", "=", email]]).to_string();
    let mut found = Vec::new();
    for email in ["bob@example.com", "erin@example.com"] {
        let query = [("filters", of(email)), ("fields", "*".to_owned())];
        let query = query.each_ref().map(|(name, value)| (*name, value.as_str()));
        let list = data(&program.list("OAuth Bearer Token", &query).await);
        assert_eq!(
            (&list[0]["client"], &list[0]["status"]),
            (&json!("everyone"), &json!("Active"))
        );
        found.push(format!(
            "/api/resource/OAuth Bearer Token/{}",
            list[0]["name"].as_str().unwrap()
        ));
    }
    assert_eq!(
        refusal(&program.put(&found[0], &json!({"status": "Active"})).await),
        "403 PermissionError"
    );
    let made = program.post("/api/resource/OAuth Bearer Token", &json!({"user": MANAGER})).await;
    assert_eq!(refusal(&made), "403 PermissionError");
    assert!(app.is_active(&first.access).await && app.is_active(&second.access).await);

    let revoked = data(&program.put(&found[0], &json!({"status": "Revoked"})).await);
    assert_eq!(revoked["status"], "Revoked");
    assert_eq!(program.delete(&found[1]).await.status, 202);
    assert!(!app.is_active(&first.access).await && !app.is_active(&second.access).await);
    assert_eq!(data(&program.get(&found[1]).await)["status"], "Revoked");
}

#[tokio::test]
async fn a_document_comes_as_json_as_a_form_or_as_json_in_a_form() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let path = "/api/resource/User/bob@example.com";
    let put = || program.request(reqwest::Method::PUT, path);
    let long = format!("https://x.example/{}", "x".repeat(10_000));
    for (request, name) in [
        (put().json(&json!({"first_name": "One", "roles": [{"role": "Blogger"}]})), "One"),
        (
            put().form(&[("data", json!({"first_name": "Two", "user_image": long}).to_string())]),
            "Two",
        ),
        (put().form(&[("first_name", "Three"), ("enabled", "1")]), "Three"),
    ] {
        assert_eq!(data(&Answer::to(request).await)["first_name"], name);
    }
    let bob = data(&program.get(path).await);
    assert_eq!((&bob["roles"], &bob["user_image"]), (&json!([{"role": "Blogger"}]), &json!(long)));

    let before = world.stored().await;
    for request in [
        put().body("first_name=x").header("content-type", "text/plain"),
        put().body("{").header("content-type", "application/json"),
        put().body("[]").header("content-type", "application/json"),
        put().body(r#"{"enabled": 1, "enabled": 0}"#).header("content-type", "application/json"),
        put().form(&[("data", "[]")]),
        put().form(&[("first_name", "x"), ("first_name", "y")]),
        put().json(&json!({"roles": "Blogger"})),
        put().json(&json!({"first_name": "x".repeat(300 * 1024)})),
    ] {
        assert_eq!(refusal(&Answer::to(request).await), "417 ValidationError");
    }
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn a_change_of_an_older_version_is_refused() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let settings = "/api/resource/OAuth Settings/OAuth Settings";
    for path in ["/api/resource/OAuth Client/web", "/api/resource/User/bob@example.com", settings] {
        let mut old = data(&program.get(path).await);
        world.pass(1);
        let field = if path == settings { "skip_authorization" } else { "language" };
        let field = if path.contains("Client") { "app_name" } else { field };
        let first = data(&program.put(path, &json!({ field: "1" })).await);
        assert_ne!(first["modified"], old["modified"], "{path}");
        old[field] = "0".into();
        let second = program.put(path, &old).await;
        assert_eq!(refusal(&second), "417 TimestampMismatchError", "{path}");
        old["modified"] = "yesterday".into();
        assert_eq!(refusal(&program.put(path, &old).await), "417 TimestampMismatchError", "{path}");
        assert_eq!(data(&program.get(path).await), first, "{path}");
        // The version that is there may be changed.
        assert_eq!(program.put(path, &first).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn every_refusal_has_frappes_exception() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let before = world.stored().await;
    let mut without_name = client("x");
    without_name["app_name"] = json!("");
    let mut bad_uri = client("x");
    bad_uri["redirect_uris"] = json!("javascript:alert(1)");
    let mut table = String::new();
    for (what, answer) in [
        ("no such doctype", program.get("/api/resource/Role").await),
        ("no such doctype's document", program.get("/api/resource/Has Role/x").await),
        ("no such document", program.get("/api/resource/User/nobody@example.com").await),
        ("a name too long", program.get(&format!("/api/resource/User/{}", "x".repeat(3000))).await),
        (
            "a client's name too long",
            program.delete(&format!("/api/resource/OAuth Client/{}", "x".repeat(3000))).await,
        ),
        ("no name", program.post("/api/resource/OAuth Client", &without_name).await),
        ("a URI that runs", program.post("/api/resource/OAuth Client", &bad_uri).await),
        ("no e-mail", program.post("/api/resource/User", &json!({})).await),
        ("no address", program.post("/api/resource/User", &json!({"email": "x"})).await),
        (
            "an automatic role",
            program
                .post("/api/resource/User", &json!({"email": "n@x", "roles": [{"role": "All"}]}))
                .await,
        ),
        ("made at a name", program.post("/api/resource/User/n@x", &json!({})).await),
        ("changed without a name", program.put("/api/resource/User", &json!({})).await),
        ("deleted without a name", program.delete("/api/resource/User/").await),
    ] {
        writeln!(table, "{what}: {}", refusal(&answer)).unwrap();
    }
    insta::assert_snapshot!(table, @r"
    no such doctype: 404 DoesNotExistError
    no such doctype's document: 404 DoesNotExistError
    no such document: 404 DoesNotExistError
    a name too long: 404 DoesNotExistError
    a client's name too long: 404 DoesNotExistError
    no name: 417 MandatoryError
    a URI that runs: 417 ValidationError
    no e-mail: 417 MandatoryError
    no address: 417 ValidationError
    an automatic role: 417 ValidationError
    made at a name: 417 ValidationError
    changed without a name: 417 MandatoryError
    deleted without a name: 417 MandatoryError
    ");
    // API Gateway decodes a path, and makes some text of what is none.
    let not_text = program.get("/api/resource/%ff").await;
    assert!([404, 417].contains(&not_text.status), "{}", not_text.text);
    assert_eq!(world.stored().await, before);
}

#[tokio::test]
async fn what_strangers_wrote_comes_as_json_text_only() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let script = "<script>alert(1)</script>";
    let made = program.make_client(script).await;
    let id = made["name"].as_str().unwrap();
    let path = format!("/api/resource/OAuth Client/{id}");
    let list = format!("/api/resource/OAuth Client?fields=[\"app_name\"]&limit=0&x={script}");
    for path in [path.as_str(), &list, "/api/resource/<script>", "/api/resource/User/<script>"] {
        // As a browser asks for a page.
        let request = program.request(reqwest::Method::GET, path).header("accept", "text/html");
        let answer = Answer::to(request).await;
        assert_eq!(answer.header("content-type"), "application/json", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        answer.json();
    }
    assert_eq!(data(&program.get(&path).await)["app_name"], script);
}
