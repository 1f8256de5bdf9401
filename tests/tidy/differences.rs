//! The table of differences from Frappe is whole, and each of its rows is held by a test.

use crate::{documents::code_spans, files};

/// The table.
const PAGE: &str = "tests/differences.md";

/// The head of each part of it.
const HEAD: [&str; 4] = ["What Frappe does", "What we do", "Why", "Test"];

/// A row with its line number.
struct Row {
    number: usize,
    cells: Vec<String>,
}

/// All lines of the table but the rules under its heads.
fn lines() -> Vec<Row> {
    let text = files::read(PAGE);
    let lines = text.lines().enumerate().filter(|(_, line)| line.starts_with('|'));
    let rows = lines.map(|(index, line)| Row {
        number: index + 1,
        cells: line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect(),
    });
    rows.filter(|row| !row.cells.iter().all(|cell| cell.chars().all(|c| c == '-'))).collect()
}

/// The differences themselves.
fn rows() -> Vec<Row> {
    let rows: Vec<Row> = lines().into_iter().filter(|row| row.cells != HEAD).collect();
    assert!(rows.len() > 30, "the table is not read");
    rows
}

/// The files in which a test of this module may stand.
fn places(module: &str) -> Vec<String> {
    let path = module.replace("::", "/");
    let unit = |name: &str, folder: &str| {
        path.strip_prefix(name).map(|rest| format!("{folder}/src/{}.rs", rest.trim_matches('/')))
    };
    let mut places = vec![
        format!("tests/flows/{path}.rs"),
        format!("tests/flows/{path}/mod.rs"),
        format!("tests/clients/{path}.py"),
    ];
    places.extend(unit("shared/", "shared"));
    places.extend(unit("affogato/", "infra/affogato"));
    places.extend(path.strip_prefix("tidy/").map(|rest| format!("tests/tidy/{rest}.rs")));
    places
}

/// Whether a source holds a test of this name: in Rust it stands under an attribute, which tells
/// it from a helper.
fn holds(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let heads = [format!("fn {name}()"), format!("async fn {name}()")];
    let in_rust = lines.windows(2).any(|pair| {
        let [mark, head] = pair else { return false };
        let is_marked = mark.starts_with("#[test") || mark.starts_with("#[tokio::test");
        is_marked && heads.iter().any(|wanted| head.starts_with(wanted.as_str()))
    });
    in_rust || lines.iter().any(|line| line.starts_with(&format!("def {name}(")))
}

pub(crate) fn is_there(test: &str) -> bool {
    let Some((module, name)) = test.rsplit_once("::") else { return false };
    places(module)
        .iter()
        .filter(|path| files::root().join(path).is_file())
        .any(|path| holds(&files::read(path), name))
}

#[test]
fn every_row_is_complete() {
    for Row { number, cells } in rows() {
        assert_eq!(cells.len(), 4, "{PAGE}:{number}: not four cells");
        for (cell, head) in cells.iter().zip(HEAD) {
            assert!(!cell.is_empty(), "{PAGE}:{number}: no {head:?}");
        }
    }
}

#[test]
fn every_difference_is_held_by_a_test_that_exists() {
    let mut missing = Vec::new();
    for Row { number, cells } in rows() {
        let tests = code_spans(cells.last().unwrap());
        assert!(!tests.is_empty(), "{PAGE}:{number}: no test");
        let absent = tests.iter().filter(|test| !is_there(test));
        missing.extend(absent.map(|test| format!("{PAGE}:{number}: {test}")));
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn no_difference_is_told_twice() {
    let mut told: Vec<String> =
        rows().into_iter().filter_map(|row| row.cells.into_iter().next()).collect();
    let count = told.len();
    told.sort();
    told.dedup();
    assert_eq!(told.len(), count);
}

#[test]
fn the_readme_links_the_table() {
    assert!(files::read("README.md").contains(&format!("]({PAGE})")));
}

#[test]
fn a_helper_is_no_test() {
    assert!(holds("#[tokio::test]\nasync fn a_rule() {", "a_rule"));
    assert!(holds("    #[test]\n    fn a_rule() {", "a_rule"));
    assert!(holds("def test_a_rule(server):", "test_a_rule"));
    assert!(!holds("async fn a_rule() {", "a_rule"));
    assert!(!holds("#[test]\nfn a_rule_of_another() {", "a_rule"));
    assert!(!is_there("token::no_such_test"));
}
