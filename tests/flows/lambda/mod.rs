//! The functions as Lambda runs them: their built binaries, each a process, fed by a Runtime API.

pub(crate) mod binaries;
pub(crate) mod bootstraps;
mod deployed;
mod environment;
mod event;
mod faked_clock;
mod fleet;
mod flow;
pub(crate) mod folder;
mod functions;
mod gateway;
mod guesses;
pub(crate) mod process;
mod queue;
mod races;
mod runtime_api;

use std::collections::BTreeMap;

use affogato::{data, engine::Engine, import, tables};
use aws_sdk_dynamodb::types::AttributeValue;
use shared::{
    App,
    clock::Clock,
    config::{Config, DataKeySource, TableNames},
    secret::{Random, hex},
};

use self::{folder::Folder, process::Process};
use crate::harness::fixtures;

/// Every function behind the HTTP API, as template.yaml has them.
pub(crate) const FUNCTIONS: [&str; 9] = [
    "authorize",
    "desk",
    "discovery",
    "get_token",
    "introspect",
    "openid_profile",
    "register_client",
    "revoke",
    "session",
];
/// Who the deployment is.
pub(crate) const ISSUER: &str = "https://id.example.com";

/// What the functions of one deployment share: tables with people and apps in them, and a data key.
pub(crate) struct Deployment {
    engine: Engine,
    names: TableNames,
    folder: Folder,
}

impl Deployment {
    /// A new one.
    pub(crate) async fn new() -> Self {
        let engine = Engine::in_memory(&Clock::System).unwrap();
        let names = tables::local_names();
        tables::create(&engine.client(), &names).await.unwrap();
        let folder = Folder::new();
        data::write_private(&folder.file("data.key"), &hex(&Random.bytes::<32>())).unwrap();
        let deployment = Self { engine, names, folder };
        import::import(&deployment.app(), &fixtures::documents()).await.unwrap();
        deployment
    }

    fn config(&self) -> Config {
        Config::new(ISSUER, self.names.clone(), DataKeySource::File(self.data_key()))
    }

    /// The environment that Lambda and template.yaml give a function.
    pub(crate) fn environment(&self) -> BTreeMap<&'static str, String> {
        let mut environment = environment_of(&self.engine.endpoint(), &self.names, ISSUER);
        environment.insert("DATA_KEY_FILE", self.data_key());
        environment
    }

    /// The functions in process, for what a test has to arrange.
    fn app(&self) -> App {
        App::new(self.config(), self.engine.client(), Clock::System)
    }

    /// Starts a function.
    pub(crate) async fn start(&self, function: &str) -> Process {
        Process::start(function, &self.environment()).await
    }

    /// Starts several processes of a function, as Lambda does under load.
    pub(crate) async fn start_many(&self, function: &str, count: usize) -> Vec<Process> {
        let mut processes = Vec::new();
        for _ in 0..count {
            processes.push(self.start(function).await);
        }
        processes
    }

    /// The counters of failed logins whose key begins so, each with its value.
    pub(crate) async fn counters(&self, prefix: &str) -> BTreeMap<String, u32> {
        let scan = self.engine.client().scan().table_name(&self.names.tokens);
        let items = scan.consistent_read(true).send().await.unwrap().items.unwrap();
        let counter = |item: &std::collections::HashMap<String, AttributeValue>| {
            let key = item["id"].as_s().unwrap().clone();
            let count = item.get("attempts")?.as_n().unwrap().parse().unwrap();
            key.starts_with(prefix).then_some((key, count))
        };
        items.iter().filter_map(counter).collect()
    }

    fn data_key(&self) -> String {
        self.folder.file("data.key").to_str().unwrap().to_owned()
    }
}

/// The environment of a function that keeps no secrets, on these tables.
pub(crate) fn environment_of(
    database: &str,
    names: &TableNames,
    issuer: &str,
) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("AFFOGATO_ISSUER", issuer.to_owned()),
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_ENDPOINT_URL_DYNAMODB", database.to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256".to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_LOG_LEVEL", "ERROR".to_owned()),
        ("AWS_REGION", "eu-central-1".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("CLIENTS_TABLE", names.clients.clone()),
        ("SETTINGS_TABLE", names.settings.clone()),
        ("TOKENS_TABLE", names.tokens.clone()),
        ("USERS_TABLE", names.users.clone()),
    ])
}
