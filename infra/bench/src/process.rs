//! One process of a function, from its start to its end, and what it costs meanwhile.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use nix::{
    time::{ClockId, clock_getcpuclockid, clock_gettime},
    unistd::Pid,
};
use serde_json::Value;

use crate::{
    Result,
    meter::{Meter, Requests},
    runtime_api::RuntimeApi,
};

/// How long a process may go on working after its answer.
const SETTLES_WITHIN: Duration = Duration::from_secs(5);

/// What a piece of work cost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Span {
    /// From its beginning to its end, as somebody outside sees it.
    pub(crate) wall: Duration,
    /// The part of it in which an answer from DynamoDB or KMS was being waited for.
    pub(crate) waited: Duration,
    /// The processor's time, of all threads, until the process slept again.
    pub(crate) cpu: Duration,
    /// What it asked for.
    pub(crate) requests: Requests,
}

impl Span {
    /// The time without the waits.
    pub(crate) fn own(&self) -> Duration {
        self.wall.saturating_sub(self.waited)
    }
}

/// A function that runs; it is killed when this is dropped.
pub(crate) struct Process {
    child: Child,
    clock: ClockId,
    api: RuntimeApi,
    meter: Meter,
    cpu: Duration,
}

impl Process {
    /// Starts a binary with this environment alone, until it asks for its first event.
    pub(crate) async fn start(
        binary: &Path,
        environment: &BTreeMap<&'static str, String>,
        meter: Meter,
    ) -> Result<(Self, Span)> {
        let api = RuntimeApi::start().await?;
        let mut command = Command::new(binary);
        command.env_clear().envs(environment).env("AWS_LAMBDA_RUNTIME_API", &api.address);
        command.stdin(Stdio::null()).stdout(Stdio::null());
        meter.reset();
        let start = Instant::now();
        let child = command.spawn().map_err(|error| format!("{}: {error}", binary.display()))?;
        let clock = clock_getcpuclockid(Pid::from_raw(child.id().try_into()?))?;
        let mut process = Self { child, clock, api, meter, cpu: Duration::ZERO };
        let end = process.api.asked().await?;
        let span = process.span(start, end)?;
        Ok((process, span))
    }

    /// Has it answer an event and ask for the next.
    pub(crate) async fn answer(&mut self, event: Value) -> Result<(Value, Span)> {
        self.meter.reset();
        let start = Instant::now();
        let (end, answer) = self.api.invoke(event).await?;
        self.api.asked().await?;
        Ok((answer, self.span(start, end)?))
    }

    /// The most memory that it has had, in KiB.
    pub(crate) fn peak_kib(&self) -> Result<u32> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        Ok(peak.ok_or("no VmHWM")?.trim().trim_end_matches(" kB").parse()?)
    }

    fn span(&mut self, start: Instant, end: Instant) -> Result<Span> {
        self.settle()?;
        let cpu = Duration::from(clock_gettime(self.clock)?);
        let span = Span {
            wall: end - start,
            waited: self.meter.waited(start, end),
            cpu: cpu - self.cpu,
            requests: self.meter.requests(),
        };
        self.cpu = cpu;
        Ok(span)
    }

    /// Waits until it sleeps: what it does after its last word is its own work as well.
    fn settle(&self) -> Result<()> {
        let start = Instant::now();
        loop {
            let status = fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
            let state = status.rsplit_once(')').and_then(|(_, rest)| rest.trim().chars().next());
            match state {
                Some('S') => return Ok(()),
                Some('R' | 'D') if start.elapsed() < SETTLES_WITHIN => {}
                other => return Err(format!("the function does not rest: {other:?}").into()),
            }
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only if it has ended by itself.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
