//! Telling apps that a session is over
//! ([OpenID Connect Back-Channel Logout](https://openid.net/specs/openid-connect-backchannel-1_0.html)):
//! SQS calls it with what stands in the queue.

use lambda_http::{Error, LambdaEvent};
use serde_json::{Value, json};
use shared::{App, protocol::logout_token::Notice, web::tell::tell};
use tokio::task::JoinSet;

/// The methods served here, in Frappe's names: none.
pub const METHODS: &[&str] = &[];
/// The other paths served here: none.
pub const PATHS: &[&str] = &[];

/// Tells each app what its message says, and SQS which messages it must show again. It forgets the
/// others.
///
/// # Errors
///
/// Never: each message fails for itself. One that cannot be read is shown again, too, until it ends
/// among the dead letters, where somebody may look at it.
pub async fn answer(app: &App, event: LambdaEvent<Value>) -> Result<Value, Error> {
    let records = event.payload.get("Records").and_then(Value::as_array);
    // All at once: an app that does not answer keeps nobody else waiting.
    let mut told = JoinSet::new();
    for record in records.into_iter().flatten() {
        let text = |name| record.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (app, id, body) = (app.clone(), text("messageId"), text("body"));
        told.spawn(async move { (!is_settled(&app, &body).await).then_some(id) });
    }
    let failed = told.join_all().await.into_iter().flatten();
    let failures: Vec<Value> = failed.map(|id| json!({ "itemIdentifier": id })).collect();
    Ok(json!({ "batchItemFailures": failures }))
}

async fn is_settled(app: &App, body: &str) -> bool {
    match serde_json::from_str::<Notice>(body) {
        Ok(notice) => tell(app, &notice).await,
        Err(error) => {
            tracing::error!(%error, "a message of the queue cannot be read");
            false
        }
    }
}
