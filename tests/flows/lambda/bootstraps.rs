//! A world's servers as they are deployed: the binaries that `sam build` has built, in the
//! environment that template.yaml gives them, at the world's moment.

use std::{collections::BTreeMap, fs, path::PathBuf, sync::Arc};

use axum::Router;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};
use shared::{
    clock::Timestamp,
    config::{Config, DataKeySource, Reach},
    secret::{SecretHash, hex},
};

use super::{
    binaries, environment_of, faked_clock::FakedClock, fleet::Fleet, folder::Folder, gateway,
    queue::Queue,
};
use crate::template::{self, Resource};

/// What the servers of a world have in common.
pub(crate) struct Bootstraps {
    config: Config,
    database: String,
    clock: FakedClock,
    data_key: PathBuf,
    queue: Queue,
    fleets: Vec<Arc<Fleet>>,
    // Removed when this is dropped.
    _folder: Folder,
}

impl Bootstraps {
    /// Those of a world with this configuration, if the flows are to run through them.
    pub(crate) fn of(config: &Config, database: &str, now: Timestamp) -> Option<Self> {
        binaries::of_sam()?;
        let folder = Folder::new();
        let data_key = folder.file("data.key");
        if let DataKeySource::Given(key) = &config.data_key {
            fs::write(&data_key, key.expose()).unwrap();
        }
        Some(Self {
            config: config.clone(),
            database: database.to_owned(),
            clock: FakedClock::new(&folder, now),
            data_key,
            queue: Queue::start(),
            fleets: Vec::new(),
            _folder: folder,
        })
    }

    /// A server of its own, with processes of its own.
    pub(crate) fn server(&mut self) -> Router {
        let fleet = Arc::new(Fleet::new(|function| self.environment(function)));
        self.fleets.push(fleet.clone());
        self.queue.lead_to(fleet.clone());
        gateway::router(fleet)
    }

    /// Moves the clock that the processes see.
    pub(crate) fn set_clock(&self, now: Timestamp) {
        self.clock.set(now);
    }

    /// How many processes of a function have nothing to do.
    pub(crate) fn idle(&self, function: &str) -> usize {
        self.fleets.iter().map(|fleet| fleet.idle(function)).sum()
    }

    /// Lets every function start once on every server, and read what it reads when it starts.
    pub(crate) async fn warm_up(&self) {
        for fleet in &self.fleets {
            fleet.warm_up().await;
        }
    }

    /// A function's environment: Lambda's own, and what template.yaml gives all and this one.
    fn environment(&self, function: &Resource) -> BTreeMap<&'static str, String> {
        let Config { issuer, tables, .. } = &self.config;
        let mut environment = environment_of(&self.database, tables, issuer);
        environment.extend(self.clock.environment());
        environment.insert("AWS_ENDPOINT_URL_SQS", self.queue.endpoint.clone());
        // The local server's alone: a deployment has no parameter for it.
        environment.insert("REACH_THIS_MACHINE", flag(self.config.reach == Reach::ThisMachine));
        environment.insert("GET_TOKEN_BY_GET", flag(self.config.get_token_by_get));
        let common = template::load().pointer("/Globals/Function/Environment/Variables").unwrap();
        let own = function.property("Environment.Variables");
        let names = [common, own].into_iter().filter_map(Value::as_object).flat_map(Map::keys);
        environment.extend(names.filter_map(|name| self.variable(name)));
        environment
    }

    /// A variable that template.yaml names, as the configuration fills it; none if all have it.
    fn variable(&self, name: &str) -> Option<(&'static str, String)> {
        let config = &self.config;
        match name {
            "AFFOGATO_ISSUER" | "CLIENTS_TABLE" | "SETTINGS_TABLE" | "TOKENS_TABLE"
            | "USERS_TABLE" => None,
            "AUDIENCE" => Some(("AUDIENCE", config.audience.join(" "))),
            // A file, where a deployment has KMS.
            "DATA_KEY_ID" => Some(("DATA_KEY_FILE", self.data_key.to_str().unwrap().to_owned())),
            "EDGE_SECRET_HASH" => {
                let hash = config.edge_secret.as_ref().map(in_hex);
                Some(("EDGE_SECRET_HASH", hash.unwrap_or_default()))
            }
            "NOTIFY_QUEUE_URL" => Some(("NOTIFY_QUEUE_URL", self.queue.url())),
            "OPEN_INTROSPECTION" => Some(("OPEN_INTROSPECTION", flag(config.open_introspection))),
            "REQUIRED_SCOPES" => {
                Some(("REQUIRED_SCOPES", json!(config.required_scopes).to_string()))
            }
            other => panic!("template.yaml has the variable {other}: what is it in a test?"),
        }
    }
}

impl Drop for Bootstraps {
    fn drop(&mut self) {
        // Before the runtime ends, and with it the Runtime API that they wait at: they would
        // complain.
        self.fleets.iter().for_each(|fleet| fleet.kill_idle());
    }
}

fn flag(is_set: bool) -> String {
    if is_set { "1" } else { "0" }.to_owned()
}

/// As an operator writes it into the parameter.
fn in_hex(hash: &SecretHash) -> String {
    let stored = json!(hash);
    hex(&URL_SAFE_NO_PAD.decode(stored.as_str().unwrap()).unwrap())
}
