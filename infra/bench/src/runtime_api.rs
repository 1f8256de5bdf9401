//! Lambda's Runtime API for one process, which notes the moments at which the process speaks.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::Value;
use shared::clock::Clock;
use tokio::{
    net::TcpListener,
    sync::{
        Mutex,
        mpsc::{self, UnboundedReceiver, UnboundedSender},
    },
    task::JoinHandle,
    time::timeout,
};

use crate::Result;

/// How long a function has for anything, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// The benchmark's end of it; it stops when this is dropped.
pub(crate) struct RuntimeApi {
    /// What `AWS_LAMBDA_RUNTIME_API` says.
    pub(crate) address: String,
    asks: UnboundedReceiver<Instant>,
    events: UnboundedSender<Value>,
    outcomes: UnboundedReceiver<(Instant, Outcome)>,
    server: JoinHandle<()>,
}

/// What a function made of an event, or the error that it posted instead.
type Outcome = std::result::Result<Value, String>;

/// The process's end of it.
#[derive(Clone)]
struct Desk {
    asks: UnboundedSender<Instant>,
    events: Arc<Mutex<UnboundedReceiver<Value>>>,
    outcomes: UnboundedSender<(Instant, Outcome)>,
}

impl RuntimeApi {
    /// Starts one.
    pub(crate) async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let (ask, asks) = mpsc::unbounded_channel();
        let (events, event) = mpsc::unbounded_channel();
        let (outcome, outcomes) = mpsc::unbounded_channel();
        let desk = Desk { asks: ask, events: Arc::new(Mutex::new(event)), outcomes: outcome };
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(response))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(error))
            .with_state(desk);
        // It ends with this value; that it could not serve shows in that no process asks.
        let server = tokio::spawn(async { axum::serve(listener, router).await.unwrap_or(()) });
        Ok(Self { address, asks, events, outcomes, server })
    }

    /// Waits until the process asks for its next event; gives the moment at which it did.
    pub(crate) async fn asked(&mut self) -> Result<Instant> {
        let asked = timeout(PATIENCE, self.asks.recv()).await;
        let asked = asked.map_err(|_| "the function does not ask for an event")?;
        Ok(asked.ok_or("the Runtime API has ended")?)
    }

    /// Hands an event over; gives the answer and the moment at which it was there.
    pub(crate) async fn invoke(&mut self, event: Value) -> Result<(Instant, Value)> {
        self.events.send(event)?;
        let outcome = timeout(PATIENCE, self.outcomes.recv()).await;
        let outcome = outcome.map_err(|_| "the function does not answer")?;
        let (moment, outcome) = outcome.ok_or("the Runtime API has ended")?;
        Ok((moment, outcome?))
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

/// Holds the request until there is an event: Lambda freezes the function meanwhile.
async fn next(State(desk): State<Desk>) -> Response {
    // It fails only if the benchmark has dropped its end, and so does what follows.
    desk.asks.send(Instant::now()).ok();
    let Some(event) = desk.events.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    let headers = [
        ("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd".to_owned()),
        ("lambda-runtime-deadline-ms", (Clock::System.now() + PATIENCE).millis().to_string()),
        ("lambda-runtime-invoked-function-arn", "arn:aws:lambda:local:0:function:x".to_owned()),
        ("lambda-runtime-trace-id", "Root=1-00000000-000000000000000000000000".to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, event.to_string()).into_response()
}

async fn response(State(desk): State<Desk>, Path(_): Path<String>, body: Bytes) -> StatusCode {
    let now = Instant::now();
    let outcome = serde_json::from_slice(&body).map_err(|error| error.to_string());
    desk.outcomes.send((now, outcome)).ok();
    StatusCode::ACCEPTED
}

async fn error(State(desk): State<Desk>, Path(_): Path<String>, body: Bytes) -> StatusCode {
    let text = String::from_utf8_lossy(&body).into_owned();
    desk.outcomes.send((Instant::now(), Err(text))).ok();
    StatusCode::ACCEPTED
}
