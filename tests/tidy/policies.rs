//! What each function may do is what its code does.

use std::collections::BTreeSet;

use serde_json::Value;
use shared::store::tables;

use crate::template::{self, Resource};

/// The whole of it: function, table (or key), verbs, and the keys of the items they are meant
/// for (`*` where all items of the table are alike). A verb more is a way in for whoever takes a
/// function over; one less is a 503.
const ALLOWED: &str = "
authorize       ClientsTable               GetItem                                  *
authorize       DataKey                    Decrypt GenerateDataKeyWithoutPlaintext  *
authorize       SettingsTable              GetItem                                  *
authorize       SettingsTable              PutItem                                  data_key
authorize       TokensTable                GetItem PutItem                          grant#* once#* session#*
authorize       TokensTable                UpdateItem                               session#*
authorize       TokensTable/index/by_user  Query                                    *
authorize       UsersTable                 GetItem                                  user#*
authorizer      ClientsTable               GetItem                                  *
authorizer      SettingsTable              GetItem                                  *
authorizer      TokensTable                GetItem                                  grant#*
authorizer      UsersTable                 GetItem                                  user#*
discovery       SettingsTable              GetItem                                  *
get_token       ClientsTable               GetItem                                  *
get_token       DataKey                    Decrypt GenerateDataKeyWithoutPlaintext  *
get_token       SettingsTable              GetItem                                  *
get_token       SettingsTable              PutItem                                  data_key
get_token       TokensTable                GetItem PutItem                          grant#*
get_token       UsersTable                 GetItem                                  user#*
introspect      ClientsTable               GetItem                                  *
introspect      DataKey                    Decrypt GenerateDataKeyWithoutPlaintext  *
introspect      SettingsTable              GetItem                                  *
introspect      SettingsTable              PutItem                                  data_key
introspect      TokensTable                GetItem                                  grant#*
introspect      UsersTable                 GetItem                                  user#*
openid_profile  ClientsTable               GetItem                                  *
openid_profile  SettingsTable              GetItem                                  *
openid_profile  TokensTable                GetItem                                  grant#*
openid_profile  UsersTable                 GetItem                                  user#*
revoke          ClientsTable               GetItem                                  *
revoke          DataKey                    Decrypt GenerateDataKeyWithoutPlaintext  *
revoke          SettingsTable              GetItem                                  *
revoke          SettingsTable              PutItem                                  data_key
revoke          TokensTable                GetItem PutItem                          grant#*
session         ClientsTable               GetItem                                  *
session         SettingsTable              GetItem                                  *
session         TokensTable                DeleteItem GetItem PutItem UpdateItem    session#* throttle#*
session         TokensTable                GetItem PutItem                          grant#*
session         TokensTable/index/by_user  Query                                    *
session         UsersTable                 GetItem                                  password#* user#*
session         UsersTable                 PutItem                                  password#*
";

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

/// A list of texts, sorted, between blanks.
fn words(value: &Value) -> String {
    let mut words: Vec<&str> =
        value.as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
    words.sort_unstable();
    words.join(" ")
}

/// A statement as a line of the table above.
fn line(package: &str, statement: &Value) -> String {
    let part = |name: &str| statement.get(name).unwrap_or(&Value::Null);
    assert_eq!(part("Effect"), "Allow", "{package}");
    let resource = part("Resource");
    let index = resource.get("Fn::Sub").and_then(Value::as_str).and_then(|s| s.split_once(".Arn}"));
    let target = format!(
        "{}{}",
        template::referred(resource).unwrap_or_else(|| panic!("{package}: {resource}")),
        index.map_or("", |(_, index)| index)
    );
    let service = if target == "DataKey" { "kms:" } else { "dynamodb:" };
    let verbs = words(part("Action"));
    assert!(verbs.split(' ').all(|verb| verb.starts_with(service)), "{package}: {verbs}");
    let keys = statement.get("Condition").map_or_else(
        || "*".to_owned(),
        |condition| {
            let keys = condition.pointer("/ForAllValues:StringLike/dynamodb:LeadingKeys");
            words(keys.unwrap_or_else(|| panic!("{package}: {condition}")))
        },
    );
    let verbs = verbs.replace(service, "");
    format!("{package:<15} {target:<26} {verbs:<40} {keys}")
}

#[test]
fn every_function_may_do_what_its_code_does_and_no_more() {
    let mut lines = BTreeSet::new();
    for function in template::functions() {
        let package = template::package(&function);
        for statement in statements(&function) {
            let line = line(&package, &statement);
            assert!(lines.insert(line.clone()), "twice: {line}");
        }
    }
    let allowed: BTreeSet<String> = ALLOWED.trim().lines().map(str::to_owned).collect();
    let more: Vec<_> = lines.difference(&allowed).collect();
    let less: Vec<_> = allowed.difference(&lines).collect();
    assert!(more.is_empty() && less.is_empty(), "more: {more:#?}\nless: {less:#?}");
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
        let opens = statements(&function).iter().any(|s| line("", s).contains(" DataKey "));
        let expected = opens.then_some("DataKey");
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
