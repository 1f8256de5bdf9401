//! The sentences of the pages: every one that is asked for is there, and every one is asked for.

use std::collections::BTreeSet;

use crate::files;

/// The keys of the sentences.
fn english() -> BTreeSet<String> {
    let file = files::read("shared/src/pages/languages/en.properties");
    file.lines().filter_map(|line| Some(line.split_once(" = ")?.0.to_owned())).collect()
}

/// The texts in quotes, of the production code and of the templates.
fn quoted() -> BTreeSet<String> {
    let code = files::production().into_iter().map(|file| file.text);
    let templates = files::all().into_iter().filter(|file| file.has_extension("html"));
    let texts = code.chain(templates.map(|file| file.text));
    texts.flat_map(|text| text.split('"').map(str::to_owned).collect::<Vec<_>>()).collect()
}

/// Whether a text looks like a key: a group that there is, and words behind a point.
fn is_key(text: &str, groups: &BTreeSet<&str>) -> bool {
    let is_word = |word: &str| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    text.split_once('.').is_some_and(|(group, rest)| {
        groups.contains(group) && is_word(rest) && !rest.is_empty() && rest != "html"
    })
}

#[test]
fn every_sentence_that_is_asked_for_is_there() {
    let english = english();
    let groups = english.iter().filter_map(|key| Some(key.split_once('.')?.0)).collect();
    let quoted = quoted();
    let missing: Vec<&String> =
        quoted.iter().filter(|text| is_key(text, &groups) && !english.contains(*text)).collect();
    assert!(missing.is_empty(), "no such sentence: {missing:?}");
}

#[test]
fn every_sentence_is_asked_for() {
    let quoted = quoted();
    // A template makes the keys of the months of their numbers.
    let left: Vec<String> = english()
        .into_iter()
        .filter(|key| !key.starts_with("month.") && !quoted.contains(key))
        .collect();
    assert!(left.is_empty(), "nobody says {left:?}");
}
