//! How the store speaks to DynamoDB.

use crate::files::{File, production};

/// Each call of `start` in the code, from there to its `.send()`, with where it is.
fn calls(file: &File, start: &str) -> Vec<(String, String)> {
    let lines: Vec<(usize, &str)> = file.code().collect();
    let call = |(index, (number, line)): (usize, &(usize, &str))| {
        let (_, first) = line.split_once(start)?;
        let rest = lines.iter().skip(index + 1).map(|(_, line)| *line);
        let text: String = std::iter::once(first).chain(rest).collect();
        let (chain, _) = text.split_once(".send()").unwrap_or((&text, ""));
        Some((format!("{}:{number}", file.path), chain.to_owned()))
    };
    lines.iter().enumerate().filter_map(call).collect()
}

/// What runs in a function.
fn deployed() -> Vec<File> {
    let mut files = production();
    files.retain(|f| f.path.starts_with("shared/") || f.path.starts_with("functions/"));
    files
}

#[test]
fn every_read_is_strongly_consistent() {
    // An eventually consistent read sees a code that was redeemed a moment ago as fresh.
    for file in deployed() {
        for (place, chain) in calls(&file, ".get_item()") {
            assert!(chain.contains(".consistent_read(true)"), "{place}");
        }
    }
}

#[test]
fn a_query_is_for_the_index_alone() {
    // Elsewhere `.query()` is a URL's.
    for file in deployed().iter().filter(|file| file.path.starts_with("shared/src/store/")) {
        for (place, chain) in calls(file, ".query()") {
            assert!(chain.contains(".index_name("), "{place}");
        }
    }
}

#[test]
fn no_oauth_path_scans_batches_or_needs_a_transaction() {
    const MAY: [&str; 3] =
        ["shared/src/store/lists.rs", "shared/src/store/counts.rs", "shared/src/store/bulk.rs"];
    // A scan costs by the size of the table; a step that is one conditional write needs no more.
    let words = [
        ".scan()",
        ".batch_get_item()",
        ".batch_write_item()",
        ".transact_",
        ".execute_statement()",
    ];
    let mut files = deployed();
    // Administrators list, count and import. Those are the only scans and batches there are, and the
    // next rule keeps them off the way of everybody else's request.
    files.retain(|file| !MAY.contains(&file.path.as_str()));
    let found: Vec<String> = files.iter().flat_map(|file| file.mentions(&words)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn only_the_desk_asks_for_a_list_of_everybody_and_nobody_in_batches() {
    let lists = [
        ".users_page(",
        ".clients_page(",
        ".grants_page(",
        ".count_users(",
        ".count_clients(",
        ".count_grants(",
        ".count_failed_logins(",
    ];
    let mut files = deployed();
    files.retain(|file| !file.path.starts_with("functions/desk/"));
    let found: Vec<String> = files.iter().flat_map(|file| file.mentions(&lists)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let batches = [".users_of(", ".change_seen_user(", ".passwords_of(", ".put_passwords("];
    let found: Vec<String> = deployed().iter().flat_map(|file| file.mentions(&batches)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_write_of_a_grant_is_conditional() {
    for file in deployed().iter().filter(|file| file.path.contains("/store/grant")) {
        for write in [".put_item()", ".update_item()", ".delete_item()"] {
            for (place, chain) in calls(file, write) {
                assert!(chain.contains("condition_expression("), "{place}");
            }
        }
    }
}
