//! Between the functions and the database: counts what is asked, loses answers, plays dead.

use std::{
    io,
    pin::Pin,
    sync::{Arc, Mutex},
    task::{Context, Poll},
};

use affogato::gateway;
use axum::{
    Router,
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use hyper::body::Frame;
use serde_json::Value;
use tokio::{net::TcpListener, sync::watch};

/// What happens to requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Mood {
    /// They are passed on, and so are the answers.
    #[default]
    Well,
    /// Writes happen, but the answer to the first try of every write of a grant or a user is lost.
    LosesAnswers,
    /// The answer to the next write is held back until the mood changes, and then lost.
    HoldsAnAnswer,
    /// DynamoDB asks for patience.
    Throttles,
    /// Nobody answers.
    Silent,
    /// DynamoDB breaks.
    Breaks,
}

/// One request to the database.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    /// `GetItem`, `PutItem`, ...
    pub(crate) operation: String,
    /// Its table.
    pub(crate) table: String,
    /// What DynamoDB says it consumed.
    pub(crate) units: f64,
}

#[derive(Default)]
struct Inner {
    calls: Vec<Call>,
    lost: Vec<String>,
}

/// The proxy.
#[derive(Clone)]
pub(crate) struct Proxy {
    inner: Arc<Mutex<Inner>>,
    mood: watch::Sender<Mood>,
    losses: watch::Sender<usize>,
    client: reqwest::Client,
    target: String,
    address: String,
}

impl Proxy {
    /// Starts one in front of a database.
    pub(crate) async fn start(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self {
            inner: Arc::default(),
            mood: watch::Sender::default(),
            losses: watch::Sender::default(),
            client: reqwest::Client::new(),
            target: target.to_owned(),
            address: format!("http://{}", listener.local_addr().unwrap()),
        };
        let router = Router::new().fallback(pass).with_state(proxy.clone());
        tokio::spawn(gateway::serve(listener, router, std::future::pending()));
        proxy
    }

    /// Where it listens.
    pub(crate) fn endpoint(&self) -> String {
        self.address.clone()
    }

    /// Changes what happens from now on.
    pub(crate) fn set(&self, mood: Mood) {
        self.mood.send_replace(mood);
    }

    /// Forgets what was counted.
    pub(crate) fn forget(&self) {
        self.inner.lock().unwrap().calls.clear();
    }

    /// What was asked since it last forgot.
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.inner.lock().unwrap().calls.clone()
    }

    /// How many answers were lost.
    pub(crate) fn lost(&self) -> usize {
        *self.losses.borrow()
    }

    /// Waits until so many answers are lost, or held back to be.
    pub(crate) async fn until_lost(&self, count: usize) {
        self.losses.subscribe().wait_for(|lost| *lost >= count).await.unwrap();
    }

    /// Whether to lose the answer to a write: once for each item that is written, so that the
    /// SDK's second try is answered.
    fn loses(&self, operation: &str, body: &Value) -> bool {
        let mut inner = self.inner.lock().unwrap();
        let mood = *self.mood.borrow();
        let is_time = match mood {
            Mood::LosesAnswers => true,
            Mood::HoldsAnAnswer => inner.lost.is_empty(),
            Mood::Well | Mood::Throttles | Mood::Silent | Mood::Breaks => false,
        };
        if !is_time || operation != "PutItem" {
            return false;
        }
        let write = name_of_write(&body["Item"]).unwrap_or_default();
        let is_new = !write.is_empty() && !inner.lost.contains(&write);
        if is_new {
            inner.lost.push(write);
            self.losses.send_replace(inner.lost.len());
        }
        is_new
    }
}

/// What two tries of one write have in common: a grant's attempt, or all that is said of a user.
fn name_of_write(item: &Value) -> Option<String> {
    if let Some(attempt) = item["attempt"]["S"].as_str() {
        return Some(attempt.to_owned());
    }
    let is_user = item["name"]["S"].as_str().is_some_and(|name| name.starts_with("user#"));
    is_user.then(|| item["document"].to_string())
}

async fn pass(State(proxy): State<Proxy>, request: Request) -> Response {
    let mood = *proxy.mood.borrow();
    match mood {
        Mood::Throttles => {
            return refuse(400, "com.amazonaws.dynamodb.v20120810#ThrottlingException");
        }
        Mood::Breaks => return refuse(500, "com.amazonaws.dynamodb.v20120810#InternalServerError"),
        // Longer than any patience; the SDK hangs up.
        Mood::Silent => std::future::pending::<()>().await,
        Mood::Well | Mood::LosesAnswers | Mood::HoldsAnAnswer => {}
    }
    let target = request.headers().get("x-amz-target").unwrap().to_str().unwrap().to_owned();
    let operation = target.rsplit('.').next().unwrap().to_owned();
    let headers = request.headers().clone();
    let body = to_bytes(request.into_body(), usize::MAX).await.unwrap();
    let mut body: Value = serde_json::from_slice(&body).unwrap();
    // DynamoDB tells what a request cost if it is asked to.
    body["ReturnConsumedCapacity"] = "TOTAL".into();

    let mut passed = proxy.client.post(&proxy.target).body(body.to_string());
    for name in ["x-amz-target", "content-type", "x-amz-date", "authorization"] {
        passed = passed.header(name, headers.get(name).unwrap());
    }
    let answer = passed.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    let consumed: Value = serde_json::from_str(&text).unwrap_or_default();
    let call = Call {
        operation: operation.clone(),
        table: body["TableName"].as_str().unwrap_or_default().to_owned(),
        units: consumed["ConsumedCapacity"]["CapacityUnits"].as_f64().unwrap_or_default(),
    };
    proxy.inner.lock().unwrap().calls.push(call);
    if proxy.loses(&operation, &body) {
        let mut mood = proxy.mood.subscribe();
        mood.wait_for(|mood| *mood != Mood::HoldsAnAnswer).await.unwrap();
        // The write has happened; its sender sees the connection break, and tries again.
        return Body::new(Broken).into_response();
    }
    let json = [("content-type", "application/x-amz-json-1.0")];
    (status, json, Body::from(text)).into_response()
}

/// A body that breaks off.
struct Broken;

impl HttpBody for Broken {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())))
    }
}

fn refuse(status: u16, kind: &str) -> Response {
    let status = axum::http::StatusCode::from_u16(status).unwrap();
    let body = serde_json::json!({ "__type": kind, "message": "not now" }).to_string();
    (status, [("content-type", "application/x-amz-json-1.0")], body).into_response()
}
