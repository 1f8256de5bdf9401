//! `affogato user`.

use serde_json::json;

use super::{EVE, PASSWORD, terminal::Terminal};
use crate::{
    durability::server::Server,
    harness::person::{Answer, Person},
};

const ADD: [&str; 6] = ["user", "add", EVE, "--role", "Blogger", "--password-stdin"];

/// A login by a browser; gives its status.
async fn log_in(server: &Server, person: &Person, password: &str) -> u16 {
    let form = [("usr", EVE), ("pwd", password)];
    Answer::to(person.at(server.url()).post("/api/method/login").form(&form)).await.status
}

async fn is_logged_in(person: &Person) -> bool {
    Answer::to(person.get("/api/method/frappe.auth.get_logged_user")).await.text.contains(EVE)
}

#[tokio::test]
async fn who_is_added_logs_in_and_another_password_or_disabling_ends_it() {
    let terminal = Terminal::local();
    let added = terminal.json(&ADD, PASSWORD);
    assert_eq!((&added["name"], &added["roles"]), (&json!(EVE), &json!(["Blogger"])));

    let server = Server::start(&terminal.data(), &[]);
    let eve = Person::new(server.url());
    assert_eq!(log_in(&server, &eve, "correct horse").await, 200);
    // While a server holds the folder, nobody else may write into it.
    let refused = terminal.run(&["user", "list"], "");
    assert!(refused.refusal().contains("is in use by another affogato; stop it"), "{refused:?}");
    server.stop("TERM");

    let server = Server::start(&terminal.data(), &[]);
    let eve = eve.at(server.url());
    assert!(is_logged_in(&eve).await);
    server.stop("TERM");

    terminal.json(&["user", "passwd", EVE, "--password-stdin"], "another horse\n");
    let server = Server::start(&terminal.data(), &[]);
    let eve = eve.at(server.url());
    assert!(!is_logged_in(&eve).await);
    assert_eq!(log_in(&server, &eve, "correct horse").await, 401);
    assert_eq!(log_in(&server, &eve, "another horse").await, 200);
    server.stop("TERM");

    assert_eq!(terminal.json(&["user", "disable", EVE], "")["changed"], true);
    assert_eq!(terminal.json(&["user", "enable", EVE], "")["changed"], true);
    assert_eq!(terminal.json(&["user", "enable", EVE], "")["changed"], false);
    let server = Server::start(&terminal.data(), &[]);
    let eve = eve.at(server.url());
    assert!(!is_logged_in(&eve).await, "what had ended came back");
    assert_eq!(log_in(&server, &eve, "another horse").await, 200);
}

#[tokio::test]
async fn unlocking_hears_a_user_again_at_once() {
    let terminal = Terminal::local();
    terminal.json(&ADD, PASSWORD);
    // A window may end in the middle; the next one is then filled as well.
    let server = Server::start(&terminal.data(), &[]);
    let mut status = 0;
    for _ in 0..30 {
        status = log_in(&server, &Person::new(server.url()), "wrong horse").await;
        if status == 429 {
            break;
        }
    }
    assert_eq!(status, 429);
    server.stop("TERM");

    terminal.json(&["user", "unlock", EVE], "");
    let server = Server::start(&terminal.data(), &[]);
    assert_eq!(log_in(&server, &Person::new(server.url()), "correct horse").await, 200);
}

#[test]
fn a_second_add_is_refused_and_changes_nothing() {
    let terminal = Terminal::local();
    terminal.json(&ADD, PASSWORD);
    let before = terminal.json(&["user", "show", EVE], "");
    let again = ["user", "add", "EVE@example.com", "--role", "System Manager", "--password-stdin"];
    let refused = terminal.run(&again, "another horse\n");
    assert!(refused.refusal().starts_with("there is a user eve@example.com already"));
    assert_eq!(terminal.json(&["user", "show", EVE], ""), before);
    for password in ["", "\n", "short\n"] {
        let refused = terminal.run(&["user", "passwd", EVE, "--password-stdin"], password);
        assert!(refused.refusal().ends_with("nothing was changed"));
    }
    assert_eq!(terminal.json(&["user", "show", EVE], ""), before);
}

#[test]
fn a_password_is_in_no_output_and_no_file() {
    let terminal = Terminal::local();
    let mut said = String::new();
    for arguments in [&ADD[..], &ADD, &["user", "passwd", EVE, "--password-stdin"]] {
        let done = terminal.run(arguments, PASSWORD);
        said.extend([done.out, done.err]);
    }
    for arguments in [&["user", "show", EVE][..], &["user", "list", "--json"]] {
        said.push_str(&terminal.run(arguments, "").out);
    }
    assert!(said.contains(EVE) && !said.contains("horse") && !said.contains("argon2"), "{said}");
    for file in std::fs::read_dir(terminal.data()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(5).any(|window| window == b"horse"));
    }
}

#[test]
fn roles_come_and_go_and_those_that_come_by_themselves_cannot_be_given() {
    let terminal = Terminal::local();
    terminal.json(&ADD, PASSWORD);
    let roles = |options: &[&str]| {
        terminal.json(&[&["user", "roles", EVE][..], options].concat(), "")["roles"].clone()
    };
    assert_eq!(roles(&[]), json!(["Blogger"]));
    assert_eq!(roles(&["--add", "A", "--add", "A", "--add", "B"]), json!(["Blogger", "A", "B"]));
    assert_eq!(roles(&["--remove", "A", "--remove", "never had"]), json!(["Blogger", "B"]));
    let refused = terminal.run(&["user", "roles", EVE, "--add", "Desk User"], "");
    assert!(refused.refusal().contains("cannot be given"));
    for unknown in ["disable", "enable", "unlock", "roles", "show", "passwd"] {
        let refused = terminal.run(&["user", unknown, "nobody@example.com"], "");
        assert!(refused.refusal().starts_with("there is no user nobody@example.com"));
    }
}

#[test]
fn users_are_listed_by_name_and_no_password_is_among_them() {
    let terminal = Terminal::local();
    for name in ["zoe@example.com", EVE, "adam@example.com"] {
        terminal.json(&["user", "add", name, "--password-stdin"], PASSWORD);
    }
    let users = terminal.json(&["user", "list"], "")["users"].clone();
    let names: Vec<&str> =
        users.as_array().unwrap().iter().map(|user| user["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["adam@example.com", EVE, "zoe@example.com"]);
}

#[test]
fn a_list_is_whole_though_the_database_gives_it_in_parts() {
    let terminal = Terminal::local();
    // DynamoDB's parts are a megabyte.
    let image = "x".repeat(20_000);
    let user = |n| json!({"doctype": "User", "name": format!("{n}@x.org"), "user_image": image});
    let users: Vec<_> = (0..120).map(user).collect();
    let file = terminal.file("users.json", &serde_json::to_string(&users).unwrap());
    terminal.json(&["import", &file], "");
    let listed = terminal.run(&["user", "list"], "").out;
    assert_eq!(listed.lines().count(), 120);
}
