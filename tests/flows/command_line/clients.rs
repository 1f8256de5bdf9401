//! `affogato client`.

use serde_json::{Value, json};

use super::terminal::Terminal;
use crate::{
    durability::server::Server,
    harness::{CALLBACK, app::method, person::Answer},
};

const ADD: [&str; 5] = ["client", "add", "An <App>", "--redirect-uri", CALLBACK];

/// How the token endpoint refuses a token that is none, to a client with this secret:
/// `invalid_client` if it is not the client's.
async fn refusal(server: &Server, id: &Value, secret: &Value) -> String {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", "x"),
        ("client_id", id.as_str().unwrap()),
        ("client_secret", secret.as_str().unwrap()),
    ];
    let request = reqwest::Client::new().post(server.at(&method("get_token"))).form(&form);
    Answer::to(request).await.json()["error"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_new_client_proves_itself_by_its_secret_and_a_new_secret_ends_the_old() {
    let terminal = Terminal::local();
    let made = terminal.json(&ADD, "");
    let (id, first) = (&made["client_id"], &made["client_secret"]);
    assert_eq!(made["redirect_uris"], json!([CALLBACK]));
    assert_eq!(
        (&made["scopes"], &made["allowed_roles"]),
        (&json!("all openid"), &json!(["Desk User"]))
    );
    let server = Server::start(&terminal.data(), &[]);
    assert_eq!(refusal(&server, id, first).await, "invalid_grant");
    server.stop("TERM");

    let show = || {
        let mut shown = terminal.json(&["client", "show", id.as_str().unwrap()], "");
        shown["modified"].take();
        shown
    };
    let before = show();
    let rotated = terminal.json(&["client", "rotate-secret", id.as_str().unwrap()], "");
    let second = &rotated["client_secret"];
    assert_ne!(first, second);
    assert_eq!(show(), before);
    let server = Server::start(&terminal.data(), &[]);
    assert_eq!(refusal(&server, id, first).await, "invalid_client");
    assert_eq!(refusal(&server, id, second).await, "invalid_grant");
}

#[tokio::test]
async fn an_old_secret_lives_on_beside_a_new_one_until_it_is_retired() {
    let terminal = Terminal::local();
    let made = terminal.json(&ADD, "");
    let (id, first) = (&made["client_id"], &made["client_secret"]);
    let act = |act: &str, more: &[&str]| {
        terminal.json(&[&["client", act, id.as_str().unwrap()], more].concat(), "")
    };
    let second = act("rotate-secret", &["--keep-old"])["client_secret"].take();
    let server = Server::start(&terminal.data(), &[]);
    for secret in [first, &second] {
        assert_eq!(refusal(&server, id, secret).await, "invalid_grant");
    }
    server.stop("TERM");
    act("retire-secret", &[]);
    let again = terminal.run(&["client", "retire-secret", id.as_str().unwrap()], "");
    assert!(again.refusal().contains("make a second one first"));
    let server = Server::start(&terminal.data(), &[]);
    assert_eq!(refusal(&server, id, first).await, "invalid_client");
    assert_eq!(refusal(&server, id, &second).await, "invalid_grant");
}

#[test]
fn a_secret_is_shown_once_and_stored_in_no_file() {
    let terminal = Terminal::local();
    let made = terminal.json(&ADD, "");
    let (id, secret) = (made["client_id"].as_str().unwrap(), &made["client_secret"]);
    let secret = secret.as_str().unwrap();
    assert!(secret.len() >= 32 && id.len() >= 10);
    for arguments in
        [&["client", "show", id][..], &["client", "list"], &["client", "list", "--json"]]
    {
        let done = terminal.run(arguments, "");
        assert!(done.out.contains(id) && !done.out.contains(secret), "{done:?}");
        assert!(!done.out.contains("Sealed\""), "{done:?}");
    }
    for file in std::fs::read_dir(terminal.data()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()));
    }
}

#[test]
fn a_public_client_has_no_secret_to_show_or_to_change() {
    let terminal = Terminal::local();
    let made = terminal.json(&[&ADD[..], &["--public", "--role", "All"]].concat(), "");
    assert_eq!(made.get("client_secret"), None);
    assert_eq!(
        (&made["token_endpoint_auth_method"], &made["allowed_roles"]),
        (&json!("None"), &json!(["All"]))
    );
    let refused =
        terminal.run(&["client", "rotate-secret", made["client_id"].as_str().unwrap()], "");
    assert!(refused.refusal().ends_with("has no secret: it is public, or signs for itself"));
}

#[test]
fn what_an_import_would_refuse_is_no_client_here_either() {
    let terminal = Terminal::local();
    let uri = ["client", "add", "App", "--redirect-uri", "javascript:alert(1)"];
    assert!(terminal.run(&uri, "").refusal().starts_with("OAuth Client new: redirect_uris: "));
    let scope = [&ADD[..], &["--scope", "a\"b"]].concat();
    assert!(terminal.run(&scope, "").refusal().contains("scopes: a scope has printable ASCII"));
    let policy = |name| [&ADD[..], &["--claims-policy", name]].concat();
    assert!(terminal.run(&policy("Mine"), "").refusal().contains("claims_policy: not one of"));
    terminal.json(&policy("OpenID Connect"), "");
    for act in ["show", "rotate-secret"] {
        let refused = terminal.run(&["client", act, "nobody"], "");
        assert!(refused.refusal().starts_with("there is no client nobody"));
    }
    let clients = terminal.json(&["client", "list"], "")["clients"].take();
    assert_eq!(clients.as_array().unwrap().len(), 1);
    assert_eq!(clients[0]["claims_policy"], "OpenID Connect");
}

#[test]
fn a_program_or_a_device_needs_no_redirect_uri_and_a_service_user_must_be_there() {
    let terminal = Terminal::local();
    let job = ["client", "add", "Job", "--service-user", "Robot@example.com"];
    let refused = terminal.run(&job, "");
    assert!(refused.refusal().contains("service_user: there is no user of this name"));
    terminal.json(&["user", "add", "robot@example.com", "--password-stdin"], "correct horse");
    let made = terminal.json(&job, "");
    let show =
        |made: &Value| terminal.json(&["client", "show", made["client_id"].as_str().unwrap()], "");
    let shown = show(&made);
    assert_eq!(
        (&shown["service_user"], &shown["redirect_uris"]),
        (&json!("robot@example.com"), &json!([]))
    );
    let device = show(&terminal.json(&["client", "add", "TV", "--device", "--public"], ""));
    assert_eq!(device["allows_device_grant"], true);
    for wrong in [&["--public", "--service-user", "robot@example.com"][..], &[]] {
        let refused = terminal.run(&[&["client", "add", "Job"], wrong].concat(), "");
        assert_eq!((refused.code, refused.out.as_str()), (Some(2), ""), "{refused:?}");
    }
}
