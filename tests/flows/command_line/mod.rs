//! The command line: on a local data folder that is served in between, and on a stack.

mod clients;
mod demo;
mod keys;
mod logout;
mod moving;
mod registration;
mod stack;
mod terminal;
mod users;

use self::terminal::Terminal;

const PASSWORD: &str = "correct horse\n";
const EVE: &str = "eve@example.com";

#[test]
fn wrong_usage_is_2_and_a_failure_is_1() {
    let terminal = Terminal::local();
    for wrong in [
        &["user"][..],
        &["user", "add"],
        &["user", "nonsense"],
        &["client", "add", "App"],
        &["import"],
        &["user", "list", "--region", "eu-west-1"],
        &["user", "list", "--stack", "x", "--data", "y"],
    ] {
        let done = terminal.run_bare(wrong);
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{wrong:?} {}", done.err);
    }
    for help in [&["--help"][..], &["user", "--help"], &["client", "add", "--help"]] {
        assert_eq!(terminal.run_bare(help).code, Some(0), "{help:?}");
    }
    let refused = terminal.run(&["user", "list"], "");
    assert!(refused.refusal().starts_with("there is no data in "), "{refused:?}");
}

#[test]
fn a_password_is_never_an_argument_and_nobody_is_asked_without_a_terminal() {
    let terminal = Terminal::local();
    for option in ["--password", "-p", "--new-password"] {
        let done = terminal.run_bare(&["user", "add", EVE, option, "correct horse"]);
        assert_eq!(done.code, Some(2), "{option}");
    }
    let refused = terminal.run(&["user", "add", EVE], PASSWORD);
    assert!(refused.refusal().contains("pipe it in with --password-stdin"), "{refused:?}");
    assert_eq!(terminal.json(&["user", "list"], "")["users"].as_array().unwrap().len(), 0);
}

#[test]
fn a_rehearsed_import_writes_nothing_and_a_wrong_one_names_its_document() {
    let terminal = Terminal::local();
    let good = r#"[{"doctype": "User", "name": "eve@example.com"}, {"doctype": "Note"}]"#;
    let good = terminal.file("good.json", good);
    let rehearsed = terminal.json(&["import", &good, "--dry-run"], "");
    assert_eq!(
        rehearsed["users"],
        serde_json::json!({"seen": 1, "created": 1, "changed": 0, "left": 0})
    );
    assert_eq!(rehearsed["left_out"], serde_json::json!({"Note": 1}));
    assert!(!terminal.data().exists());
    assert_eq!(terminal.json(&["import", &good], "")["users"]["created"], 1);
    assert_eq!(terminal.json(&["import", &good, "--dry-run"], "")["users"]["left"], 1);

    let bad = terminal.file("bad.json", r#"[{"doctype": "User", "name": "nobody"}]"#);
    for options in [&[][..], &["--dry-run"]] {
        let refused = terminal.run(&[&["import", &bad][..], options].concat(), "");
        assert!(refused.refusal().ends_with("User nobody: name: not an e-mail address"));
    }
}
