//! The table of differences, tests/frappe/differences.json: what we answer where Frappe answers
//! otherwise, and why.
//!
//! Frappe's answer with all entries of a case applied must be our answer, to the last member.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::case::{Case, Request};

const DIFFERENCES: &str = include_str!("../../frappe/differences.json");

/// A deliberate difference.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// What we do, in a few words.
    pub(crate) what: String,
    /// Why.
    pub(crate) reason: String,
    /// A hole of Frappe's, an RFC's section, a promise of the documentation, a section of the
    /// specification of Frappe's behaviour.
    pub(crate) cites: String,
    /// How the case was asked, if it could not be asked as it was captured.
    #[serde(default)]
    pub(crate) nearest: Option<String>,
    pub(crate) answers: Vec<Answers>,
}

/// The exact answer of some cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answers {
    /// Names, in which `*` stands for anything.
    pub(crate) cases: Vec<String>,
    /// Members over Frappe's, as in RFC 7396: null takes one away.
    #[serde(default)]
    is: Option<Value>,
    /// The whole answer.
    #[serde(default)]
    instead: Option<Value>,
}

/// All entries, with how many cases each was needed for.
pub(crate) struct Table {
    pub(crate) entries: Vec<Entry>,
    used: BTreeMap<usize, BTreeSet<String>>,
    /// The patterns that matched something.
    matched: BTreeSet<String>,
}

impl Table {
    /// Reads the table.
    pub(crate) fn read() -> Self {
        let entries = serde_json::from_str(DIFFERENCES).unwrap();
        Self { entries, used: BTreeMap::new(), matched: BTreeSet::new() }
    }

    /// Frappe's answer with the differences of a case.
    pub(crate) fn apply(&mut self, case: &Case, frappes: &Value) -> Value {
        let mut answer = frappes.clone();
        for (index, entry) in self.entries.iter().enumerate() {
            for answers in &entry.answers {
                let Some(pattern) = answers.cases.iter().find(|p| is_like(p, &case.name)) else {
                    continue;
                };
                let before = answer.clone();
                if let Some(whole) = &answers.instead {
                    answer = fill(whole, &case.request);
                }
                if let Some(members) = &answers.is {
                    merge(&mut answer, &fill(members, &case.request));
                }
                if answer != before || entry.nearest.is_some() {
                    self.used.entry(index).or_default().insert(case.name.clone());
                    self.matched.insert(pattern.clone());
                }
            }
        }
        answer
    }

    /// For how many cases an entry was needed.
    pub(crate) fn count(&self, index: usize) -> usize {
        self.used.get(&index).map_or(0, BTreeSet::len)
    }

    /// Patterns that no case needs.
    pub(crate) fn idle(&self) -> Vec<String> {
        let answers = self.entries.iter().flat_map(|entry| {
            entry.answers.iter().map(move |answers| (&entry.what, &answers.cases))
        });
        let patterns = answers.flat_map(|(what, cases)| cases.iter().map(move |case| (what, case)));
        patterns
            .filter(|(_, pattern)| !self.matched.contains(*pattern))
            .map(|(what, pattern)| format!("{what}: {pattern}"))
            .collect()
    }
}

/// `*` at the beginning, at the end or in the middle.
fn is_like(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((head, tail)) => {
            name.len() >= head.len() + tail.len() && name.starts_with(head) && name.ends_with(tail)
        }
    }
}

/// Lays members over an answer. What is taken away need not be there; what is laid over `*`
/// answers alike must find its place.
fn merge(into: &mut Value, patch: &Value) {
    let Value::Object(members) = patch else {
        *into = patch.clone();
        return;
    };
    let only_takes =
        |value: &Value| value.as_object().is_some_and(|m| m.values().all(Value::is_null));
    let Value::Object(target) = into else {
        if !only_takes(patch) {
            *into = patch.clone();
        }
        return;
    };
    for (name, value) in members {
        if value.is_null() {
            target.remove(name);
        } else if target.contains_key(name) || !only_takes(value) {
            merge(target.entry(name.clone()).or_insert(Value::Null), value);
        }
    }
}

/// `{name}` becomes the request's parameter of that name; a member whose parameter was not sent
/// falls away.
fn fill(value: &Value, request: &Request) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| (name.clone(), fill(value, request)));
            members.filter(|(_, value)| *value != Value::String(String::new())).collect()
        }
        Value::String(text) => {
            let name = text.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
            name.map_or_else(
                || value.clone(),
                |name| request.parameter(name).unwrap_or_default().into(),
            )
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => value.clone(),
    }
}
