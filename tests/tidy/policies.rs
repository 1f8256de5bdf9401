//! What each function may do (template.yaml) is what its code does ([`crate::uses`]).
//!
//! A verb more is a way in for whoever takes a function over; one less is a 503.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use shared::store::tables;

use crate::{
    code::{graph::Graph, program::Program},
    files,
    template::{self, Resource},
    uses::{self, Use},
};

/// A function's statements, each with the function's crate.
fn statements(function: &Resource) -> Vec<Value> {
    let policies = function.property("Policies").as_array().unwrap();
    let statements = |policy: &Value| {
        policy.get("Statement").and_then(Value::as_array).cloned().unwrap_or_else(|| {
            panic!("{}: a policy of ours is written out, never one by name", function.id)
        })
    };
    policies.iter().flat_map(statements).collect()
}

/// What a statement allows: every verb on every kind of item that it names.
fn allowed(package: &str, statement: &Value) -> BTreeSet<Use> {
    let part = |name: &str| statement.get(name).unwrap_or(&Value::Null);
    assert_eq!(part("Effect"), "Allow", "{package}");
    let resource = part("Resource");
    let index = resource.get("Fn::Sub").and_then(Value::as_str).and_then(|s| s.split_once(".Arn}"));
    let target = template::referred(resource).unwrap_or_else(|| panic!("{package}: {resource}"));
    let target = format!("{target}{}", index.map_or("", |(_, index)| index));
    let service = match target.as_str() {
        "DataKey" => "kms:",
        "NotifyQueue" => "sqs:",
        _ => "dynamodb:",
    };
    let keys = match statement.get("Condition") {
        Some(condition) => {
            let keys = condition.pointer("/ForAllValues:StringLike/dynamodb:LeadingKeys");
            texts(keys.unwrap_or_else(|| panic!("{package}: {condition}")))
        }
        None => vec!["*"],
    };
    let one = |(verb, keys): (&str, &str)| Use {
        resource: target.clone(),
        verb: verb.strip_prefix(service).unwrap_or_else(|| panic!("{package}: {verb}")).to_owned(),
        keys: keys.to_owned(),
    };
    let verbs = texts(part("Action")).into_iter();
    verbs.flat_map(|verb| keys.iter().map(move |keys| (verb, *keys))).map(one).collect()
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}

/// What is wrong between a function's statements and its code.
fn differences(package: &str, statements: &[Value], done: &BTreeMap<Use, String>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut known: BTreeMap<Use, &str> = BTreeMap::new();
    for statement in statements {
        let sid = statement.get("Sid").and_then(Value::as_str).unwrap_or("without a name");
        for one in allowed(package, statement) {
            if !done.contains_key(&one) {
                wrong.push(format!("{package} may and does not: {one} (statement {sid})"));
            }
            if let Some(first) = known.insert(one.clone(), sid) {
                wrong.push(format!("{package} may twice: {one} (statements {first}, {sid})"));
            }
        }
    }
    for (one, way) in done.iter().filter(|(one, _)| !known.contains_key(one)) {
        wrong.push(format!("{package} does and may not: {one}, by {way} -> {}", one.verb));
    }
    wrong
}

#[test]
fn every_function_may_do_what_its_code_does_and_no_more() {
    let packages = files::folders("functions");
    let read = |path: &str| std::fs::read_to_string(files::root().join(path)).ok();
    let mut crates = vec![("shared".to_owned(), "shared/src/lib.rs".to_owned())];
    for package in &packages {
        crates.push((package.clone(), format!("functions/{package}/src/lib.rs")));
        crates.push((format!("{package}/main"), format!("functions/{package}/src/main.rs")));
    }
    let crates: Vec<(&str, &str)> = crates.iter().map(|(name, root)| (&**name, &**root)).collect();
    let program = Program::load(&read, &crates);
    let graph = Graph::of(&program);
    let (own, mut wrong) = uses::uses(&graph);
    wrong.extend(graph.doubts());
    for function in template::functions() {
        let package = template::package(&function);
        let done = uses::done(&graph, &own, &format!("{package}/main::main"));
        wrong.extend(differences(&package, &statements(&function), &done));
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn a_difference_names_function_verb_table_kind_and_the_way_there() {
    let statement = |sid: &str, verbs: &[&str], keys: &[&str]| {
        json!({
            "Sid": sid, "Effect": "Allow", "Action": verbs,
            "Resource": { "Fn::GetAtt": "TokensTable.Arn" },
            "Condition": { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys } },
        })
    };
    let uses = |verb: &str, keys: &str| Use {
        resource: "TokensTable".to_owned(),
        verb: verb.to_owned(),
        keys: keys.to_owned(),
    };
    let done = BTreeMap::from([
        (uses("GetItem", "session#*"), "session::hold -> Store::session".to_owned()),
        (uses("UpdateItem", "session#*"), "Held::touch -> Store::touch_session".to_owned()),
    ]);
    let read = statement("Read", &["dynamodb:GetItem"], &["session#*", "grant#*"]);
    let again = statement("Again", &["dynamodb:GetItem"], &["session#*"]);
    insta::assert_snapshot!(differences("me", &[read, again], &done).join("\n"), @r"
    me may and does not: GetItem TokensTable grant#* (statement Read)
    me may twice: GetItem TokensTable session#* (statements Read, Again)
    me does and may not: UpdateItem TokensTable session#*, by Held::touch -> Store::touch_session -> UpdateItem
    ");
}

#[test]
fn no_statement_of_a_function_has_a_wildcard() {
    for function in template::functions() {
        for statement in statements(&function) {
            for part in ["Action", "Resource"] {
                let value = statement.get(part).unwrap();
                assert!(!value.to_string().contains('*'), "{}: {value}", function.id);
            }
        }
    }
}

#[test]
fn every_statement_has_a_name_of_its_own_in_its_function() {
    // The name says what it is for, and lets a rehearsal take one statement away.
    for function in template::functions() {
        let mut names = BTreeSet::new();
        for statement in statements(&function) {
            let name = statement.get("Sid").and_then(Value::as_str).unwrap().to_owned();
            assert!(names.insert(name.clone()), "{}: {name} twice", function.id);
        }
    }
}

#[test]
fn the_data_key_is_named_to_those_functions_alone_that_may_open_it() {
    for function in template::functions() {
        let named = function.property("Environment.Variables.DATA_KEY_ID");
        let opens = statements(&function)
            .iter()
            .flat_map(|statement| allowed(&function.id, statement))
            .any(|one| one.resource == "DataKey");
        let expected = opens.then_some("DataKey");
        assert_eq!(template::referred(named), expected, "{}", function.id);
    }
}

#[test]
fn the_queue_is_named_to_those_functions_alone_that_may_send_to_it() {
    for function in template::functions() {
        let named = function.property("Environment.Variables.NOTIFY_QUEUE_URL");
        let sends = statements(&function)
            .iter()
            .flat_map(|statement| allowed(&function.id, statement))
            .any(|one| one.resource == "NotifyQueue");
        let expected = sends.then_some("NotifyQueue");
        assert_eq!(template::referred(named), expected, "{}", function.id);
    }
}

#[test]
fn every_function_is_told_the_tables_and_never_to_take_secrets_from_a_url() {
    let template = template::load();
    let variables = template.pointer("/Globals/Function/Environment/Variables").unwrap();
    for table in tables::ALL {
        let named = variables.get(table.env).and_then(template::referred);
        assert_eq!(named, Some(table.logical_id));
    }
    assert!(!template.to_string().contains("GET_TOKEN_BY_GET"));
    assert!(!template.to_string().contains("DATA_KEY_FILE"));
}
