//! What is said of stacks that cannot be used.

use aws_sdk_cloudformation::types::{Output, Stack as Description, StackStatus};

use super::*;

const OUTPUTS: [&str; 6] =
    ["Issuer", "ClientsTable", "UsersTable", "TokensTable", "SettingsTable", "DataKey"];

fn stack(status: StackStatus, outputs: &[&str]) -> Description {
    let output = |name: &&str| {
        let value = format!("{}/", name.to_lowercase());
        Output::builder().output_key(*name).output_value(value).build()
    };
    Description::builder()
        .stack_status(status)
        .set_outputs(Some(outputs.iter().map(output).collect()))
        .build()
}

#[test]
fn the_outputs_are_the_configuration() {
    let config = config("s", &stack(StackStatus::UpdateInProgress, &OUTPUTS)).unwrap();
    assert_eq!((config.issuer.as_str(), config.tables.users.as_str()), ("issuer", "userstable/"));
    assert!(matches!(config.data_key, DataKeySource::Kms(key) if key == "datakey/"));
    assert!(!config.get_token_by_get && !config.open_introspection);
}

#[test]
fn a_stack_that_lacks_one_of_them_is_not_ours() {
    for missing in OUTPUTS {
        let others: Vec<&str> = OUTPUTS.into_iter().filter(|name| *name != missing).collect();
        let refused = config("s", &stack(StackStatus::CreateComplete, &others)).unwrap_err();
        assert!(refused.to_string().ends_with(&format!("it has no output {missing}")));
    }
}

#[test]
fn a_stack_that_is_not_there_yet_or_not_for_long_is_told_so() {
    let told =
        |status: StackStatus| config("s", &stack(status, &[])).map(|_| ()).unwrap_err().to_string();
    for status in [StackStatus::CreateInProgress, StackStatus::ReviewInProgress] {
        assert_eq!(told(status), "the stack s is still being created; try again when it is done");
    }
    for status in
        [StackStatus::RollbackComplete, StackStatus::DeleteInProgress, StackStatus::CreateFailed]
    {
        let expected = format!("the stack s cannot be used: its status is {}", status.as_str());
        assert_eq!(told(status), expected);
    }
    assert!(told(StackStatus::UpdateRollbackComplete).contains("has no output Issuer"));
}
