//! A function that is configured wrongly says so before it takes an event.

use std::{collections::BTreeMap, process::Output};

use super::{Deployment, FUNCTIONS, process};

/// Runs a function until it gives up. Port 9 is no Runtime API: it cannot wait for an event.
fn run(function: &str, environment: &BTreeMap<&'static str, String>) -> Output {
    process::command(function, environment, "127.0.0.1:9").output().unwrap()
}

/// Everything that a function says.
fn words(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

#[test]
fn every_function_ends_without_its_environment_and_names_what_is_missing() {
    for function in FUNCTIONS.into_iter().chain(["authorizer", "notify", "rotate_keys"]) {
        let output = run(function, &BTreeMap::new());
        assert!(!output.status.success(), "{function}");
        let said = words(&output);
        assert!(said.contains("AFFOGATO_ISSUER"), "{function}: {said}");
        assert!(!said.contains("panicked"), "{function}: {said}");
    }
}

#[tokio::test]
async fn each_variable_is_missed_by_its_name() {
    let deployment = Deployment::new().await;
    for name in [
        "AFFOGATO_ISSUER",
        "AWS_ACCESS_KEY_ID",
        "AWS_REGION",
        "AWS_SECRET_ACCESS_KEY",
        "CLIENTS_TABLE",
        "SETTINGS_TABLE",
        "TOKENS_TABLE",
        "USERS_TABLE",
    ] {
        // Absent and empty are the same: an empty variable is one that somebody forgot to fill in.
        for value in [None, Some(String::new())] {
            let mut environment = deployment.environment();
            environment.remove(name);
            environment.extend(value.map(|value| (name, value)));
            let output = run("discovery", &environment);
            assert!(!output.status.success(), "{name}");
            let said = words(&output);
            assert!(said.contains(name) && !said.contains("panicked"), "{name}: {said}");
        }
    }
}

#[tokio::test]
async fn the_authorizer_starts_with_no_table_of_scopes_that_it_does_not_understand() {
    let deployment = Deployment::new().await;
    for scopes in ["all", "[]", r#"{"GET /orders": 1}"#, r#"{"get /orders": "all", "*": ""}"#] {
        let mut environment = deployment.environment();
        environment.insert("REQUIRED_SCOPES", scopes.to_owned());
        let output = run("authorizer", &environment);
        assert!(!output.status.success(), "{scopes}");
        let said = words(&output);
        assert!(said.contains("REQUIRED_SCOPES") && !said.contains("panicked"), "{scopes}: {said}");
    }
}
