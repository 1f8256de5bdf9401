//! One process of a function, as Lambda keeps one for each event at a time.

use std::{
    collections::BTreeMap,
    process::{Child, Command, Stdio},
    time::Duration,
};

use tokio::task::AbortHandle;

use super::{
    binaries,
    event::{Event, Reply},
    runtime_api::RuntimeApi,
};

/// How often to look whether a function that starts is still there.
const GLANCE: Duration = Duration::from_millis(100);

/// A function that runs; it is killed when this is dropped.
pub(crate) struct Process {
    child: Child,
    api: RuntimeApi,
    server: AbortHandle,
}

/// Where a process takes its events from.
#[derive(Clone)]
pub(crate) struct Inbox(RuntimeApi);

impl Process {
    /// Starts a function with this environment and nothing of ours.
    pub(crate) async fn start(
        function: &str,
        environment: &BTreeMap<&'static str, String>,
    ) -> Self {
        let (api, server) = RuntimeApi::start().await;
        let child = command(function, environment, api.address())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, api, server }
    }

    /// Waits until it is initialized; gives the number of the process.
    pub(crate) async fn until_ready(&mut self) -> u32 {
        while tokio::time::timeout(GLANCE, self.api.until_asked()).await.is_err() {
            let ended = self.child.try_wait().unwrap();
            assert_eq!(ended, None, "the function ended before its first event");
        }
        self.child.id()
    }

    /// Answers one event.
    pub(crate) async fn answer(&self, event: Event) -> Reply {
        self.inbox().answer(event).await
    }

    /// Hands it an event of any kind; gives its answer, or the error that it posted.
    pub(crate) async fn invoke(
        &self,
        event: serde_json::Value,
    ) -> Result<serde_json::Value, String> {
        self.api.invoke(event).await
    }

    /// A way to send it events from many tasks at once.
    pub(crate) fn inbox(&self) -> Inbox {
        Inbox(self.api.clone())
    }
}

impl Inbox {
    /// Answers one event.
    pub(crate) async fn answer(&self, event: Event) -> Reply {
        let outcome = self.0.invoke(event.into_json()).await;
        Reply::read(&outcome.unwrap_or_else(|error| panic!("the function failed: {error}")))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only if it has ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
        self.server.abort();
    }
}

/// The command that starts a function as Lambda does: with this environment alone.
pub(crate) fn command(
    function: &str,
    environment: &BTreeMap<&'static str, String>,
    runtime_api: &str,
) -> Command {
    let mut command = Command::new(binaries::path(function));
    command
        .env_clear()
        .envs(environment)
        .env("AWS_LAMBDA_FUNCTION_NAME", function)
        .env("AWS_LAMBDA_RUNTIME_API", runtime_api);
    command
}
