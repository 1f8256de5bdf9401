//! How files are written.

use crate::files::{self, at};

#[test]
fn a_function_s_main_only_wires() {
    for function in files::folders("functions") {
        let main = files::read(&format!("functions/{function}/src/main.rs"));
        assert!(main.lines().count() <= 12, "functions/{function}/src/main.rs");
    }
}

#[test]
fn the_first_line_says_what_the_file_is() {
    for file in files::rust() {
        let first = file.text.lines().next().unwrap_or_default();
        assert!(first.starts_with("//! ") && first.len() > 12, "{}: {first}", file.path);
    }
}

#[test]
fn no_file_is_longer_than_300_lines() {
    for file in files::rust() {
        let lines = file.text.lines().count();
        assert!(lines <= 300, "{}: {lines} lines", file.path);
    }
}

#[test]
fn no_file_names_a_place_on_one_machine() {
    // In two parts, so that this file does not name them itself.
    let places =
        [["/wo", "rk/"], ["/ro", "ot/"], ["/ho", "me/"], ["C:", "\\\\"]].map(|p| p.concat());
    let mut found = lines_with(&places);
    for file in files::rust() {
        // A script may need it; a program asks for the temporary folder.
        found.extend(file.mentions(&[&["/tm", "p/"].concat()]));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_file_names_a_registrys_host() {
    // The client of each registry is configured on the machine, and a mirror is as good.
    let hosts = [
        ["crates", ".io"],
        ["pypi", ".org"],
        ["pythonhosted", ".org"],
        ["npmjs", ".org"],
        ["npmjs", ".com"],
        ["deb.debian", ".org"],
    ]
    .map(|parts| parts.concat());
    let found = lines_with(&hosts);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn no_white_space_at_the_end_of_a_line_and_one_line_break_at_the_end_of_a_file() {
    for file in files::all().into_iter().filter(|file| !is_generated(&file.path)) {
        for (index, line) in file.text.lines().enumerate() {
            assert_eq!(line, line.trim_end(), "{}", at(&file, index + 1, line));
        }
        let ends_well = file.text.ends_with('\n') && !file.text.ends_with("\n\n");
        assert!(file.text.is_empty() || ends_well, "{}", file.path);
    }
}

/// Written by tools: locks name registries and hold what they hold.
fn is_generated(path: &str) -> bool {
    ["Cargo.lock", "package-lock.json"].iter().any(|name| path.ends_with(name))
}

/// The lines of our own files that hold one of these.
fn lines_with(words: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files::all().iter().filter(|file| !is_generated(&file.path)) {
        for (index, line) in file.text.lines().enumerate() {
            if words.iter().any(|word| line.contains(word)) {
                found.push(at(file, index + 1, line));
            }
        }
    }
    found
}
