//! `affogato keys`.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{EVE, PASSWORD, terminal::Terminal};

/// The names of the keys that do this.
fn kids(keys: &Value, role: &str) -> BTreeSet<String> {
    let keys = keys["keys"].as_array().unwrap().iter();
    keys.filter(|key| key["role"] == role)
        .map(|key| key["kid"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn keys_are_shown_rotated_ahead_and_replaced_only_by_who_has_read_what_it_breaks() {
    let terminal = Terminal::local();
    terminal.json(&["user", "add", EVE, "--password-stdin"], PASSWORD);
    let none = terminal.run(&["keys", "list"], "");
    assert!(none.out.starts_with("There are no keys yet"), "{none:?}");

    let first = terminal.json(&["keys", "rotate"], "");
    assert_eq!(kids(&first, "current").len(), 2);
    let ahead = terminal.json(&["keys", "rotate"], "");
    assert_eq!(kids(&ahead, "current"), kids(&first, "current"));
    assert_eq!(kids(&ahead, "next").len(), 2);
    let again = terminal.run(&["keys", "rotate"], "");
    assert!(again.out.contains("Nothing to do"), "{again:?}");
    assert_eq!(terminal.json(&["keys", "list"], ""), ahead);

    let warned = terminal.run(&["keys", "replace"], "");
    assert!(warned.refusal().contains("stops verifying"), "{warned:?}");
    assert!(warned.refusal().ends_with("add --yes"), "{warned:?}");
    assert_eq!(terminal.json(&["keys", "list"], ""), ahead);
    let replaced = terminal.json(&["keys", "replace", "--yes"], "");
    assert_eq!(kids(&replaced, "current").len(), 2);
    assert_eq!(replaced["keys"].as_array().unwrap().len(), 2);
    assert!(kids(&replaced, "current").is_disjoint(&kids(&first, "current")));
}
