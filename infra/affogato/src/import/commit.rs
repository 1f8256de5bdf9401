//! Writes a checked plan: many documents at once, none of them kept.

use std::{collections::HashSet, future::Future, sync::Arc};

use shared::{
    App,
    clock::Timestamp,
    store::{StoreError, bulk::BATCH},
};
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

/// How many batches of documents are being written together.
const AT_ONCE: usize = 8;
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
        work.pass(Entry::is_hash, find_users).await?;
    }
    work.done = 0;
    let settings = work.plan.settings.clone();
    write::settings(&work.target, settings, work.report).await?;
    // A password is never there before its user: whoever made a user of that name in between
    // would have it.
    work.pass(|entry| !entry.is_hash(), write::entries).await?;
    work.pass(Entry::is_hash, write::entries).await?;
    Ok(report)
}

/// A hash needs a user.
async fn find_users(
    target: Target,
    plan: Arc<Plan>,
    entries: Vec<Entry>,
) -> Result<Vec<Done>, ImportError> {
    let names = entries.iter().filter_map(Entry::hash_of).filter(|name| !plan.has_user(name));
    let names: Vec<String> = names.map(str::to_owned).collect();
    let seen = target.app.store().users_of(&names).await?;
    for name in names {
        if seen.user(&name)?.is_none() {
            return Err(ImportError::NoSuchUser(name));
        }
    }
    Ok(Vec::new())
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

type Batch = (Vec<Mark>, Result<Vec<Done>, ImportError>);

/// What is being read, gathered and written.
struct Batches {
    gathered: Vec<(Mark, Entry)>,
    under_way: JoinSet<Batch>,
    busy: HashSet<Mark>,
}

impl Work<'_> {
    /// Does the same for all documents that are wanted, while a thread reads them.
    async fn pass<F>(
        &mut self,
        is_wanted: impl Fn(&Entry) -> bool + Send + 'static,
        act: impl Fn(Target, Arc<Plan>, Vec<Entry>) -> F,
    ) -> Result<(), ImportError>
    where
        F: Future<Output = Result<Vec<Done>, ImportError>> + Send + 'static,
    {
        let (sender, mut entries) = mpsc::channel(READ_AHEAD);
        let plan = Arc::clone(&self.plan);
        let reader = spawn_blocking(move || {
            plan.each_entry(|entry| !is_wanted(&entry) || sender.blocking_send(entry).is_ok())
        });
        let (gathered, under_way, busy) = (Vec::new(), JoinSet::new(), HashSet::new());
        let mut batches = Batches { gathered, under_way, busy };
        while let Some(entry) = entries.recv().await {
            let mark = entry.mark();
            // Of two documents of one name the later one holds.
            if batches.busy.contains(&mark) {
                self.start(&mut batches, &act).await?;
            }
            while batches.busy.contains(&mark) {
                self.next(&mut batches).await?;
            }
            batches.busy.insert(mark);
            batches.gathered.push((mark, entry));
            if batches.gathered.len() == BATCH {
                self.start(&mut batches, &act).await?;
            }
        }
        self.start(&mut batches, &act).await?;
        while !batches.under_way.is_empty() {
            self.next(&mut batches).await?;
        }
        Ok(reader.await.map_err(|error| broken(&error))??)
    }

    /// Starts on what was gathered.
    async fn start<F>(
        &mut self,
        batches: &mut Batches,
        act: &impl Fn(Target, Arc<Plan>, Vec<Entry>) -> F,
    ) -> Result<(), ImportError>
    where
        F: Future<Output = Result<Vec<Done>, ImportError>> + Send + 'static,
    {
        while batches.under_way.len() >= AT_ONCE {
            self.next(batches).await?;
        }
        let (marks, entries): (Vec<Mark>, Vec<Entry>) = batches.gathered.drain(..).unzip();
        let done = act(self.target.clone(), Arc::clone(&self.plan), entries);
        batches.under_way.spawn(async move { (marks, done.await) });
        Ok(())
    }

    /// Waits for one batch, and counts it.
    async fn next(&mut self, batches: &mut Batches) -> Result<(), ImportError> {
        let Some(joined) = batches.under_way.join_next().await else { return Ok(()) };
        let (marks, done) = joined.map_err(|error| broken(&error))?;
        for mark in &marks {
            batches.busy.remove(mark);
        }
        for done in done? {
            match done {
                Done::User(outcome) => self.report.users.add(outcome),
                Done::Hash(outcome) => self.report.hashes.add(outcome),
                Done::Client(outcome) => self.report.clients.add(outcome),
            }
        }
        self.done += marks.len();
        let now = self.target.app.now();
        if now.millis() - self.told.millis() >= TELL_EVERY {
            self.told = now;
            let millis = u64::try_from(now.millis() - self.begun.millis()).unwrap_or(0);
            (self.tell)(Progress { done: self.done, all: self.plan.entries(), millis });
        }
        Ok(())
    }
}

fn broken(error: &JoinError) -> ImportError {
    StoreError::Unreachable(error.to_string()).into()
}

#[cfg(test)]
#[path = "commit_tests.rs"]
mod tests;
