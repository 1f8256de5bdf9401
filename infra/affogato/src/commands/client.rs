//! `affogato client`: which apps may log people in here.

mod add;
mod list;
mod rotate_secret;
mod show;

use clap::{Args, Subcommand};
use serde_json::Value;
use shared::protocol::client::Client;

use super::{Answer, CommandError, Common};

/// What to do with which client, and where.
#[derive(Args, Clone, Debug)]
pub struct ClientOptions {
    #[command(subcommand)]
    act: Act,

    /// Where, and how to answer.
    #[command(flatten)]
    pub common: Common,
}

#[derive(Clone, Debug, Subcommand)]
enum Act {
    /// Make a new client, and print its id and secret once
    Add(add::Options),
    /// Show a client
    Show(Which),
    /// List all clients
    List,
    /// Give a client a new secret, and print it once; the old one ends at once, or lives on beside it
    RotateSecret(rotate_secret::Options),
    /// End the older of a client's two secrets
    RetireSecret(Which),
}

/// A client.
#[derive(Args, Clone, Debug)]
struct Which {
    /// The client's id
    #[arg(value_name = "ID")]
    client_id: String,
}

/// Does it.
///
/// # Errors
///
/// See [`CommandError`].
pub async fn run(options: &ClientOptions) -> Result<Answer, CommandError> {
    let common = &options.common;
    match &options.act {
        Act::Add(options) => add::run(options, common).await,
        Act::Show(which) => show::run(which, common).await,
        Act::List => list::run(common).await,
        Act::RotateSecret(options) => rotate_secret::run(options, common).await,
        Act::RetireSecret(which) => rotate_secret::retire(which, common).await,
    }
}

/// A client for a script, without its secret in any form.
fn json(client: &Client) -> Value {
    let mut json = serde_json::to_value(client).unwrap_or_default();
    if let Value::Object(fields) = &mut json {
        fields.remove("client_secret");
        fields.remove("next_client_secret");
        fields.remove("registration_access_token");
    }
    json
}

/// The same with a secret that has just been made: the one time that it is seen.
fn json_with_secret(client: &Client, secret: Option<&str>) -> Value {
    let mut json = json(client);
    if let (Value::Object(fields), Some(secret)) = (&mut json, secret) {
        fields.insert("client_secret".to_owned(), secret.into());
    }
    json
}
