//! Everything that is stored, as text.

use std::{collections::BTreeMap, fmt::Write};

use aws_sdk_dynamodb::{Client, types::AttributeValue};
use shared::config::TableNames;

/// All items of all tables, in order.
pub(crate) async fn of(client: &Client, names: &TableNames) -> String {
    let mut text = String::new();
    for name in [&names.clients, &names.users, &names.tokens, &names.settings] {
        let mut lines = Vec::new();
        let mut pages = client.scan().table_name(name).into_paginator().items().send();
        while let Some(item) = pages.next().await {
            lines.push(describe_map(&item.unwrap().into_iter().collect()));
        }
        lines.sort();
        writeln!(text, "{name}:\n{}", lines.join("\n")).unwrap();
    }
    text
}

fn describe_map(map: &BTreeMap<String, AttributeValue>) -> String {
    let pairs: Vec<String> =
        map.iter().map(|(name, value)| format!("{name}={}", describe(value))).collect();
    format!("{{{}}}", pairs.join(", "))
}

fn describe(value: &AttributeValue) -> String {
    if let AttributeValue::S(text) | AttributeValue::N(text) = value {
        text.clone()
    } else if let AttributeValue::M(map) = value {
        describe_map(&map.clone().into_iter().collect())
    } else if let AttributeValue::L(list) = value {
        list.iter().map(describe).collect::<Vec<_>>().join(";")
    } else {
        format!("{value:?}")
    }
}
