//! Where a command works: the local data folder, or a deployed stack.

use std::{fmt, path::PathBuf};

use aws_sdk_dynamodb::Client;
use clap::Args;
use shared::{
    App,
    app::Parts,
    clock::Clock,
    config::{Config, Reach},
    protocol::logout_token::Notice,
    queue::Queue,
    secret::Random,
};
use thiserror::Error;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::{
    data::{DataError, DataFolder, fleeting_data_key},
    engine::{Engine, EngineError},
    stack::{self, StackError},
    tables::{self, TablesError},
    worker,
};

/// The issuer of a local server that was not told another one.
const LOCAL_ISSUER: &str = "http://127.0.0.1:8000";

/// Which place.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Where")]
pub struct PlaceOptions {
    /// Folder with the local database; no server may hold it
    #[arg(long, global = true, value_name = "DIR", default_value = ".affogato")]
    pub data: PathBuf,

    /// Work on a deployed stack instead: its name in CloudFormation
    #[arg(long, global = true, value_name = "NAME", conflicts_with = "data")]
    pub stack: Option<String>,

    /// Region of the stack [default: that of the environment or the profile]
    #[arg(long, global = true, value_name = "REGION", requires = "stack")]
    pub region: Option<String>,

    /// Profile of the AWS configuration to take the credentials from
    #[arg(long, global = true, value_name = "PROFILE", requires = "stack")]
    pub profile: Option<String>,
}

/// What to do where there is no local data yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfMissing {
    /// Start with an empty folder.
    Create,
    /// Say so: nothing can be shown or changed there.
    Refuse,
    /// Work in memory, as if the folder were empty.
    Pretend,
}

/// A place that is open.
pub struct Place {
    app: App,
    dynamodb: Client,
    stack: Option<String>,
    // What a local command has apps told: nobody else does.
    notices: Option<UnboundedReceiver<Notice>>,
    // Dropped in this order: the database stops before the folder is given back.
    _engine: Option<Engine>,
    _folder: Option<DataFolder>,
}

/// Why a place cannot be used, in one line.
#[derive(Debug, Error)]
pub enum PlaceError {
    /// There is nothing yet.
    #[error(
        "there is no data in {0}; choose a folder with --data, or a deployed stack with --stack"
    )]
    NoData(String),
    /// The data folder.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The embedded database.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Its tables.
    #[error(transparent)]
    Tables(#[from] TablesError),
    /// The stack.
    #[error(transparent)]
    Stack(#[from] StackError),
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place").field("stack", &self.stack).finish_non_exhaustive()
    }
}

impl Place {
    /// Opens a place.
    ///
    /// # Errors
    ///
    /// See [`PlaceError`].
    pub async fn open(options: &PlaceOptions, if_missing: IfMissing) -> Result<Self, PlaceError> {
        let Some(name) = &options.stack else { return Self::local(options, if_missing).await };
        let stack::Stack { app, dynamodb } =
            stack::open(name, options.region.as_deref(), options.profile.as_deref()).await?;
        let stack = Some(name.clone());
        Ok(Self { app, dynamodb, stack, notices: None, _engine: None, _folder: None })
    }

    async fn local(options: &PlaceOptions, if_missing: IfMissing) -> Result<Self, PlaceError> {
        let (folder, engine, data_key) = match (options.data.exists(), if_missing) {
            (false, IfMissing::Refuse) => {
                return Err(PlaceError::NoData(options.data.display().to_string()));
            }
            (false, IfMissing::Pretend) => {
                (None, Engine::in_memory(&Clock::System)?, fleeting_data_key(Random))
            }
            (true, _) | (false, IfMissing::Create) => {
                let folder = DataFolder::open(&options.data, Random)?;
                let engine = Engine::open(&folder.database())?;
                let key = folder.data_key();
                (Some(folder), engine, key)
            }
        };
        let config = Config {
            reach: Reach::ThisMachine,
            ..Config::new(LOCAL_ISSUER, tables::local_names(), data_key)
        };
        let dynamodb = engine.client();
        tables::create(&dynamodb, &config.tables).await?;
        let (queue, notices) = Queue::local();
        let clock = Clock::System;
        let app = App::of(Parts { config, dynamodb: dynamodb.clone(), kms: None, queue, clock });
        let (notices, engine) = (Some(notices), Some(engine));
        Ok(Self { app, dynamodb, stack: None, notices, _engine: engine, _folder: folder })
    }

    /// Tells the apps what the command has put into the queue, and gives how many did not hear. On a
    /// stack the function `notify` does it.
    pub async fn tell_apps(&mut self) -> usize {
        match &mut self.notices {
            Some(notices) => worker::drain(&self.app, notices).await,
            None => 0,
        }
    }

    /// The app on its tables.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// DynamoDB itself, for lists.
    pub fn dynamodb(&self) -> &Client {
        &self.dynamodb
    }

    /// The stack's name; `None` for the local folder.
    pub fn stack(&self) -> Option<&str> {
        self.stack.as_deref()
    }
}
