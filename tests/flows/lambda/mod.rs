//! The functions as Lambda runs them: their built binaries, each a process, fed by a Runtime API.

pub(crate) mod binaries;
mod environment;
mod event;
mod flow;
pub(crate) mod folder;
mod functions;
mod guesses;
mod process;
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

/// Every function, as template.yaml has them.
pub(crate) const FUNCTIONS: [&str; 7] =
    ["authorize", "discovery", "get_token", "introspect", "openid_profile", "revoke", "session"];
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
        let config = Config {
            issuer: ISSUER.to_owned(),
            tables: deployment.names.clone(),
            data_key: DataKeySource::File(deployment.data_key()),
            get_token_by_get: false,
            open_introspection: false,
        };
        let app = App::new(config, deployment.engine.client(), Clock::System);
        import::import(&app, &fixtures::documents()).await.unwrap();
        deployment
    }

    /// The environment that Lambda and template.yaml give a function.
    pub(crate) fn environment(&self) -> BTreeMap<&'static str, String> {
        let text = |text: &str| text.to_owned();
        BTreeMap::from([
            ("AFFOGATO_ISSUER", text(ISSUER)),
            ("AWS_ACCESS_KEY_ID", text("local")),
            ("AWS_ENDPOINT_URL_DYNAMODB", self.engine.endpoint()),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", text("256")),
            ("AWS_LAMBDA_FUNCTION_VERSION", text("$LATEST")),
            ("AWS_LAMBDA_LOG_LEVEL", text("ERROR")),
            ("AWS_REGION", text("eu-central-1")),
            ("AWS_SECRET_ACCESS_KEY", text("local")),
            ("CLIENTS_TABLE", self.names.clients.clone()),
            ("DATA_KEY_FILE", self.data_key()),
            ("SETTINGS_TABLE", self.names.settings.clone()),
            ("TOKENS_TABLE", self.names.tokens.clone()),
            ("USERS_TABLE", self.names.users.clone()),
        ])
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
