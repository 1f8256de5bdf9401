//! A world to test in: a database, servers on it, a clock that is moved by hand, people and apps.

pub(crate) mod app;
mod backup;
pub(crate) mod fixtures;
pub(crate) mod listener;
pub(crate) mod person;
pub(crate) mod proxy;
pub(crate) mod snapshot;

use std::{collections::BTreeMap, time::Duration};

use affogato::{engine::Engine, gateway, import, tables, worker};
use aws_sdk_dynamodb::config::retry::RetryPartition;
use serde_json::Value;
use shared::{
    App,
    app::Parts,
    clock::{Clock, Timestamp},
    config::{AwsEnvironment, Config, DataKeySource, Reach},
    queue::Queue,
    secret::{Random, Secret},
};
use tokio::{net::TcpListener, sync::oneshot};

use self::{app::OAuthApp, person::Person, proxy::Proxy};
use crate::lambda::{self, bootstraps::Bootstraps};

/// Where apps are called back; nobody listens there, redirects are not followed.
pub(crate) const CALLBACK: &str = "http://127.0.0.1:9999/cb";
/// Everybody's password.
pub(crate) const PASSWORD: &str = "Passw0rd!x";
/// The moment at which the tests begin.
const BEGINNING: Timestamp = Timestamp::from_millis(1_800_000_000_000);

/// A database with servers on it.
pub(crate) struct World {
    /// Moves by hand.
    pub(crate) clock: Clock,
    /// The functions, for what a test has to arrange behind their back.
    pub(crate) app: App,
    /// Stands between the functions and the database.
    pub(crate) proxy: Proxy,
    /// The address of the first server, which is the issuer.
    pub(crate) url: String,
    config: Config,
    // The functions as they are deployed, if the flows are to run through them.
    bootstraps: Option<Bootstraps>,
    engine: Engine,
    // The servers stop when these are dropped.
    servers: Vec<oneshot::Sender<()>>,
}

