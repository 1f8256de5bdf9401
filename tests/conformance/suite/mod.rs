//! What the modules are made with: the server, a browser, clients, and judges of what comes back.

pub(crate) mod answer;
pub(crate) mod browser;
pub(crate) mod client;
pub(crate) mod entropy;
pub(crate) mod fixtures;
pub(crate) mod forms;
pub(crate) mod id_token;
pub(crate) mod key;
pub(crate) mod provider;
pub(crate) mod receiver;
pub(crate) mod registration;
pub(crate) mod request;
pub(crate) mod run;
pub(crate) mod self_tests;
pub(crate) mod server;
pub(crate) mod standard_claims;

use std::{
    env,
    sync::{Mutex, OnceLock},
};

use self::{browser::Turn, receiver::Receiver, registration::Registry, server::Server};

/// Names a server elsewhere that has imported `target/debug/conformance.json`; else one is started here.
const ISSUER: &str = "CONFORMANCE_ISSUER";

/// One server for all modules, started by the first that needs it.
#[derive(Default)]
pub(crate) struct Suite {
    started: OnceLock<Started>,
}

/// What there is once it has been started.
pub(crate) struct Started {
    /// As the server says it itself.
    pub(crate) issuer: String,
    /// Where logout tokens arrive, and the clients' keys are.
    pub(crate) receiver: Receiver,
    pub(crate) registry: Registry,
    pub(crate) turn: Turn,
    server: Mutex<Option<Server>>,
}

impl Suite {
    /// The server, and what listens for it.
    pub(crate) fn started(&self) -> &Started {
        self.started.get_or_init(|| {
            let registry = Registry::new();
            let receiver = Receiver::start(registry.key.set.to_string());
            let fixtures = fixtures::write(&receiver.url);
            let elsewhere = env::var_os(ISSUER).map(|issuer| issuer.into_string().unwrap());
            let server = elsewhere.is_none().then(|| Server::start(&fixtures));
            let here = server.as_ref().map(|server| server.url.clone());
            let issuer = elsewhere.or(here).unwrap();
            let (turn, server) = (Turn::default(), Mutex::new(server));
            Started { issuer, receiver, registry, turn, server }
        })
    }

    /// Ends the server, which would outlive this process.
    pub(crate) fn stop(&self) {
        if let Some(started) = self.started.get() {
            drop(started.server.lock().unwrap().take());
        }
    }
}
