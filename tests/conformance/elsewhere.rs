//! Tests of other crates and languages, by name: whether they are there.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Whether a test of `tests/flows` (`refresh::...`), of `tests/clients` (`test_checklist::...`) or of a
/// crate (`shared::...`) is there.
pub(crate) fn is_there(test: &str) -> bool {
    let Some((module, name)) = test.rsplit_once("::") else { return false };
    let texts = places(module).into_iter().filter_map(|path| fs::read_to_string(path).ok());
    texts.into_iter().any(|text| holds(&text, name))
}

fn places(module: &str) -> Vec<PathBuf> {
    let path = module.replace("::", "/");
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut places = vec![
        tests.join(format!("flows/{path}.rs")),
        tests.join(format!("flows/{path}/mod.rs")),
        tests.join(format!("clients/{path}.py")),
    ];
    let of_shared = path.strip_prefix("shared/");
    places.extend(of_shared.map(|rest| tests.join(format!("../shared/src/{rest}.rs"))));
    places
}

/// Whether a source has a test of this name: in Rust under an attribute, which tells it from a helper.
fn holds(source: &str, name: &str) -> bool {
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    let heads = [format!("fn {name}()"), format!("async fn {name}()")];
    let is_test = |pair: &[&str]| {
        let is_marked = pair[0].starts_with("#[test") || pair[0].starts_with("#[tokio::test");
        is_marked && heads.iter().any(|head| pair[1].starts_with(head.as_str()))
    };
    let in_python = format!("def {name}(");
    lines.windows(2).any(is_test) || lines.iter().any(|line| line.starts_with(&in_python))
}

/// What is looked for is found, and nothing else.
pub(crate) fn a_helper_is_no_test() {
    assert!(holds("#[tokio::test]\nasync fn a_rule() {", "a_rule"));
    assert!(holds("def test_a_rule(server):", "test_a_rule"));
    assert!(!holds("fn a_rule() {", "a_rule"));
    assert!(!is_there("token::no_such_test"));
}
