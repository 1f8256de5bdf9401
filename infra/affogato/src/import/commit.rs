//! Writes a checked plan: many documents at once, none of them kept.

use std::{collections::HashSet, future::Future, sync::Arc};

use shared::{App, clock::Timestamp, store::StoreError};
use tokio::{
    sync::mpsc,
    task::{JoinError, JoinSet, spawn_blocking},
};

use super::{
    ImportError, Report,
    plan::{Entry, Mark, Plan},
    report::Outcome,
    write::{self, Target},
};

/// How many documents are being written together. Each write is conditional on what was read, so
/// that no change of somebody else is lost; DynamoDB's batches know no conditions.
const AT_ONCE: usize = 32;
/// How many documents are read ahead.
const READ_AHEAD: usize = 256;
/// How often is told how far it is, in milliseconds.
const TELL_EVERY: i64 = 1_000;

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Documents done.
    pub done: usize,
    /// All documents.
    pub all: usize,
    /// Milliseconds since the beginning.
    pub millis: u64,
}

/// Writes what a plan asks for.
///
/// # Errors
///
/// [`ImportError::NoSuchUser`] before anything is written; the store's later. Importing again
/// then does the rest.
pub async fn commit(app: &App, plan: Plan) -> Result<Report, ImportError> {
    write(app, false, plan, &mut |_| {}).await
}

/// Writes what a plan asks for, or says what it would do and writes nothing; tells every second how
/// far it is.
///
/// # Errors
///
/// Those of [`commit`].
pub async fn write(
    app: &App,
    is_rehearsal: bool,
    plan: Plan,
    tell: &mut dyn FnMut(Progress),
) -> Result<Report, ImportError> {
    let target = Target { app: app.clone(), is_rehearsal };
    let mut report = Report { others: plan.others.clone(), ..Report::default() };
    let (begun, plan) = (app.now(), Arc::new(plan));
    let mut work = Work { target, plan, report: &mut report, tell, done: 0, begun, told: begun };
    if work.plan.may_have_strangers() {
        work.pass(Entry::is_hash, find_user).await?;
    }
    work.done = 0;
    let settings = work.plan.settings.clone();
    write::settings(&work.target, settings, work.report).await?;
    // A password is never there before its user: whoever made a user of that name in between
    // would have it.
    work.pass(|entry| !entry.is_hash(), write::entry).await?;
    work.pass(Entry::is_hash, write::entry).await?;
    Ok(report)
}

/// A hash needs a user.
async fn find_user(
    target: Target,
    plan: Arc<Plan>,
    entry: Entry,
) -> Result<Option<Done>, ImportError> {
    let Entry::Hash(name, _) = entry else { return Ok(None) };
    if !plan.has_user(&name) && target.app.store().user(&name).await?.is_none() {
        return Err(ImportError::NoSuchUser(name));
    }
    Ok(None)
}

/// Whose document something became of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Done {
    User(Outcome),
    Hash(Outcome),
    Client(Outcome),
}

struct Work<'a> {
    target: Target,
    plan: Arc<Plan>,
    report: &'a mut Report,
    tell: &'a mut dyn FnMut(Progress),
    done: usize,
    begun: Timestamp,
    told: Timestamp,
}

type UnderWay = JoinSet<(Mark, Result<Option<Done>, ImportError>)>;

impl Work<'_> {
    /// Does the same for all documents that are wanted, while a thread reads them.
    async fn pass<F>(
        &mut self,
        is_wanted: impl Fn(&Entry) -> bool + Send + 'static,
        act: impl Fn(Target, Arc<Plan>, Entry) -> F,
    ) -> Result<(), ImportError>
    where
        F: Future<Output = Result<Option<Done>, ImportError>> + Send + 'static,
    {
        let (sender, mut entries) = mpsc::channel(READ_AHEAD);
        let plan = Arc::clone(&self.plan);
        let reader = spawn_blocking(move || {
            plan.each_entry(|entry| !is_wanted(&entry) || sender.blocking_send(entry).is_ok())
        });
        let (mut under_way, mut busy) = (UnderWay::new(), HashSet::new());
        while let Some(entry) = entries.recv().await {
            let mark = entry.mark();
            // Of two documents of one name the later one holds.
            while under_way.len() >= AT_ONCE || busy.contains(&mark) {
                self.next(&mut under_way, &mut busy).await?;
            }
            busy.insert(mark);
            let done = act(self.target.clone(), Arc::clone(&self.plan), entry);
            under_way.spawn(async move { (mark, done.await) });
        }
        while !under_way.is_empty() {
            self.next(&mut under_way, &mut busy).await?;
        }
        Ok(reader.await.map_err(broken)??)
    }

    async fn next(
        &mut self,
        under_way: &mut UnderWay,
        busy: &mut HashSet<Mark>,
    ) -> Result<(), ImportError> {
        let Some(joined) = under_way.join_next().await else { return Ok(()) };
        let (mark, done) = joined.map_err(broken)?;
        busy.remove(&mark);
        match done? {
            None => {}
            Some(Done::User(outcome)) => self.report.users.add(outcome),
            Some(Done::Hash(outcome)) => self.report.hashes.add(outcome),
            Some(Done::Client(outcome)) => self.report.clients.add(outcome),
        }
        self.done += 1;
        let now = self.target.app.now();
        if now.millis() - self.told.millis() >= TELL_EVERY {
            self.told = now;
            let millis = u64::try_from(now.millis() - self.begun.millis()).unwrap_or(0);
            (self.tell)(Progress { done: self.done, all: self.plan.entries(), millis });
        }
        Ok(())
    }
}

fn broken(error: JoinError) -> ImportError {
    StoreError::Unreachable(error.to_string()).into()
}

#[cfg(test)]
#[path = "commit_tests.rs"]
mod tests;
