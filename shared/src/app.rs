//! What every function has: the store, the keys, the clock, the pages.

mod access_tokens;
mod cached;
mod client_documents;
mod client_keys;
mod client_secrets;
mod clients;
mod logout;
mod signing;

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use jsonwebtoken::jwk::Jwk;
use thiserror::Error;
use tokio::sync::OnceCell;

use self::cached::Cached;

use crate::{
    aws::{self, KmsClient},
    clock::{Clock, Timestamp},
    config::{AwsEnvironment, Config, ConfigError, DataKeySource},
    keys::{
        data_key::{self, DataKeyError},
        seal::DataKey,
    },
    outbound::{Cache, Outbound},
    pages::{PageError, Pages},
    protocol::{oauth_settings::OAuthSettings, signing_key::KeySet, user::User},
    queue::{Queue, QueueError},
    secret::Random,
    store::{Store, StoreError},
};

pub use self::{
    client_documents::NoDocument, client_secrets::CLIENT_SECRET_LENGTH, logout::Delivery,
};

/// The one thing that lives longer than a request. Cheap to clone; all clones are the same.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// What an app is made of.
#[derive(Debug)]
pub struct Parts {
    /// The configuration.
    pub config: Config,
    /// DynamoDB.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// What unwraps the data key, if it is wrapped.
    pub kms: Option<KmsClient>,
    /// Where notices to apps go.
    pub queue: Queue,
    /// The time.
    pub clock: Clock,
}

struct Inner {
    config: Config,
    store: Store,
    clock: Clock,
    kms: Option<KmsClient>,
    queue: Queue,
    outbound: Outbound,
    client_keys: Cache<Arc<Vec<Jwk>>>,
    // Those that could not be read; the others are records.
    client_documents: Cache<()>,
    // Each is made when it is first needed: a function that answers JSON compiles no page.
    data_key: OnceCell<DataKey>,
    pages: OnceLock<Pages>,
    settings: Cached<Settings>,
    signing_keys: Cached<Arc<KeySet>>,
}

/// What the settings say, as they were read within the last minute.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who we are, to everybody and in every document: the Base URL of the Social Login Key
    /// `frappe`, or what the environment says. Never a request's Host header, which its sender
    /// chooses.
    pub issuer: Arc<str>,
    /// The OAuth Settings.
    pub oauth: Arc<OAuthSettings>,
    /// When everybody was cut off.
    pub cut_off: Timestamp,
}

/// Why a function cannot do its work.
#[derive(Clone, Debug, Error)]
pub enum AppError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The data key.
    #[error(transparent)]
    DataKey(#[from] DataKeyError),
    /// A page.
    #[error(transparent)]
    Page(Arc<PageError>),
    /// The queue.
    #[error(transparent)]
    Queue(#[from] QueueError),
    /// What should be computed cannot be.
    #[error("{0}")]
    Internal(String),
}

impl AppError {
    /// A computation that failed, though its parts were ours.
    pub fn internal(error: impl fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<PageError> for AppError {
    fn from(error: PageError) -> Self {
        Self::Page(Arc::new(error))
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("config", &self.0.config).finish_non_exhaustive()
    }
}

impl App {
    /// The app of a Lambda function, from its environment.
    ///
    /// Reads a setting before the first request comes: that moves the connection to DynamoDB into
    /// the initialisation, where Lambda gives more of the processor.
    ///
    /// # Errors
    ///
    /// When the environment lacks something. A store that does not answer is not an error yet.
    pub async fn from_env() -> Result<Self, ConfigError> {
        let (config, aws) = (Config::from_env()?, AwsEnvironment::from_env()?);
        let http = aws::http_client(&aws)?;
        let dynamodb = aws::dynamodb(&aws, http.clone());
        let is_wrapped = matches!(config.data_key, DataKeySource::Kms(_));
        let kms = is_wrapped.then(|| aws::kms(&aws, http.clone()));
        let queue = match &config.notify_queue {
            Some(url) => Queue::Sqs { client: aws::sqs(&aws, http), url: url.clone() },
            None => Queue::None,
        };
        let app = Self::of(Parts { config, dynamodb, kms, queue, clock: Clock::System });
        if let Err(error) = app.settings().await {
            tracing::warn!(error.cause = %error, "the warm-up read failed");
        }
        Ok(app)
    }

    /// An app that asks no KMS and tells no app anything.
    pub fn new(config: Config, dynamodb: aws_sdk_dynamodb::Client, clock: Clock) -> Self {
        Self::of(Parts { config, dynamodb, kms: None, queue: Queue::None, clock })
    }

    /// An app of these parts.
    pub fn of(parts: Parts) -> Self {
        let Parts { config, dynamodb, kms, queue, clock } = parts;
        let outbound = Outbound::new(config.reach);
        let store = Store::new(dynamodb, config.tables.clone());
        let (data_key, pages) = (OnceCell::new(), OnceLock::new());
        let (settings, signing_keys) = (Cached::default(), Cached::default());
        Self(Arc::new(Inner {
            config,
            store,
            clock,
            kms,
            queue,
            outbound,
            client_keys: Cache::default(),
            client_documents: Cache::default(),
            data_key,
            pages,
            settings,
            signing_keys,
        }))
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The way to addresses that clients have named.
    pub fn outbound(&self) -> &Outbound {
        &self.0.outbound
    }

    /// The moment it is.
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// The randomness.
    pub fn random(&self) -> Random {
        Random
    }

    /// The settings; a change is heard after a minute at most.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn settings(&self) -> Result<Settings, StoreError> {
        let now = self.now();
        if let Some(settings) = self.0.settings.at(now) {
            return Ok(settings);
        }
        let store = self.store();
        let (key, provider, cut_off) =
            tokio::try_join!(store.social_login_key(), store.provider_settings(), store.cut_off())?;
        let base_url = key.unwrap_or_default().base_url.filter(|url| !url.is_empty());
        let issuer = base_url.unwrap_or_else(|| self.0.config.issuer.clone());
        let settings = Settings {
            issuer: issuer.trim_end_matches('/').into(),
            oauth: Arc::new(provider.unwrap_or_default().oauth),
            cut_off: cut_off.unwrap_or_default(),
        };
        Ok(self.0.settings.keep(now, settings))
    }

    /// A user as he stands: cut off when everybody was, if he was not cut off since. Whoever asks
    /// whether a grant or a session may still act asks for the user here, not in the store.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn user(&self, name: &str) -> Result<Option<User>, StoreError> {
        // Boxed, for it is asked for once a minute and would lie in every caller's future.
        let settings = Box::pin(self.settings());
        let (user, settings) = tokio::try_join!(self.store().user(name), settings)?;
        Ok(user.map(|user| user.cut_off(settings.cut_off)))
    }

    /// [`Settings::issuer`] alone.
    ///
    /// # Errors
    ///
    /// When the store cannot be asked.
    pub async fn issuer(&self) -> Result<Arc<str>, StoreError> {
        Ok(self.settings().await?.issuer)
    }

    /// The pages.
    ///
    /// # Errors
    ///
    /// When a template does not compile, which a test rules out.
    pub fn pages(&self) -> Result<&Pages, PageError> {
        if let Some(pages) = self.0.pages.get() {
            return Ok(pages);
        }
        let pages = Pages::new()?;
        Ok(self.0.pages.get_or_init(|| pages))
    }

    async fn data_key(&self) -> Result<&DataKey, DataKeyError> {
        let Inner { config, store, kms, data_key, .. } = &*self.0;
        data_key.get_or_try_init(|| data_key::load(&config.data_key, kms.as_ref(), store)).await
    }
}
