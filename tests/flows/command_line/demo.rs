//! The demo: everything for a newcomer on the loopback, nothing for strangers.

use serde_json::Value;

use super::terminal::Terminal;
use crate::{
    durability::server::Server,
    harness::person::{Answer, Person},
};

/// Logs the demo user in; gives the answer, and what the desk says to him.
async fn visit(server: &Server, demo: &Value) -> (Answer, u16) {
    let person = Person::new(server.at("").trim_end_matches('/'));
    let text = |name: &str| demo[name].as_str().unwrap().to_owned();
    let login = person.log_in(&text("user"), &text("password")).await;
    (login, person.open("/app").await.status)
}

#[tokio::test]
async fn the_demo_user_keeps_the_desk_on_the_loopback_and_is_nobody_where_strangers_come() {
    let terminal = Terminal::local();
    let server = Server::start(&terminal.data(), &[]);
    let file = std::fs::read_to_string(terminal.data().join("demo.json")).unwrap();
    let demo: Value = serde_json::from_str(&file).unwrap();
    let (login, desk) = visit(&server, &demo).await;
    assert_eq!((login.status, desk), (200, 200));
    server.stop("TERM");
    let server = Server::start(&terminal.data(), &["--issuer", "https://id.example.com"]);
    let (login, desk) = visit(&server, &demo).await;
    assert_eq!((login.status, desk), (401, 303));
    server.stop("TERM");
    let server = Server::start(&terminal.data(), &[]);
    assert_eq!(visit(&server, &demo).await.0.status, 200);
}
