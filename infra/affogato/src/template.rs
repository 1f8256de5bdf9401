//! The tables as template.yaml describes them: the one place where they are described.

use serde::Deserialize;
use serde_yaml_ng::Value;
use thiserror::Error;

/// The template that is deployed.
const TEMPLATE: &str = include_str!("../../../template.yaml");

/// What is wrong with the template; only a developer sees it.
#[derive(Debug, Error)]
pub enum TemplateError {
    /// It is not YAML.
    #[error("template.yaml cannot be read: {0}")]
    Yaml(#[from] serde_yaml_ng::Error),
    /// A table is not there.
    #[error("template.yaml describes no table {0}")]
    Missing(String),
}

/// The properties of an `AWS::DynamoDB::Table` that a local table needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TableProperties {
    /// The attributes that keys are made of.
    pub attribute_definitions: Vec<AttributeDefinition>,
    /// The table's key.
    pub key_schema: Vec<KeyElement>,
    /// Its indexes.
    pub global_secondary_indexes: Vec<Index>,
    /// The attribute that says when an item may go.
    pub time_to_live_specification: Option<TimeToLive>,
}

/// An attribute and its type.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct AttributeDefinition {
    /// Its name.
    pub attribute_name: String,
    /// `S`, `N` or `B`.
    pub attribute_type: String,
}

/// A part of a key.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct KeyElement {
    /// The attribute.
    pub attribute_name: String,
    /// `HASH` or `RANGE`.
    pub key_type: String,
}

/// A global secondary index.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Index {
    /// Its name.
    pub index_name: String,
    /// Its key.
    pub key_schema: Vec<KeyElement>,
    /// What it carries.
    pub projection: Projection,
}

/// What an index carries.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Projection {
    /// `KEYS_ONLY`, `ALL`.
    pub projection_type: String,
}

/// When items may go.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TimeToLive {
    /// The attribute with the second.
    pub attribute_name: String,
    /// Whether it is heeded.
    pub enabled: bool,
}

/// The properties of the table with this logical id.
///
/// # Errors
///
/// Says what the template lacks.
pub fn table(logical_id: &str) -> Result<TableProperties, TemplateError> {
    find(TEMPLATE, logical_id)
}

/// The short forms `!Ref` and `!Sub` are YAML tags, and stay tags in the parts that nobody here
/// looks at.
fn find(template: &str, logical_id: &str) -> Result<TableProperties, TemplateError> {
    let template: Value = serde_yaml_ng::from_str(template)?;
    let resource = template.get("Resources").and_then(|resources| resources.get(logical_id));
    let properties = resource
        .filter(|resource| {
            resource.get("Type").and_then(Value::as_str) == Some("AWS::DynamoDB::Table")
        })
        .and_then(|resource| resource.get("Properties"))
        .ok_or_else(|| TemplateError::Missing(logical_id.to_owned()))?;
    Ok(serde_yaml_ng::from_value(properties.clone())?)
}

#[cfg(test)]
mod tests {
    use shared::store::tables;

    use super::*;

    #[test]
    fn every_table_that_the_code_relies_on_is_described() {
        for table in tables::ALL {
            let found = super::table(table.logical_id).unwrap();
            let key: Vec<_> = found.key_schema.iter().map(|k| k.attribute_name.as_str()).collect();
            assert_eq!(key, [table.key], "{}", table.logical_id);
            let ttl = found.time_to_live_specification.filter(|ttl| ttl.enabled);
            assert_eq!(ttl.as_ref().map(|ttl| ttl.attribute_name.as_str()), table.ttl);
            let indexes: Vec<_> =
                found.global_secondary_indexes.iter().map(|i| i.index_name.as_str()).collect();
            assert_eq!(indexes, table.index.into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn short_forms_of_cloudformation_are_tolerated() {
        let template = "
Resources:
  T:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Sub '${AWS::StackName}-t'
      SSESpecification: {SSEEnabled: !If [HasKey, true, false]}
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]";
        assert_eq!(find(template, "T").unwrap().key_schema.len(), 1);
        assert!(matches!(find(template, "U"), Err(TemplateError::Missing(id)) if id == "U"));
    }
}
