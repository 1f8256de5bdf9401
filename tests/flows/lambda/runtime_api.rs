//! Lambda's Runtime API, as far as a function needs it: it asks for the next event and posts its
//! answer.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::IntoResponse,
    routing::{get, post},
};
use serde_json::Value;
use shared::clock::Clock;
use tokio::{
    net::TcpListener,
    sync::{Mutex as Queue, Notify, mpsc, oneshot},
    task::AbortHandle,
};

/// How long a function has. Longer than any of them needs, on any machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a function made of an event, or the error that it posted instead.
type Outcome = Result<Value, String>;

/// The Runtime API of one process.
#[derive(Clone)]
pub(crate) struct RuntimeApi(Arc<Inner>);

struct Inner {
    address: String,
    number: AtomicU64,
    events: mpsc::UnboundedSender<(String, Value)>,
    queue: Queue<mpsc::UnboundedReceiver<(String, Value)>>,
    pending: Mutex<HashMap<String, oneshot::Sender<Outcome>>>,
    asked: Notify,
}

impl RuntimeApi {
    /// Starts one, with what stops it.
    pub(crate) async fn start() -> (Self, AbortHandle) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (events, queue) = mpsc::unbounded_channel();
        let (number, queue) = (AtomicU64::default(), Queue::new(queue));
        let (pending, asked) = (Mutex::default(), Notify::new());
        let api = Self(Arc::new(Inner { address, number, events, queue, pending, asked }));
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .with_state(api.clone());
        let server = tokio::spawn(async move { axum::serve(listener, router).await });
        (api, server.abort_handle())
    }

    /// Waits until the function has asked for its first event: then it is initialized.
    pub(crate) async fn until_asked(&self) {
        self.0.asked.notified().await;
    }

    /// What `AWS_LAMBDA_RUNTIME_API` says.
    pub(crate) fn address(&self) -> &str {
        &self.0.address
    }

    /// Hands an event to the function and waits for what it makes of it.
    pub(crate) async fn invoke(&self, event: Value) -> Outcome {
        let id = format!("request-{}", self.0.number.fetch_add(1, Ordering::Relaxed));
        let (answer, answered) = oneshot::channel();
        self.0.pending.lock().unwrap().insert(id.clone(), answer);
        self.0.events.send((id, event)).unwrap();
        let answered = tokio::time::timeout(PATIENCE, answered).await;
        answered.unwrap_or_else(|_| panic!("the function does not answer")).unwrap()
    }

    fn finish(&self, id: &str, outcome: Outcome) -> (StatusCode, &'static str) {
        let waiting = self.0.pending.lock().unwrap().remove(id).unwrap();
        // It fails only if the test has given up.
        waiting.send(outcome).ok();
        (StatusCode::ACCEPTED, "{\"status\":\"OK\"}")
    }
}

/// Holds the request until there is an event: Lambda freezes the function meanwhile.
async fn next(State(api): State<RuntimeApi>) -> impl IntoResponse {
    api.0.asked.notify_one();
    let (id, event) = api.0.queue.lock().await.recv().await.unwrap();
    let deadline = Clock::System.now() + PATIENCE;
    let headers = [
        ("lambda-runtime-aws-request-id", id),
        ("lambda-runtime-deadline-ms", deadline.millis().to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:local:0:function:test".to_owned()),
        ("lambda-runtime-trace-id", "Root=1-00000000-000000000000000000000000".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, event.to_string())
}

async fn response(
    State(api): State<RuntimeApi>,
    Path(id): Path<String>,
    body: Bytes,
) -> impl IntoResponse {
    api.finish(&id, Ok(serde_json::from_slice(&body).unwrap()))
}

async fn error(
    State(api): State<RuntimeApi>,
    Path(id): Path<String>,
    body: Bytes,
) -> impl IntoResponse {
    api.finish(&id, Err(String::from_utf8_lossy(&body).into_owned()))
}
