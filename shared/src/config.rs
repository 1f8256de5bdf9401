//! The configuration: the only place that reads the environment.

use std::{collections::BTreeMap, fmt, fs};

use thiserror::Error;

use crate::{
    protocol::client::words,
    secret::{Secret, SecretHash},
};

/// What the environment says of this deployment.
#[derive(Clone, Debug)]
pub struct Config {
    /// The issuer until a Social Login Key `frappe` with a Base URL says otherwise: an origin
    /// such as `https://id.example.com`, without a slash at its end.
    pub issuer: String,
    /// The tables' names.
    pub tables: TableNames,
    /// Where the data key that seals readable secrets is found.
    pub data_key: DataKeySource,
    /// Whether `get_token` may be called by GET, as Frappe's documentation offers "for testing
    /// purposes". Off in a deployment: codes and secrets would stand in access logs.
    pub get_token_by_get: bool,
    /// Whether `introspect_token` answers whoever asks, as Frappe's does. Off: it tells names,
    /// e-mails and roles.
    pub open_introspection: bool,
    /// What the authorizer asks for, by route (`GET /orders`, `ANY /orders`, `*`): scopes,
    /// separated by spaces. A route that is not named is shut.
    pub required_scopes: BTreeMap<String, String>,
    /// The URIs of the APIs that the authorizer stands before: it lets no token through but those that
    /// are meant for one of them. None is all tokens.
    pub audience: Vec<String>,
    /// The hash of the secret that CloudFront sends along. With it a request that comes past
    /// CloudFront is refused.
    pub edge_secret: Option<SecretHash>,
    /// The URL of the queue of what apps are to be told.
    pub notify_queue: Option<String>,
    /// How far addresses are asked that clients have named.
    pub reach: Reach,
}

/// How far addresses are asked that clients have named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// The internet, by https.
    #[default]
    Internet,
    /// This machine as well, by http, too: for a server on a laptop, whose apps are there. Never in a
    /// deployment, where Lambda itself listens on it.
    ThisMachine,
}

/// The four tables' names.
#[derive(Clone, Debug)]
pub struct TableNames {
    /// OAuth clients.
    pub clients: String,
    /// Users and their password hashes.
    pub users: String,
    /// Grants, sessions, counters, one-time values.
    pub tokens: String,
    /// Settings and keys.
    pub settings: String,
}

/// Where the data key is found.
#[derive(Clone, Debug)]
pub enum DataKeySource {
    /// The settings table holds it, wrapped by this KMS key.
    Kms(String),
    /// A local file of mode 0600 holds it, in hexadecimal.
    File(String),
    /// Given here, in hexadecimal: for a store that lives in memory.
    Given(Secret),
    /// This function never unseals anything.
    None,
}

