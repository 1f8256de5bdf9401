//! The queue of what apps are to be told: SQS in a deployment, a channel in the local server.
//!
//! What stands in it is tried again until the app has heard it. What nobody hears ends in SQS's
//! dead-letter queue, where an alarm sees it.

use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use thiserror::Error;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::protocol::logout_token::Notice;

/// How many messages SQS takes at once.
const AT_ONCE: usize = 10;

/// Where notices go.
#[derive(Clone, Debug)]
pub enum Queue {
    /// SQS's.
    Sqs {
        /// The client.
        client: aws_sdk_sqs::Client,
        /// The queue.
        url: String,
    },
    /// A worker in this process.
    Local(UnboundedSender<Notice>),
    /// This function tells nobody anything.
    None,
}

/// Why a notice was not taken.
#[derive(Clone, Debug, Error)]
pub enum QueueError {
    /// SQS did not answer, or refused.
    #[error("the queue did not take a notice: {0}")]
    Sqs(String),
    /// The worker is gone.
    #[error("nobody reads the queue")]
    Closed,
    /// There is none.
    #[error("this function has no queue")]
    None,
}

impl Queue {
    /// A queue within this process, and what comes out of it.
    pub fn local() -> (Self, UnboundedReceiver<Notice>) {
        let (sender, receiver) = unbounded_channel();
        (Self::Local(sender), receiver)
    }

    /// Puts notices into the queue. Where it fails, some of them may stand in it already: an app that
    /// is told twice is no worse off.
    ///
    /// # Errors
    ///
    /// See [`QueueError`].
    pub async fn enqueue(&self, notices: &[Notice]) -> Result<(), QueueError> {
        match self {
            Self::Sqs { client, url } => {
                for notices in notices.chunks(AT_ONCE) {
                    send_batch(client, url, notices).await?;
                }
                Ok(())
            }
            Self::Local(sender) => {
                let mut notices = notices.iter().cloned();
                notices.try_for_each(|notice| sender.send(notice).map_err(|_| QueueError::Closed))
            }
            Self::None if notices.is_empty() => Ok(()),
            Self::None => Err(QueueError::None),
        }
    }
}

async fn send_batch(
    client: &aws_sdk_sqs::Client,
    url: &str,
    notices: &[Notice],
) -> Result<(), QueueError> {
    let failed = |error: &dyn std::fmt::Display| QueueError::Sqs(error.to_string());
    let mut batch = client.send_message_batch().queue_url(url);
    for (at, notice) in notices.iter().enumerate() {
        let body = serde_json::to_string(notice).map_err(|error| failed(&error))?;
        let entry = SendMessageBatchRequestEntry::builder().id(at.to_string()).message_body(body);
        batch = batch.entries(entry.build().map_err(|error| failed(&error))?);
    }
    let sent = batch.send().await.map_err(|error| {
        let code = error.as_service_error().and_then(|error| error.meta().code());
        failed(&code.unwrap_or("no answer"))
    })?;
    match sent.failed() {
        [] => Ok(()),
        [first, ..] => Err(failed(&first.code())),
    }
}
