//! What the functions are measured in: tables with a person and two apps, and somebody who has
//! sessions, codes and tokens made for the requests.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use affogato::{engine::Engine, import, tables};
use serde_json::{Value, json};
use shared::{
    App,
    clock::Clock,
    config::{Config, DataKeySource, TableNames},
    secret::{Random, Secret, hex},
};
use tokio::sync::Mutex;

use crate::{
    Result,
    case::{self, Case},
    figures::Cold,
    kms,
    meter::Meter,
    process::{Process, Span},
    service::Service,
    tls,
};

/// Who the deployment is.
pub(crate) const ISSUER: &str = "https://id.example.com";
/// Where apps are called back.
pub(crate) const CALLBACK: &str = "https://app.example.com/callback";
/// A user.
pub(crate) const EMAIL: &str = "alice@example.com";
/// Her password.
pub(crate) const PASSWORD: &str = "Passw0rd!x";
/// The secret of every client.
pub(crate) const SECRET: &str = "a-clients-secret";

/// The world.
pub(crate) struct World {
    build: PathBuf,
    hello: PathBuf,
    environment: BTreeMap<&'static str, String>,
    meter: Meter,
    clerks: Option<Clerks>,
    // They end when they are dropped.
    _engine: Engine,
    _roots: Roots,
}

/// Functions that run all the time and make what the requests need.
struct Clerks {
    session: Vec<String>,
    authorize: Mutex<Process>,
    get_token: Mutex<Process>,
}

impl World {
    /// Starts everything but the functions that are measured.
    pub(crate) async fn new(build: &Path, hello: &Path, plain: bool) -> Result<Self> {
        let engine = Engine::in_memory(&Clock::System)?;
        let names = tables::local_names();
        tables::create(&engine.client(), &names).await?;
        let data_key: [u8; 32] = Random.bytes();
        populate(&engine, &names, &data_key).await?;

        let (acceptor, root) = tls::acceptor()?;
        let (meter, roots) = (Meter::default(), Roots::write(&root)?);
        let acceptor = (!plain).then_some(acceptor);
        let service = Service::new(engine.endpoint(), data_key, meter.clone(), acceptor);
        let (dynamodb, kms) = (service.listen().await?, service.listen().await?);
        let environment = environment(&names, dynamodb, kms, &roots);
        let (build, hello) = (build.to_owned(), hello.to_owned());
        let mut world =
            Self { build, hello, environment, meter, clerks: None, _engine: engine, _roots: roots };
        let (mut session, _) = world.process(Case::Login).await?;
        let (answer, _) = session.answer(case::login().into_json()).await?;
        let (authorize, _) = world.process(Case::Code).await?;
        let (get_token, _) = world.process(Case::Redeem).await?;
        world.clerks = Some(Clerks {
            session: jar(&answer),
            authorize: Mutex::new(authorize),
            get_token: Mutex::new(get_token),
        });
        Ok(world)
    }

    /// Starts a function, has it answer `1 + warm` requests, and ends it.
    pub(crate) async fn start(&self, case: Case, warm: usize) -> Result<Cold> {
        let mut events = Vec::new();
        for _ in 0..=warm {
            events.push(case.event(self).await?);
        }
        let (mut process, init) = self.process(case).await?;
        let mut spans = Vec::new();
        for event in events {
            let (answer, span) = process.answer(event).await?;
            case.check(&answer)?;
            spans.push(span);
        }
        Ok(Cold { init, first: spans.remove(0), warm: spans, peak_kib: process.peak_kib()? })
    }

    /// A function's binary.
    pub(crate) fn binary(&self, case: Case) -> PathBuf {
        if case == Case::Hello {
            return self.hello.clone();
        }
        // `get_token` is built as GetTokenFunction.
        let capital = |word: &str| word.get(..1).unwrap_or_default().to_uppercase();
        let words = case.function().split('_');
        let name: String =
            words.map(|word| capital(word) + word.get(1..).unwrap_or_default()).collect();
        self.build.join(format!("{name}Function")).join("bootstrap")
    }

    /// The cookies of somebody who has logged in.
    pub(crate) fn session(&self) -> &[String] {
        self.clerks.as_ref().map(|clerks| clerks.session.as_slice()).unwrap_or_default()
    }

