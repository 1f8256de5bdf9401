//! The local queue's worker: tells apps what stands in it, as the function `notify` does in a
//! deployment.
//!
//! The queue is in memory: what is not told yet when the server stops is not told.

use std::time::Duration;

use shared::{App, protocol::logout_token::Notice, web::tell::tell};
use tokio::sync::mpsc::UnboundedReceiver;

/// How often an app is told that does not hear.
const MOST_ATTEMPTS: u32 = 6;
/// How long the local server waits before it tells an app again; each time twice as long.
pub const PAUSE: Duration = Duration::from_secs(2);

/// Tells apps until the queue is closed. One that does not hear keeps nobody else waiting.
pub async fn work(app: App, mut notices: UnboundedReceiver<Notice>, pause: Duration) {
    while let Some(notice) = notices.recv().await {
        let app = app.clone();
        tokio::spawn(async move {
            if !is_told(&app, &notice, pause).await {
                let client = &notice.client_id;
                tracing::warn!(client, "an app could not be told that a user has logged out");
            }
        });
    }
}

/// Tells what stands in the queue now, once: for a command, which ends thereafter. Gives how many did
/// not hear.
pub async fn drain(app: &App, notices: &mut UnboundedReceiver<Notice>) -> usize {
    let mut unheard = 0;
    while let Ok(notice) = notices.try_recv() {
        if !tell(app, &notice).await {
            unheard += 1;
        }
    }
    unheard
}

async fn is_told(app: &App, notice: &Notice, pause: Duration) -> bool {
    let mut pause = pause;
    for attempt in 1..=MOST_ATTEMPTS {
        if tell(app, notice).await {
            return true;
        }
        if attempt < MOST_ATTEMPTS {
            tokio::time::sleep(pause).await;
            pause *= 2;
        }
    }
    false
}
