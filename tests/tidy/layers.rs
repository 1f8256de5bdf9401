//! The layers: functions know web, web knows pages, store and keys, and all of them know the
//! protocol, which knows nobody.

use crate::{
    files::{self, File, production},
    manifests,
};

/// Fails if a file of these mentions one of `words`.
fn never(rule: &str, files: impl Fn(&File) -> bool, words: &[&str]) {
    let found: Vec<String> = production()
        .iter()
        .filter(|file| files(file))
        .flat_map(|file| file.mentions(words))
        .collect();
    assert!(found.is_empty(), "{rule}:\n{}", found.join("\n"));
}

fn is_in(folder: &'static str) -> impl Fn(&File) -> bool {
    move |file| file.path.starts_with(folder)
}

/// Neither in a folder nor one of these files.
fn is_outside(places: &'static [&'static str]) -> impl Fn(&File) -> bool {
    move |file| !places.iter().any(|place| file.path.starts_with(place))
}

#[test]
fn the_protocol_is_pure() {
    never(
        "no I/O, no framework, no cloud, no clock, no environment, no other layer",
        is_in("shared/src/protocol/"),
        &[
            "async fn",
            "async move",
            ".await",
            "tokio",
            "axum",
            "http::",
            "hyper",
            "lambda_http",
            "aws_sdk",
            "aws_config",
            "aws_smithy",
            "std::env",
            "std::fs",
            "std::net",
            "SystemTime",
            "Instant",
            "crate::app",
            "crate::aws",
            "crate::config",
            "crate::keys",
            "crate::pages",
            "crate::store",
            "crate::web",
        ],
    );
}

#[test]
fn pages_know_neither_the_store_nor_the_web() {
    never(
        "a page is told what it shows",
        is_in("shared/src/pages/"),
        &[
            "crate::app",
            "crate::aws",
            "crate::config",
            "crate::keys",
            "crate::store",
            "crate::web",
            "axum",
            "aws_sdk",
            "async fn",
            ".await",
        ],
    );
}

#[test]
fn the_store_and_the_keys_do_not_know_the_web() {
    for layer in ["shared/src/store/", "shared/src/keys/"] {
        never(layer, is_in(layer), &["crate::app", "crate::web", "crate::pages", "axum"]);
    }
}

#[test]
fn only_the_store_speaks_dynamodb() {
    // `aws` and `app` make the client, the local server makes the tables.
    const MAY: &[&str] = &["shared/src/store/", "shared/src/aws/", "shared/src/app.rs", "infra/"];
    never("DynamoDB is the store's affair", is_outside(MAY), &["aws_sdk_dynamodb", "serde_dynamo"]);
}

#[test]
fn only_the_keys_speak_kms() {
    const MAY: &[&str] = &["shared/src/keys/", "shared/src/aws/"];
    never("KMS is the keys' affair", is_outside(MAY), &["aws_sdk_kms"]);
}

#[test]
fn only_the_queue_speaks_sqs() {
    const MAY: &[&str] = &["shared/src/queue.rs", "shared/src/aws/"];
    never("SQS is the queue's affair", is_outside(MAY), &["aws_sdk_sqs"]);
}

#[test]
fn no_function_knows_the_cloud_or_another_function() {
    let functions = files::folders("functions");
    for function in &functions {
        let names = manifests::dependencies(&format!("functions/{function}/Cargo.toml"));
        for name in names {
            assert!(!functions.contains(&name), "{function} depends on {name}");
            assert!(!name.starts_with("aws-"), "{function} depends on {name}");
        }
    }
}

#[test]
fn shared_depends_on_no_function_and_nothing_local() {
    let functions = files::folders("functions");
    for name in manifests::dependencies("shared/Cargo.toml") {
        assert!(!functions.contains(&name), "shared depends on {name}");
    }
}

#[test]
fn only_the_command_line_looks_for_a_persons_credentials() {
    // In a function, aws-config would cost a cold start more than everything else together.
    for manifest in manifests::members() {
        let names = manifests::dependencies(&manifest);
        let has_it = names.iter().any(|name| name == "aws-config");
        assert_eq!(has_it, manifest == "infra/affogato/Cargo.toml", "{manifest}");
    }
}

#[test]
fn the_embedded_database_is_never_linked_into_a_lambda() {
    for manifest in manifests::members() {
        let local = ["infra/", "tests/"].iter().any(|folder| manifest.starts_with(folder));
        let names = manifests::dependencies(&manifest);
        assert!(local || !names.iter().any(|name| name.starts_with("dynoxide")), "{manifest}");
    }
    never("dynoxide is local", is_outside(&["infra/"]), &["dynoxide"]);
}
