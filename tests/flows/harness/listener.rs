//! An app that is told something: an address that somebody listens at.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, extract::State, http::StatusCode, routing::any};
use tokio::{net::TcpListener, sync::mpsc, time::timeout};

/// Long enough for the slowest machine: who waits for longer waits for nothing.
const PATIENCE: Duration = Duration::from_secs(20);

/// What it answers first, and afterwards 200.
type Answers = Arc<Mutex<VecDeque<u16>>>;

/// Somebody who listens.
pub(crate) struct Listener {
    /// The address.
    pub(crate) url: String,
    heard: mpsc::UnboundedReceiver<String>,
}

impl Listener {
    /// Listens, and gives these answers to the first requests.
    pub(crate) async fn answering(first: &[u16]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/told?by=affogato", listener.local_addr().unwrap());
        let (hear, heard) = mpsc::unbounded_channel();
        let answers = Answers::new(Mutex::new(first.iter().copied().collect()));
        let router = Router::new().route("/told", any(answer)).with_state((hear, answers));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, heard }
    }

    /// The next body that is heard.
    pub(crate) async fn next(&mut self) -> String {
        let heard = timeout(PATIENCE, self.heard.recv()).await;
        heard.unwrap_or_else(|_| panic!("nothing was heard")).unwrap()
    }

    /// What was heard up to now, and not asked for.
    pub(crate) fn rest(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.heard.try_recv().ok()).collect()
    }
}

async fn answer(
    State((hear, answers)): State<(mpsc::UnboundedSender<String>, Answers)>,
    body: String,
) -> StatusCode {
    hear.send(body).unwrap();
    let answer = answers.lock().unwrap().pop_front().unwrap_or(200);
    StatusCode::from_u16(answer).unwrap()
}