    /// A fresh code.
    pub(crate) async fn code(&self) -> Result<String> {
        let clerks = self.clerks.as_ref().ok_or("nobody is there yet")?;
        let event = case::authorization("trusted").cookies(&clerks.session);
        let (answer, _) = clerks.authorize.lock().await.answer(event.into_json()).await?;
        let location = answer.pointer("/headers/location").and_then(Value::as_str);
        let url = url::Url::parse(location.unwrap_or_default())?;
        let code = url.query_pairs().find(|(name, _)| name == "code");
        Ok(code.ok_or_else(|| format!("no code: {answer}"))?.1.into_owned())
    }

    /// A fresh token of this name.
    pub(crate) async fn token(&self, name: &str) -> Result<String> {
        let clerks = self.clerks.as_ref().ok_or("nobody is there yet")?;
        let event = case::post("get_token", &case::redemption(&self.code().await?));
        let (answer, _) = clerks.get_token.lock().await.answer(event.into_json()).await?;
        let body = answer.get("body").and_then(Value::as_str).unwrap_or_default();
        let body: Value = serde_json::from_str(body)?;
        let token = body.get(name).and_then(Value::as_str);
        Ok(token.ok_or_else(|| format!("no token: {answer}"))?.to_owned())
    }

    async fn process(&self, case: Case) -> Result<(Process, Span)> {
        let mut environment = self.environment.clone();
        environment.insert("AWS_LAMBDA_FUNCTION_NAME", case.function().to_owned());
        if case.has_data_key() {
            environment.insert("DATA_KEY_ID", kms::KEY_ID.to_owned());
        }
        Process::start(&self.binary(case), &environment, self.meter.clone()).await
    }
}

/// The cookies of an answer as a browser sends them back.
fn jar(answer: &Value) -> Vec<String> {
    let cookies = answer.get("cookies").and_then(Value::as_array);
    let text = |cookie: &Value| Some(cookie.as_str()?.split(';').next()?.to_owned());
    cookies.into_iter().flatten().filter_map(text).collect()
}

/// Writes the person and the apps, in Frappe's fixture format.
async fn populate(engine: &Engine, names: &TableNames, data_key: &[u8]) -> Result<()> {
    let data_key = DataKeySource::Given(Secret::new(hex(data_key)));
    let config = Config::new(ISSUER, names.clone(), data_key);
    let client = |id: &str, is_trusted: bool| {
        json!({
            "doctype": "OAuth Client", "name": id, "client_id": id,
            "app_name": format!("The {id} app"), "client_secret": SECRET,
            "scopes": "all openid", "redirect_uris": CALLBACK, "default_redirect_uri": CALLBACK,
            "grant_type": "Authorization Code", "response_type": "Code",
            "skip_authorization": i32::from(is_trusted),
        })
    };
    let documents = [
        json!({
            "doctype": "User", "name": EMAIL, "email": EMAIL, "enabled": 1,
            "first_name": "Alice", "last_name": "Liddell", "new_password": PASSWORD,
            "roles": [{ "role": "System Manager" }, { "role": "Blogger" }],
        }),
        client("trusted", true),
        client("web", false),
    ];
    import::import(&App::new(config, engine.client(), Clock::System), &documents).await?;
    Ok(())
}

/// The environment that Lambda and template.yaml give a function.
fn environment(
    names: &TableNames,
    dynamodb: String,
    kms: String,
    roots: &Roots,
) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("AFFOGATO_ISSUER", ISSUER.to_owned()),
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_CA_BUNDLE", roots.0.display().to_string()),
        ("AWS_ENDPOINT_URL_DYNAMODB", dynamodb),
        ("AWS_ENDPOINT_URL_KMS", kms),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256".to_owned()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON".to_owned()),
        ("AWS_LAMBDA_LOG_LEVEL", "INFO".to_owned()),
        ("AWS_REGION", "eu-central-1".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("CLIENTS_TABLE", names.clients.clone()),
        ("REQUIRED_SCOPES", r#"{"GET /orders": "openid"}"#.to_owned()),
        ("SETTINGS_TABLE", names.settings.clone()),
        ("TOKENS_TABLE", names.tokens.clone()),
        ("USERS_TABLE", names.users.clone()),
    ])
}

/// The file with the roots to trust; it is removed when this is dropped.
struct Roots(PathBuf);

impl Roots {
    fn write(pem: &str) -> Result<Self> {
        let name = format!("affogato-bench-{}.pem", Random.alphanumeric(16).expose());
        let path = env::temp_dir().join(name);
        fs::write(&path, pem)?;
        Ok(Self(path))
    }
}

impl Drop for Roots {
    fn drop(&mut self) {
        // What cannot be removed is the system's to sweep up.
        fs::remove_file(&self.0).ok();
    }
}