impl World {
    /// A world with the people and apps of [`fixtures`].
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A world that is configured otherwise.
    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        Self::of(&fixtures::documents(), change).await
    }

    /// A world with people and apps of its own.
    pub(crate) async fn of(documents: &[Value], change: impl FnOnce(&mut Config)) -> Self {
        Self::beginning(BEGINNING, documents, change).await
    }

    /// A world of today, for processes that look at the machine's own clock.
    pub(crate) async fn of_today() -> Self {
        Self::of_the_past(0).await
    }

    /// A world that stands still this many seconds ago, for the same.
    pub(crate) async fn of_the_past(seconds: i64) -> Self {
        let beginning = Timestamp::from_millis(Clock::System.now().millis() - seconds * 1000);
        Self::beginning(beginning, &fixtures::documents(), |_| {}).await
    }

    async fn beginning(
        beginning: Timestamp,
        documents: &[Value],
        change: impl FnOnce(&mut Config),
    ) -> Self {
        let clock = Clock::fixed(beginning);
        let engine = Engine::in_memory(&clock).unwrap();
        let names = tables::local_names();
        tables::create(&engine.client(), &names).await.unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let data_key = DataKeySource::Given(Secret::new("07".repeat(32)));
        let reach = Reach::ThisMachine;
        let mut config = Config { reach, ..Config::new(&url, names, data_key) };
        change(&mut config);
        let proxy = Proxy::start(&engine.endpoint()).await;
        let app = app(&config, dynamodb(&proxy.endpoint()), &clock);
        import::import(&app, documents).await.unwrap();
        let bootstraps = Bootstraps::of(&config, &proxy.endpoint(), clock.now());
        let servers = Vec::new();
        let mut world = Self { clock, app, proxy, url, config, bootstraps, engine, servers };
        world.serve(listener, world.app.clone());
        world.proxy.forget();
        world
    }

    /// Starts another server on the same database, with an SDK and caches of its own.
    pub(crate) async fn another_server(&mut self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let client = dynamodb(&self.proxy.endpoint());
        self.serve(listener, app(&self.config, client, &self.clock));
        url
    }

    fn serve(&mut self, listener: TcpListener, app: App) {
        let (stop, stopped) = oneshot::channel::<()>();
        let router = match &mut self.bootstraps {
            Some(bootstraps) => bootstraps.server(),
            None => gateway::router(app),
        };
        tokio::spawn(gateway::serve(listener, router, async {
            stopped.await.ok();
        }));
        self.servers.push(stop);
    }

    /// The functions without the proxy, for a test that has to arrange thousands of things.
    pub(crate) fn app_behind_the_proxy(&self) -> App {
        App::new(self.config.clone(), self.engine.client(), self.clock.clone())
    }

    /// The functions as they are deployed, if the flows run through them.
    pub(crate) fn bootstraps(&self) -> Option<&Bootstraps> {
        self.bootstraps.as_ref()
    }

    /// Whether a test ends here, because the flows run through bootstraps and it looks at what
    /// only functions in this process show. Says so, with the reason.
    #[expect(clippy::print_stdout, reason = "what is left out has to be seen")]
    pub(crate) fn is_left_out(&self, reason: &str) -> bool {
        if self.bootstraps.is_some() {
            println!("left out: {reason}");
        }
        self.bootstraps.is_some()
    }

    /// The environment of a function's process on this database.
    pub(crate) fn environment(&self) -> BTreeMap<&'static str, String> {
        lambda::environment_of(&self.proxy.endpoint(), &self.config.tables, &self.url)
    }

    /// Lets time pass.
    pub(crate) fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
        if let Some(bootstraps) = &self.bootstraps {
            bootstraps.set_clock(self.clock.now());
        }
    }

    /// Lets the functions read the settings, which they do once a minute: what is counted from
    /// here on is what requests cost.
    pub(crate) async fn warm_up(&self) {
        match &self.bootstraps {
            Some(bootstraps) => bootstraps.warm_up().await,
            None => drop(self.app.settings().await.unwrap()),
        }
        self.proxy.forget();
    }

    /// A person with a browser of his own.
    pub(crate) fn person(&self) -> Person {
        Person::new(&self.url)
    }

    /// A person who has logged in.
    pub(crate) async fn logged_in(&self, email: &str) -> Person {
        let person = self.person();
        let answer = person.log_in(email, PASSWORD).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        person
    }

    /// An app that knows its client's secret.
    pub(crate) fn oauth_app(&self, client_id: &str) -> OAuthApp {
        OAuthApp::new(&self.url, client_id)
    }

    /// Everything that is stored, as text: to see whether something changed, or stands there that
    /// must not.
    pub(crate) async fn stored(&self) -> String {
        snapshot::of(&self.engine.client(), &self.config.tables).await
    }
}

/// The functions, with a worker at their queue.
fn app(config: &Config, dynamodb: aws_sdk_dynamodb::Client, clock: &Clock) -> App {
    let (queue, notices) = Queue::local();
    let (config, clock) = (config.clone(), clock.clone());
    let app = App::of(Parts { config, dynamodb, kms: None, queue, clock });
    tokio::spawn(worker::work(app.clone(), notices, Duration::from_millis(1)));
    app
}

/// The SDK as the functions have it, with their timeouts and retries.
fn dynamodb(endpoint: &str) -> aws_sdk_dynamodb::Client {
    let environment = AwsEnvironment {
        region: "local".into(),
        dynamodb_endpoint: Some(endpoint.to_owned()),
        kms_endpoint: None,
        sqs_endpoint: None,
        access_key_id: "local".into(),
        secret_access_key: "local".into(),
        session_token: None,
        ca_bundle: None,
    };
    let client =
        shared::aws::dynamodb(&environment, shared::aws::http_client(&environment).unwrap());
    // Servers are processes of their own: how often one may retry is no matter of the others.
    let name = Random.alphanumeric(8).expose().to_owned();
    let partition = RetryPartition::new(name);
    aws_sdk_dynamodb::Client::from_conf(
        client.config().to_builder().retry_partition(partition).build(),
    )
}
