//! The commands that work on the data: one file each, and what they have in common.

pub mod import;
pub mod user;

use clap::Args;
use serde_json::Value;
use shared::{app::AppError, store::StoreError};
use thiserror::Error;

use crate::{
    console::Console,
    import::{FileError, ImportError},
    password_input::PasswordError,
    place::{IfMissing, Place, PlaceError, PlaceOptions},
};

/// What every command can be told.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// Print one JSON object, for scripts
    #[arg(long, global = true)]
    pub json: bool,

    #[command(flatten)]
    place: PlaceOptions,
}

impl Common {
    /// Opens the place that was named.
    async fn place(&self, if_missing: IfMissing) -> Result<Place, PlaceError> {
        Place::open(&self.place, if_missing).await
    }
}

/// What a command has done, for a person and for a script.
#[derive(Clone, Debug)]
pub struct Answer {
    lines: Vec<String>,
    json: Value,
}

impl Answer {
    /// Prints the one or the other.
    pub fn print(&self, is_json: bool, console: &mut Console) {
        if is_json {
            return console.line(&self.json.to_string());
        }
        for line in &self.lines {
            console.line(line);
        }
    }
}

/// Why a command failed, in one line.
#[derive(Debug, Error)]
pub enum CommandError {
    /// Where to work.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// A file to import.
    #[error(transparent)]
    File(#[from] FileError),
    /// The rules of the import, which hold for every user and client.
    #[error(transparent)]
    Import(ImportError),
    /// The password.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The credentials found the stack and may not use its tables.
    #[error("the credentials may not use the tables of the stack ({0})")]
    Denied(String),
    /// No answer from DynamoDB.
    #[error("the tables cannot be reached: {0}")]
    Unreachable(String),
    /// The store.
    #[error(transparent)]
    Store(StoreError),
    /// The keys.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Refused(code) if code.starts_with("AccessDenied") => {
                Self::Denied(code.clone())
            }
            // The SDK's sentence, without its structures behind it.
            StoreError::Unreachable(cause) => {
                Self::Unreachable(cause.split(" (").next().unwrap_or_default().to_owned())
            }
            StoreError::Refused(_)
            | StoreError::Throttled(_)
            | StoreError::Corrupt(_)
            | StoreError::Busy => Self::Store(error),
        }
    }
}

impl From<ImportError> for CommandError {
    fn from(error: ImportError) -> Self {
        if let ImportError::Store(error) = error { error.into() } else { Self::Import(error) }
    }
}
