//! The legacy `cmd` at the root.

use serde_json::json;

use super::{MANAGER, Program, message};
use crate::harness::{PASSWORD, World, person::Answer};

#[tokio::test]
async fn login_and_logout_are_answered_in_place() {
    let world = World::new().await;
    let alice = world.person();
    let form = [("cmd", "login"), ("usr", MANAGER), ("pwd", PASSWORD)];
    let answer = Answer::to(alice.post("/").form(&form)).await;
    assert_eq!((answer.status, &answer.json()["message"]), (200, &json!("Logged In")));
    assert_eq!(alice.open("/me").await.status, 200);
    assert_eq!(Answer::to(alice.get("/?cmd=logout")).await.status, 200);
    assert_eq!(alice.open("/me").await.status, 302);
    let wrong = [("cmd", "login"), ("usr", MANAGER), ("pwd", "wrong")];
    assert_eq!(Answer::to(alice.post("/").form(&wrong)).await.status, 401);
    // A password in a URL is not read.
    let in_url = format!("/?cmd=login&usr={MANAGER}&pwd={PASSWORD}");
    assert_eq!(Answer::to(alice.get(&in_url)).await.status, 405);
    assert_eq!(Answer::to(alice.post(&in_url)).await.status, 401);
    let foreign = alice.post("/").header("origin", "https://evil.example").form(&form);
    assert_eq!(Answer::to(foreign).await.status, 403);
}

#[tokio::test]
async fn another_method_is_called_where_it_is_and_nowhere_else() {
    let world = World::new().await;
    let nobody = world.person();
    let there =
        Answer::to(nobody.get("/?cmd=frappe.client.get_value&doctype=User&x=%2F%2Fy")).await;
    assert_eq!(there.status, 307);
    let expected =
        "/api/method/frappe.client.get_value?cmd=frappe.client.get_value&doctype=User&x=%2F%2Fy";
    assert_eq!(there.header("location"), expected);
    let form = Answer::to(nobody.post("/").form(&[("cmd", "frappe.client.delete")])).await;
    assert_eq!(form.header("location"), "/api/method/frappe.client.delete");
    for foreign in [
        "//evil.example",
        "/evil",
        "..",
        "a/b",
        "a.b@evil.example",
        "http://x",
        "a%0d%0ab",
        "%5c%5cx",
    ] {
        let answer = Answer::to(nobody.get(&format!("/?cmd={foreign}"))).await;
        assert_eq!((answer.status, answer.header("location")), (404, ""), "{foreign}");
    }
    // Without a name the root is what it was.
    for path in ["/", "/?cmd=", "/?cmd=a&cmd=b"] {
        assert_eq!(nobody.open(path).await.location().path(), "/me", "{path}");
    }
    let answer = Answer::to(nobody.post("/").form(&[("x", "y")])).await;
    assert_eq!((answer.status, answer.header("allow")), (405, "GET,HEAD"));
}

#[tokio::test]
async fn a_client_that_follows_brings_body_and_credentials() {
    let world = World::new().await;
    let program = Program::of_a_manager(&world).await;
    let form = [
        ("cmd", "frappe.client.set_value"),
        ("doctype", "User"),
        ("name", "bob@example.com"),
        ("fieldname", "last_name"),
        ("value", "Builder"),
    ];
    let answer = Answer::to(program.request(reqwest::Method::POST, "/").form(&form)).await;
    assert_eq!(message(&answer)["last_name"], "Builder");
}
