//! The embedded DynamoDB: dynoxide serves DynamoDB's own API over `SQLite` on a loopback port,
//! and the real SDK speaks to it. What works here works on Amazon's.
//!
//! It listens elsewhere only where somebody asked for that: [`Engine::open_at`].

use std::{
    io,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::Arc,
    thread::{self, JoinHandle},
    time::Duration,
};

use aws_sdk_dynamodb::{
    Client,
    config::{BehaviorVersion, Credentials, Region},
};
use dynoxide::{Database, DynoxideError, storage_backend};
use shared::clock::Clock;
use thiserror::Error;
use tokio::sync::oneshot;

use crate::private_address::PrivateAddress;

/// How often expired items are removed. DynamoDB takes days; nothing relies on it.
const SWEEP_EVERY: Duration = Duration::from_mins(1);
/// How long requests that are being answered may hold up the end.
const STOP_WITHIN: Duration = Duration::from_secs(2);

/// Why the database does not start.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The file is no database, or a damaged one.
    #[error("{0} is damaged; restore it from a backup, or choose another folder with --data")]
    Damaged(PathBuf),
    /// The file is fine, but not for us.
    #[error("{0} was written by a newer version; update, or choose another folder with --data")]
    Newer(PathBuf),
    /// The database itself.
    #[error("the embedded database fails: {0}")]
    Database(#[from] DynoxideError),
    /// Its address: not this machine's, or in use.
    #[error("the embedded database cannot listen on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    /// Its thread.
    #[error("the embedded database could not be started: {0}")]
    Start(#[from] io::Error),
}

/// A running database; it stops when this is dropped.
pub struct Engine {
    database: Database,
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Engine {
    /// A database that is forgotten at the end. Items expire by `clock`.
    ///
    /// # Errors
    ///
    /// [`EngineError::Listen`] and [`EngineError::Start`] if the machine has no port or thread left.
    pub fn in_memory(clock: &Clock) -> Result<Self, EngineError> {
        let database = Database::memory_with_clock(Arc::new(EngineClock(clock.clone())))?;
        Self::serve(database, PrivateAddress::LOOPBACK)
    }

    /// A database in a file, which is created if it is not there.
    ///
    /// # Errors
    ///
    /// [`EngineError::Damaged`] and [`EngineError::Newer`].
    pub fn open(file: &Path) -> Result<Self, EngineError> {
        Self::open_at(file, PrivateAddress::LOOPBACK)
    }

    /// The same where others reach it: signatures are not checked, so everybody who does can read
    /// and write everything.
    ///
    /// # Errors
    ///
    /// [`EngineError::Damaged`], [`EngineError::Newer`] and [`EngineError::Listen`].
    pub fn open_at(file: &Path, address: PrivateAddress) -> Result<Self, EngineError> {
        let database = Database::new(&file.to_string_lossy());
        let database = database.map_err(|error| file_error(error, file))?;
        // Reads what was written: damage behind the file's first page shows here, not in the
        // middle of a login.
        database.database_info().map_err(|error| file_error(error, file))?;
        Self::serve(database, address)
    }

    /// Handlers of dynoxide call `SQLite` and wait for it, so they get a thread of their own.
    fn serve(database: Database, address: PrivateAddress) -> Result<Self, EngineError> {
        let address = address.socket();
        let listener =
            TcpListener::bind(address).map_err(|error| EngineError::Listen(address, error))?;
        listener.set_nonblocking(true)?;
        let address = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let (stop, stopped) = oneshot::channel();
        let served = database.clone();
        let thread = thread::Builder::new().name("dynamodb".to_owned()).spawn(move || {
            if let Err(error) = runtime.block_on(run(listener, served, stopped)) {
                tracing::error!(error, "the embedded database stopped");
            }
            runtime.shutdown_timeout(STOP_WITHIN);
        })?;
        Ok(Self { database, address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where it listens.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The real SDK, pointed here. Nothing comes from the environment: a developer's
    /// `AWS_PROFILE` must not lead a local server to a real account.
    pub fn client(&self) -> Client {
        let http = aws_smithy_http_client::Builder::new().build_http();
        let config = aws_sdk_dynamodb::Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::from_static("local"))
            .credentials_provider(Credentials::new("local", "local", None, None, "local"))
            .endpoint_url(self.endpoint())
            .http_client(http);
        Client::from_conf(config.build())
    }

    /// Removes the items that have expired and says how many there were.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn sweep(&self) -> Result<usize, EngineError> {
        Ok(self.database.sweep_ttl()?)
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // It fails only if the thread is gone, which is what is wanted.
            stop.send(()).ok();
        }
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the embedded database's thread panicked");
        }
    }
}

/// The database's words, which have no types.
fn file_error(error: DynoxideError, file: &Path) -> EngineError {
    let text = error.to_string();
    if text.contains("newer version") {
        EngineError::Newer(file.to_owned())
    } else if ["malformed", "not a valid SQLite", "not a database"].iter().any(|w| text.contains(w))
    {
        EngineError::Damaged(file.to_owned())
    } else {
        EngineError::Database(error)
    }
}

async fn run(
    listener: TcpListener,
    database: Database,
    stopped: oneshot::Receiver<()>,
) -> Result<(), String> {
    let listener =
        tokio::net::TcpListener::from_std(listener).map_err(|error| error.to_string())?;
    let sweeper = tokio::spawn(sweep_for_ever(database.clone()));
    let (closing, closed) = oneshot::channel();
    let shutdown = async {
        stopped.await.ok();
        closing.send(()).ok();
    };
    let server = dynoxide::server::serve_with_shutdown(listener, database, shutdown);
    let too_long = async {
        closed.await.ok();
        tokio::time::sleep(STOP_WITHIN).await;
    };
    // A client that sent half a request would hold the end up for ever.
    let result = tokio::select! {
        result = server => result,
        () = too_long => Ok(()),
    };
    sweeper.abort();
    result
}

async fn sweep_for_ever(database: Database) {
    loop {
        tokio::time::sleep(SWEEP_EVERY).await;
        let database = database.clone();
        match tokio::task::spawn_blocking(move || database.sweep_ttl()).await {
            Ok(Ok(0)) => {}
            Ok(Ok(items)) => tracing::debug!(items, "removed expired items"),
            Ok(Err(error)) => tracing::warn!(%error, "expired items were not removed"),
            Err(error) => tracing::warn!(%error, "expired items were not removed"),
        }
    }
}

/// Our clock, as dynoxide asks for the time.
struct EngineClock(Clock);

impl storage_backend::Clock for EngineClock {
    fn now_unix_secs(&self) -> u64 {
        u64::try_from(self.0.now().seconds()).unwrap_or(0)
    }

    fn now_unix_secs_f64(&self) -> f64 {
        Duration::from_millis(u64::try_from(self.0.now().millis()).unwrap_or(0)).as_secs_f64()
    }
}
