//! One process of a function, as Lambda keeps one for each event at a time.

use std::{
    collections::BTreeMap,
    process::{Child, Command, Stdio},
};

use super::{
    binaries,
    event::{Event, Reply},
    runtime_api::RuntimeApi,
};

/// A function that runs; it is killed when this is dropped.
pub(crate) struct Process {
    child: Child,
    api: RuntimeApi,
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
        let api = RuntimeApi::start().await;
        let child = command(function, environment, api.address())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        Self { child, api }
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