/// What the environment lacks. `Debug` is the same sentence: it is what `main` prints.
#[derive(Error)]
pub enum ConfigError {
    /// A variable is not there, or empty.
    #[error("the environment variable {0} is missing")]
    Missing(&'static str),
    /// A variable names a file that cannot be read.
    #[error("the file that the environment variable {0} names cannot be read")]
    Unreadable(&'static str),
    /// A variable is no SHA-256 in hexadecimal.
    #[error("the environment variable {0} is no SHA-256 in hexadecimal")]
    NoHash(&'static str),
    /// The roots of trust are no certificates.
    #[error("the roots of trust cannot be read")]
    Roots,
    /// A variable is not a JSON object whose names are routes and whose values are texts.
    #[error("the environment variable {0} is not a JSON object of texts by route")]
    NoTextsByRoute(&'static str),
}

impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Config {
    /// A configuration with everything off that can be switched on.
    pub fn new(issuer: impl Into<String>, tables: TableNames, data_key: DataKeySource) -> Self {
        Self {
            issuer: issuer.into(),
            tables,
            data_key,
            get_token_by_get: false,
            open_introspection: false,
            required_scopes: BTreeMap::new(),
            audience: Vec::new(),
            edge_secret: None,
            notify_queue: None,
            reach: Reach::Internet,
        }
    }

    /// Reads the environment of a function.
    ///
    /// # Errors
    ///
    /// Names the first variable that is missing.
    pub fn from_env() -> Result<Self, ConfigError> {
        Ok(Self {
            issuer: require("AFFOGATO_ISSUER")?.trim_end_matches('/').to_owned(),
            tables: TableNames {
                clients: require("CLIENTS_TABLE")?,
                users: require("USERS_TABLE")?,
                tokens: require("TOKENS_TABLE")?,
                settings: require("SETTINGS_TABLE")?,
            },
            data_key: match (optional("DATA_KEY_FILE"), optional("DATA_KEY_ID")) {
                (Some(file), _) => DataKeySource::File(file),
                (None, Some(key)) => DataKeySource::Kms(key),
                (None, None) => DataKeySource::None,
            },
            get_token_by_get: optional("GET_TOKEN_BY_GET").as_deref() == Some("1"),
            open_introspection: optional("OPEN_INTROSPECTION").as_deref() == Some("1"),
            required_scopes: match optional("REQUIRED_SCOPES") {
                Some(text) => {
                    texts_by_route(&text).ok_or(ConfigError::NoTextsByRoute("REQUIRED_SCOPES"))?
                }
                None => BTreeMap::new(),
            },
            audience: words(&optional("AUDIENCE").unwrap_or_default()),
            edge_secret: match optional("EDGE_SECRET_HASH") {
                Some(text) => {
                    let hash = SecretHash::from_hex(&text);
                    Some(hash.ok_or(ConfigError::NoHash("EDGE_SECRET_HASH"))?)
                }
                None => None,
            },
            notify_queue: optional("NOTIFY_QUEUE_URL"),
            reach: match optional("REACH_THIS_MACHINE").as_deref() {
                Some("1") => Reach::ThisMachine,
                Some(_) | None => Reach::Internet,
            },
        })
    }
}

/// The AWS settings that Lambda puts into every function's environment.
#[derive(Clone)]
pub struct AwsEnvironment {
    /// `AWS_REGION`.
    pub region: String,
    /// `AWS_ENDPOINT_URL_DYNAMODB`, or `AWS_ENDPOINT_URL`: another DynamoDB API than Amazon's.
    pub dynamodb_endpoint: Option<String>,
    /// `AWS_ENDPOINT_URL_KMS`, or `AWS_ENDPOINT_URL`.
    pub kms_endpoint: Option<String>,
    /// `AWS_ENDPOINT_URL_SQS`, or `AWS_ENDPOINT_URL`.
    pub sqs_endpoint: Option<String>,
    /// `AWS_ACCESS_KEY_ID`.
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`.
    pub secret_access_key: String,
    /// `AWS_SESSION_TOKEN`.
    pub session_token: Option<String>,
    /// The text of the file `AWS_CA_BUNDLE`: roots to trust instead of Amazon's own.
    pub ca_bundle: Option<String>,
}

/// What Lambda's logging controls say.
#[derive(Clone, Debug)]
pub struct LogEnvironment {
    /// `AWS_LAMBDA_LOG_LEVEL`: ERROR, WARN, INFO, DEBUG or TRACE.
    pub level: String,
    /// Whether `AWS_LAMBDA_LOG_FORMAT` is JSON.
    pub is_json: bool,
}

impl LogEnvironment {
    /// Reads what Lambda provides; it provides nothing where the controls are not used.
    pub fn from_env() -> Self {
        let format = optional("AWS_LAMBDA_LOG_FORMAT").unwrap_or_default();
        Self {
            level: optional("AWS_LAMBDA_LOG_LEVEL").unwrap_or_else(|| "INFO".to_owned()),
            is_json: format.eq_ignore_ascii_case("json"),
        }
    }
}

impl fmt::Debug for AwsEnvironment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AwsEnvironment").field("region", &self.region).finish_non_exhaustive()
    }
}

impl AwsEnvironment {
    /// Reads what Lambda provides.
    ///
    /// # Errors
    ///
    /// Names the first variable that is missing, or [`ConfigError::Unreadable`].
    pub fn from_env() -> Result<Self, ConfigError> {
        let endpoint = || optional("AWS_ENDPOINT_URL");
        Ok(Self {
            region: require("AWS_REGION")?,
            dynamodb_endpoint: optional("AWS_ENDPOINT_URL_DYNAMODB").or_else(endpoint),
            kms_endpoint: optional("AWS_ENDPOINT_URL_KMS").or_else(endpoint),
            sqs_endpoint: optional("AWS_ENDPOINT_URL_SQS").or_else(endpoint),
            access_key_id: require("AWS_ACCESS_KEY_ID")?,
            secret_access_key: require("AWS_SECRET_ACCESS_KEY")?,
            session_token: optional("AWS_SESSION_TOKEN"),
            ca_bundle: match optional("AWS_CA_BUNDLE") {
                Some(path) => Some(
                    fs::read_to_string(path)
                        .map_err(|_| ConfigError::Unreadable("AWS_CA_BUNDLE"))?,
                ),
                None => None,
            },
        })
    }
}

/// A variable with an endpoint for the AWS SDK that is set and empty. aws-config takes it for an
/// endpoint, and then the SDK panics.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
pub fn empty_aws_endpoint() -> Option<&'static str> {
    const NAMES: [&str; 5] = [
        "AWS_ENDPOINT_URL",
        "AWS_ENDPOINT_URL_CLOUDFORMATION",
        "AWS_ENDPOINT_URL_DYNAMODB",
        "AWS_ENDPOINT_URL_KMS",
        "AWS_ENDPOINT_URL_SQS",
    ];
    NAMES.into_iter().find(|name| std::env::var(name).is_ok_and(|value| value.is_empty()))
}

/// A misspelt route would match nothing, and `*` would open what it was meant to shut.
fn texts_by_route(text: &str) -> Option<BTreeMap<String, String>> {
    let entries: BTreeMap<String, String> = serde_json::from_str(text).ok()?;
    let is_route = |name: &str| match name.split_once(' ') {
        Some((method, path)) => {
            let is_method = !method.is_empty() && method.bytes().all(|b| b.is_ascii_uppercase());
            is_method && path.starts_with('/') && !path.contains(char::is_whitespace)
        }
        None => name == "*" || name == "$default",
    };
    entries.keys().all(|name| is_route(name)).then_some(entries)
}

fn require(name: &'static str) -> Result<String, ConfigError> {
    optional(name).ok_or(ConfigError::Missing(name))
}

/// An empty variable counts as absent: an empty endpoint makes the SDK panic.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the environment")]
fn optional(name: &'static str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_route_is_no_route() {
        let entries =
            r#"{"GET /orders": "orders:read", "ANY /a/{b+}": "", "$default": "", "*": ""}"#;
        assert_eq!(texts_by_route(entries).unwrap().len(), 4);
        assert_eq!(texts_by_route("{}").unwrap().len(), 0);
        for name in ["", "GET", "/orders", "get /orders", "GET orders", "GET  /orders", "GET /a b"]
        {
            let entries = format!("{{\"{name}\": \"all\", \"*\": \"\"}}");
            assert!(texts_by_route(&entries).is_none(), "{name}");
        }
        for text in ["", "[]", "{\"*\": 1}", "{\"*\": [\"all\"]}", "all"] {
            assert!(texts_by_route(text).is_none(), "{text}");
        }
    }
}
