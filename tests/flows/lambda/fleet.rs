//! The processes of a deployment's functions, as Lambda keeps them: one event at a time each, more
//! when more is asked at once.

use std::{
    collections::BTreeMap,
    sync::{Mutex, OnceLock},
    time::Duration,
};

use serde_json::Value;
use tokio::{sync::Semaphore, time::timeout};

use super::{faked_clock::FakedClock, process::Process};
use crate::template;

/// How many processes a function may have: its reserved concurrency. Further events wait.
pub(crate) const CONCURRENCY: usize = 8;
/// The function that the queue calls.
pub(crate) const NOTIFY: &str = "NotifyFunction";
/// The route of whatever has none of its own.
const DEFAULT: &str = "$default";

/// The functions behind the HTTP API, and the one behind the queue. All processes are killed when this is dropped.
pub(crate) struct Fleet(BTreeMap<String, Pool>);

/// The processes of one function.
struct Pool {
    package: String,
    environment: BTreeMap<&'static str, String>,
    patience: Duration,
    idle: Mutex<Vec<Process>>,
    free: Semaphore,
}

impl Fleet {
    /// The functions that template.yaml routes requests to, and the queue's, each in its environment.
    pub(crate) fn new(
        environment: impl Fn(&template::Resource) -> BTreeMap<&'static str, String>,
    ) -> Self {
        let mut functions = template::functions();
        let is_routed = |id: &str| routes().values().any(|(_, called)| *called == id);
        functions.retain(|function| is_routed(&function.id) || function.id == NOTIFY);
        let pool = |function: template::Resource| {
            let pool = Pool {
                package: template::package(&function),
                environment: environment(&function),
                patience: patience(&function),
                idle: Mutex::default(),
                free: Semaphore::new(CONCURRENCY),
            };
            (function.id, pool)
        };
        Self(functions.into_iter().map(pool).collect())
    }

    /// What a function makes of an event that comes by no route.
    pub(crate) async fn invoke(&self, function: &str, event: Value) -> Result<Value, String> {
        self.0[function].answer(event).await
    }

    /// Starts a process of each function that has none.
    pub(crate) async fn warm_up(&self) {
        for pool in self.0.values() {
            let process = pool.process().await;
            pool.idle.lock().unwrap().push(process);
        }
    }

    /// How many processes of a function have nothing to do.
    pub(crate) fn idle(&self, function: &str) -> usize {
        self.0[function].idle.lock().unwrap().len()
    }

    /// Kills what has nothing to do.
    pub(crate) fn kill_idle(&self) {
        self.0.values().for_each(|pool| pool.idle.lock().unwrap().clear());
    }

    /// What the function behind a route makes of an event, or the error that it posts.
    pub(crate) async fn answer(&self, route: &str, event: Value) -> Result<Value, String> {
        self.0[&routes()[route].1].answer(event).await
    }
}

impl Pool {
    async fn answer(&self, event: Value) -> Result<Value, String> {
        let _free = self.free.acquire().await.unwrap();
        // Whoever stops waiting drops the process with the event that it is at, and so kills it,
        // as Lambda does.
        let process = self.process().await;
        let answer = timeout(self.patience, process.invoke(event)).await;
        let answer = answer.map_err(|_| format!("no answer within {:?}", self.patience))?;
        self.idle.lock().unwrap().push(process);
        answer
    }

    /// One that has nothing to do.
    async fn process(&self) -> Process {
        let idle = self.idle.lock().unwrap().pop();
        if let Some(process) = idle {
            return process;
        }
        let mut process = Process::start(&self.package, &self.environment).await;
        FakedClock::sweep_up_after(process.until_ready().await);
        process
    }
}

/// How long Lambda lets a function work on an event.
fn patience(function: &template::Resource) -> Duration {
    let common = template::load().pointer("/Globals/Function/Timeout").unwrap();
    let own = function.property("Timeout");
    Duration::from_secs(own.as_u64().or(common.as_u64()).unwrap())
}

/// How a route ends that takes all paths with its beginning.
const GREEDY: &str = "{proxy+}";

/// How a route ends whose last part is anybody's name.
const NAMED: &str = "{client_id}";

/// The route of a path, as template.yaml has it: its own, that of names at this place, or that of all
/// paths that begin so.
pub(crate) fn route(path: &str) -> String {
    let own = format!("ANY {path}");
    if routes().contains_key(&own) {
        return own;
    }
    let named = own.rsplit_once('/').filter(|(_, name)| !name.is_empty());
    let named = named.map(|(start, _)| format!("{start}/{NAMED}"));
    if let Some(named) = named.filter(|named| routes().contains_key(named)) {
        return named;
    }
    let greedy = routes().keys().filter(|key| {
        let begins = key.strip_suffix(GREEDY).is_some_and(|start| own.starts_with(start));
        begins && own.len() + GREEDY.len() > key.len()
    });
    greedy.max_by_key(|key| key.len()).cloned().unwrap_or_else(|| DEFAULT.to_owned())
}

/// The integration of a route.
pub(crate) fn integration(route: &str) -> &'static str {
    &routes()[route].0
}

/// The template's routes, each with its integration and function. Each must be of a kind that [`route`] finds.
fn routes() -> &'static BTreeMap<String, (String, String)> {
    static ROUTES: OnceLock<BTreeMap<String, (String, String)>> = OnceLock::new();
    ROUTES.get_or_init(|| {
        let routes = template::routes();
        for key in routes.keys() {
            let start = key.strip_suffix(GREEDY).or_else(|| key.strip_suffix(NAMED)).unwrap_or(key);
            let is_found = start.starts_with("ANY /") && !start.contains('{');
            assert!(is_found || key == DEFAULT, "the gateway of the tests cannot find {key}");
        }
        routes
    })
}
