//! `affogato serve`: the parts put together, in the order in which they can fail.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    time::Duration,
};

use shared::{
    App,
    app::Parts,
    clock::Clock,
    config::{Config, DataKeySource, Reach},
    protocol::signing_key::Rotation,
    queue::Queue,
    secret::Random,
    store::StoreError,
};
use thiserror::Error;
use tokio::net::TcpListener;
use url::{Host, Url};

use crate::{
    banner::Banner,
    cli::ServeOptions,
    console::Console,
    data::{DataError, DataFolder, fleeting_data_key},
    demo::{Demo, DemoError},
    demo_page,
    engine::{Engine, EngineError},
    gateway,
    import::{self, FileError, ImportError},
    signals::Signals,
    tables::{self, TablesError},
    worker,
};

/// Why the server does not start, in one line.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Somebody else has the port.
    #[error("port {port} is in use (maybe by another affogato); choose another: --listen {other}")]
    PortInUse {
        /// The port.
        port: u16,
        /// One that may be free.
        other: SocketAddr,
    },
    /// The address is not this machine's, or the port is reserved.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    /// A file to import.
    #[error(transparent)]
    File(#[from] FileError),
    /// The data folder.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The database.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The tables.
    #[error(transparent)]
    Tables(#[from] TablesError),
    /// The import.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The demo.
    #[error("the demo cannot be prepared: {0}")]
    Demo(#[from] DemoError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Signals, files of the system.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Serves until Ctrl-C or SIGTERM.
///
/// # Errors
///
/// What keeps it from starting, before anything is served.
pub async fn run(options: ServeOptions, console: &mut Console) -> Result<(), ServeError> {
    let mut signals = Signals::take()?;
    let listener = listen(options.listen).await?;
    let address = listener.local_addr()?;
    let plan = import::read_all(&options.import)?;
    let storage = Storage::open(&options)?;
    let engine = storage.engine()?;

    let origin = origin(address);
    let issuer = options.issuer.clone().unwrap_or_else(|| origin.clone());
    let config = Config {
        get_token_by_get: true,
        open_introspection: options.open_introspection,
        reach: if address.ip().is_loopback() { Reach::ThisMachine } else { Reach::Internet },
        ..Config::new(issuer, tables::local_names(), storage.data_key())
    };
    let client = engine.client();
    tables::create(&client, &config.tables).await?;
    let (queue, notices) = Queue::local();
    let clock = Clock::System;
    let parts = Parts { config: config.clone(), dynamodb: client, kms: None, queue, clock };
    let app = App::of(parts);
    let report = match options.import.as_slice() {
        [] => None,
        _ => Some(import::commit(&app, plan).await?),
    };
    let issuer = app.issuer().await?;
    // Beyond the loopback a demo would be an account that strangers can look for, and an issuer
    // elsewhere says that a proxy stands before us.
    let demo = if address.ip().is_loopback() && is_loopback(&issuer) {
        let redirect_uri = format!("{issuer}{}", demo_page::PATH);
        let file = storage.folder().map(DataFolder::demo);
        Demo::prepare(&app, file.as_deref(), &redirect_uri).await?
    } else {
        Demo::retire(&app).await?;
        None
    };
    // Before anybody is told that we are there: a client asks for the keys first and keeps what it gets.
    rotate_keys(&app).await;
    let data = storage.folder().map(|folder| folder.path().display().to_string());
    let banner = Banner {
        origin: &origin,
        issuer: &issuer,
        config: &config,
        data: data.as_deref(),
        report: report.as_ref(),
        demo: demo.as_ref(),
    };
    banner.print(console);

    tokio::spawn(rotate_keys_every_hour(app.clone()));
    tokio::spawn(worker::work(app.clone(), notices, worker::PAUSE));
    let mut router = gateway::router(app);
    if demo.is_some() {
        router = router.merge(demo_page::router());
    }
    gateway::serve(listener, router, signals.received()).await;
    console.line("\n  Stopped.");
    Ok(())
}

/// What the schedule does in a deployment.
async fn rotate_keys_every_hour(app: App) {
    loop {
        tokio::time::sleep(Duration::from_hours(1)).await;
        rotate_keys(&app).await;
    }
}

/// Makes the keys that are due. Whoever has to sign before there is one makes it.
async fn rotate_keys(app: &App) {
    if let Err(error) = app.rotate_keys(Rotation::WhenDue).await {
        tracing::warn!(%error, "the signing keys could not be rotated");
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address).await.map_err(|error| {
        if error.kind() == io::ErrorKind::AddrInUse {
            let port = address.port();
            let other = SocketAddr::new(address.ip(), port.checked_add(1).unwrap_or(8000));
            ServeError::PortInUse { port, other }
        } else {
            ServeError::Listen(address, error)
        }
    })
}

/// How this machine reaches a server that listens there: "every address" is none.
fn origin(address: SocketAddr) -> String {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        IpAddr::V4(_) | IpAddr::V6(_) => address.ip(),
    };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}

/// Whether an origin is this machine's own.
pub(crate) fn is_loopback(origin: &str) -> bool {
    Url::parse(origin).is_ok_and(|url| match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    })
}

/// Where the data is.
enum Storage {
    Folder(DataFolder),
    Memory,
}

impl Storage {
    fn open(options: &ServeOptions) -> Result<Self, ServeError> {
        Ok(if options.in_memory {
            Self::Memory
        } else {
            Self::Folder(DataFolder::open(&options.data, Random)?)
        })
    }

    fn engine(&self) -> Result<Engine, EngineError> {
        match self {
            Self::Folder(folder) => Engine::open(&folder.database()),
            Self::Memory => Engine::in_memory(&Clock::System),
        }
    }

    fn data_key(&self) -> DataKeySource {
        match self {
            Self::Folder(folder) => folder.data_key(),
            Self::Memory => fleeting_data_key(Random),
        }
    }

    fn folder(&self) -> Option<&DataFolder> {
        match self {
            Self::Folder(folder) => Some(folder),
            Self::Memory => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_loopback_is_told_from_everywhere_else() {
        for here in ["http://127.0.0.1:8000", "http://localhost", "http://[::1]:1"] {
            assert!(is_loopback(here), "{here}");
        }
        for there in ["https://id.example.com", "http://0.0.0.0:1", "http://localhost.example"] {
            assert!(!is_loopback(there), "{there}");
        }
    }

    #[test]
    fn every_address_is_reached_by_the_loopback() {
        let at = |address: &str| origin(address.parse().unwrap());
        assert_eq!(at("0.0.0.0:80"), "http://127.0.0.1:80");
        assert_eq!(at("[::]:80"), "http://[::1]:80");
        assert_eq!(at("10.0.0.1:80"), "http://10.0.0.1:80");
    }
}
