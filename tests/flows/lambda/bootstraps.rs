//! A world's servers as they are deployed: the binaries that `sam build` has built, in the
//! environment that template.yaml gives them, at the world's moment.

use std::{collections::BTreeMap, fs, path::PathBuf, sync::Arc};

use axum::Router;
use serde_json::json;
use shared::{
    clock::Timestamp,
    config::{Config, DataKeySource},
};

use super::{
    binaries, environment_of, faked_clock::FakedClock, fleet::Fleet, folder::Folder, gateway,
};
use crate::template::Resource;

/// What the servers of a world have in common.
pub(crate) struct Bootstraps {
    config: Config,
    database: String,
    clock: FakedClock,
    data_key: PathBuf,
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
            fleets: Vec::new(),
            _folder: folder,
        })
    }

    /// A server of its own, with processes of its own.
    pub(crate) fn server(&mut self) -> Router {
        let fleet = Arc::new(Fleet::new(|function| self.environment(function)));
        self.fleets.push(fleet.clone());
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

    /// A function's environment: what all have, and what template.yaml gives this one.
    fn environment(&self, function: &Resource) -> BTreeMap<&'static str, String> {
        let Config { issuer, tables, .. } = &self.config;
        let mut environment = environment_of(&self.database, tables, issuer);
        environment.extend(self.clock.environment());
        // The local server's alone: a deployment has no parameter for it.
        environment.insert("GET_TOKEN_BY_GET", flag(self.config.get_token_by_get));
        let own = function.property("Environment.Variables").as_object();
        for name in own.into_iter().flat_map(|own| own.keys()) {
            let (name, value) = match name.as_str() {
                // A file, where a deployment has KMS.
                "DATA_KEY_ID" => ("DATA_KEY_FILE", self.data_key.to_str().unwrap().to_owned()),
                "OPEN_INTROSPECTION" => {
                    ("OPEN_INTROSPECTION", flag(self.config.open_introspection))
                }
                "REQUIRED_SCOPES" => {
                    let scopes = json!(self.config.required_scopes);
                    ("REQUIRED_SCOPES", scopes.to_string())
                }
                other => panic!("what is {other} of {} in a test?", function.id),
            };
            environment.insert(name, value);
        }
        environment
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
