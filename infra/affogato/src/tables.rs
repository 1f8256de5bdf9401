//! Creates the four tables in the embedded database, from template.yaml.

use std::error::Error;

use aws_sdk_dynamodb::{
    Client,
    error::{BuildError, DisplayErrorContext, ProvideErrorMetadata},
    operation::create_table::builders::CreateTableFluentBuilder,
    types::{
        AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, Projection,
        TimeToLiveSpecification,
    },
};
use shared::{
    config::TableNames,
    store::tables::{self, Table},
};
use thiserror::Error;

use crate::template::{self, KeyElement, TableProperties, TemplateError};

/// Why the tables could not be created.
#[derive(Debug, Error)]
pub enum TablesError {
    /// The template.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The template leaves something out.
    #[error("a table in template.yaml is incomplete: {0}")]
    Incomplete(#[from] BuildError),
    /// The database.
    #[error("the table {table} could not be created: {cause}")]
    Database {
        /// The table.
        table: String,
        /// What the database said.
        cause: String,
    },
}

/// The tables' names in a local database.
pub fn local_names() -> TableNames {
    TableNames {
        clients: "affogato-clients".into(),
        users: "affogato-users".into(),
        tokens: "affogato-tokens".into(),
        settings: "affogato-settings".into(),
    }
}

/// Creates those that are not there yet, TTL included.
///
/// # Errors
///
/// Names the table that could not be created.
pub async fn create(client: &Client, names: &TableNames) -> Result<(), TablesError> {
    let all = [
        (tables::CLIENTS, &names.clients),
        (tables::USERS, &names.users),
        (tables::TOKENS, &names.tokens),
        (tables::SETTINGS, &names.settings),
    ];
    let known = client.list_tables().send().await;
    let known = known.map_err(|error| failed("(any)", error))?.table_names.unwrap_or_default();
    for (table, name) in all {
        create_one(client, table, name, known.contains(name)).await?;
    }
    Ok(())
}

async fn create_one(
    client: &Client,
    table: Table,
    name: &str,
    is_there: bool,
) -> Result<(), TablesError> {
    let properties = template::table(table.logical_id)?;
    if !is_there {
        let created = request(client, &properties, name)?.send().await;
        created.map_err(|error| failed(name, error))?;
    }
    // Also on a table that is there: a process that was killed right here left it without.
    if let Some(ttl) = properties.time_to_live_specification {
        let wanted = TimeToLiveSpecification::builder()
            .attribute_name(ttl.attribute_name)
            .enabled(ttl.enabled)
            .build()?;
        let set = client.update_time_to_live().table_name(name).time_to_live_specification(wanted);
        match set.send().await {
            Ok(_) => {}
            Err(error) if is_set(error.as_service_error()) => {}
            Err(error) => return Err(failed(name, error)),
        }
    }
    Ok(())
}

fn failed(table: &str, error: impl Error) -> TablesError {
    let cause = DisplayErrorContext(error).to_string();
    TablesError::Database { table: table.to_owned(), cause }
}

/// "`TimeToLive` is already enabled" is a validation error, which has no type of its own.
fn is_set(error: Option<&impl ProvideErrorMetadata>) -> bool {
    error.and_then(|error| error.message()).is_some_and(|text| text.contains("already enabled"))
}

fn request(
    client: &Client,
    properties: &TableProperties,
    name: &str,
) -> Result<CreateTableFluentBuilder, BuildError> {
    let mut attributes = Vec::new();
    for attribute in &properties.attribute_definitions {
        let definition = AttributeDefinition::builder()
            .attribute_name(&attribute.attribute_name)
            .attribute_type(attribute.attribute_type.as_str().into());
        attributes.push(definition.build()?);
    }
    let mut indexes = Vec::new();
    for index in &properties.global_secondary_indexes {
        let projection = Projection::builder()
            .projection_type(index.projection.projection_type.as_str().into())
            .build();
        let definition = GlobalSecondaryIndex::builder()
            .index_name(&index.index_name)
            .set_key_schema(Some(key(&index.key_schema)?))
            .projection(projection);
        indexes.push(definition.build()?);
    }
    Ok(client
        .create_table()
        .table_name(name)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(Some(attributes))
        .set_key_schema(Some(key(&properties.key_schema)?))
        .set_global_secondary_indexes(Some(indexes).filter(|indexes| !indexes.is_empty())))
}

fn key(elements: &[KeyElement]) -> Result<Vec<KeySchemaElement>, BuildError> {
    let element = |element: &KeyElement| {
        KeySchemaElement::builder()
            .attribute_name(&element.attribute_name)
            .key_type(element.key_type.as_str().into())
            .build()
    };
    elements.iter().map(element).collect()
}
