//! A stand-in for SQS between the functions: takes messages by its JSON protocol, and calls `notify`
//! with them until it has settled them.

use std::sync::Arc;

use axum::{Json, Router, routing::post};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::fleet::{Fleet, NOTIFY};

/// How often a message is shown, as template.yaml says.
const MOST_RECEIVED: u32 = 20;

/// A queue; it goes when this is dropped.
pub(crate) struct Queue {
    /// Where it is reached.
    pub(crate) endpoint: String,
    messages: Option<UnboundedReceiver<String>>,
}

impl Queue {
    /// A new one.
    pub(crate) fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let (take, messages) = unbounded_channel();
        // AWS's own kind of JSON.
        let handler = post(move |body: String| async move {
            keep(&take, &serde_json::from_str(&body).unwrap())
        });
        let router = Router::new().route("/", handler);
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { endpoint, messages: Some(messages) }
    }

    /// The queue's own address, as functions are told it.
    pub(crate) fn url(&self) -> String {
        format!("{}/1/notify", self.endpoint)
    }

    /// Has a fleet's `notify` called with what comes, if nobody has it yet.
    pub(crate) fn lead_to(&mut self, fleet: Arc<Fleet>) {
        if let Some(messages) = self.messages.take() {
            tokio::spawn(deliver(messages, fleet));
        }
    }
}

/// `SendMessageBatch`.
fn keep(take: &UnboundedSender<String>, request: &Value) -> Json<Value> {
    let entries = request["Entries"].as_array().unwrap();
    let kept = entries.iter().map(|entry| {
        take.send(entry["MessageBody"].as_str().unwrap().to_owned()).unwrap();
        json!({ "Id": entry["Id"], "MessageId": "m", "MD5OfMessageBody": "" })
    });
    Json(json!({ "Successful": kept.collect::<Vec<_>>(), "Failed": [] }))
}

async fn deliver(mut messages: UnboundedReceiver<String>, fleet: Arc<Fleet>) {
    while let Some(body) = messages.recv().await {
        let fleet = Arc::clone(&fleet);
        tokio::spawn(async move {
            for _ in 0..MOST_RECEIVED {
                let record = json!({ "messageId": "m", "eventSource": "aws:sqs", "body": body });
                let answer = fleet.invoke(NOTIFY, json!({ "Records": [record] })).await;
                let failures = answer.unwrap_or_default()["batchItemFailures"].clone();
                if failures.as_array().is_some_and(Vec::is_empty) {
                    return;
                }
            }
        });
    }
}
