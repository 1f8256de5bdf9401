//! The tables of template.yaml are those that the code relies on, and none can be lost.

use serde_json::{Value, json};
use shared::store::tables::{self, Table};

use crate::template::{self, Resource};

fn resource(table: &Table) -> Resource {
    let mut found = template::resources("AWS::DynamoDB::Table");
    found.retain(|resource| resource.id == table.logical_id);
    found.pop().unwrap_or_else(|| panic!("template.yaml has no {}", table.logical_id))
}

#[test]
fn every_table_is_one_that_the_code_knows() {
    let mut described: Vec<String> =
        template::resources("AWS::DynamoDB::Table").into_iter().map(|table| table.id).collect();
    let mut known: Vec<String> =
        tables::ALL.iter().map(|table| table.logical_id.to_owned()).collect();
    described.sort();
    known.sort();
    assert_eq!(described, known);
}

#[test]
fn keys_and_indexes_are_those_that_the_code_uses() {
    for table in tables::ALL {
        let resource = resource(&table);
        let key = |name: &str| json!([{"AttributeName": name, "KeyType": "HASH"}]);
        assert_eq!(resource.property("KeySchema"), &key(table.key), "{}", resource.id);
        let indexes = table.index.map_or(Value::Null, |index| {
            json!([{
                "IndexName": index,
                "KeySchema": key(index),
                // What an index tells is confirmed by a consistent read, so it carries no more.
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }])
        });
        assert_eq!(resource.property("GlobalSecondaryIndexes"), &indexes, "{}", resource.id);
        let attributes: Vec<Value> = [Some(table.key), table.index]
            .into_iter()
            .flatten()
            .map(|name| json!({"AttributeName": name, "AttributeType": "S"}))
            .collect();
        assert_eq!(resource.property("AttributeDefinitions"), &json!(attributes));
    }
}

#[test]
fn items_end_where_the_code_says_so_and_nowhere_else() {
    for table in tables::ALL {
        let resource = resource(&table);
        let expected =
            table.ttl.map_or(Value::Null, |name| json!({"AttributeName": name, "Enabled": true}));
        assert_eq!(resource.property("TimeToLiveSpecification"), &expected, "{}", resource.id);
    }
}

#[test]
fn every_table_is_paid_by_request_encrypted_and_recoverable() {
    for table in template::resources("AWS::DynamoDB::Table") {
        assert_eq!(table.property("BillingMode"), "PAY_PER_REQUEST", "{}", table.id);
        assert_eq!(table.property("SSESpecification.SSEEnabled"), true, "{}", table.id);
        assert_eq!(table.property("SSESpecification.SSEType"), "KMS", "{}", table.id);
        let recovery = table.property("PointInTimeRecoverySpecification");
        assert_eq!(recovery, &json!({"PointInTimeRecoveryEnabled": true}), "{}", table.id);
    }
}

#[test]
fn a_deleted_stack_deletes_no_account_and_no_key() {
    let kept = template::resources("AWS::DynamoDB::Table")
        .into_iter()
        .chain(template::resources("AWS::KMS::Key"));
    for resource in kept {
        for policy in ["DeletionPolicy", "UpdateReplacePolicy"] {
            let value = resource.value.get(policy).and_then(Value::as_str);
            assert_eq!(value, Some("Retain"), "{}: {policy}", resource.id);
        }
    }
}
