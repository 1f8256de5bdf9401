//! The commands that work on the data: one file each, and what they have in common.

mod answer;
pub mod client;
pub mod cut_off;
pub mod export;
pub mod import;
pub mod keys;
pub mod registration;
pub mod user;

use std::io;

use clap::Args;
use shared::{admin::AdminError, app::AppError, clock::Timestamp, doctype, store::StoreError};
use thiserror::Error;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

pub use answer::Answer;

use crate::{
    import::{FileError, ImportError},
    password_input::PasswordError,
    place::{IfMissing, Place, PlaceError, PlaceOptions},
};

/// What every command can be told.
#[derive(Args, Clone, Debug)]
pub struct Common {
    /// Print one JSON object, for scripts
    #[arg(long, global = true, help_heading = "Output")]
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

/// Why a command failed, in one line.
#[derive(Debug, Error)]
pub enum CommandError {
    /// Where to work.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// A file to import.
    #[error(transparent)]
    File(#[from] FileError),
    /// A file to export to.
    #[error("{0}: {1}")]
    Output(String, io::Error),
    /// The rules of the import, which hold for every user and client.
    #[error(transparent)]
    Import(ImportError),
    /// The rules of an administrator's act.
    #[error(transparent)]
    Admin(AdminError),
    /// There is a user of this e-mail already. Nothing was written.
    #[error("there is a user {0} already; `affogato user show {0}` shows him")]
    UserExists(String),
    /// The password.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Nobody of that e-mail.
    #[error("there is no user {0}; `affogato user list` shows who there is")]
    NoSuchUser(String),
    /// None of that id.
    #[error("there is no client {0}; `affogato client list` shows which there are")]
    NoSuchClient(String),
    /// It has no secret.
    #[error("the client {0} has no secret: it is public, or signs for itself")]
    NoSecret(String),
    /// A role that comes by itself, or none at all.
    #[error(
        "{0:?} cannot be given: All and Guest are everybody's, and Desk User is of whoever has another role"
    )]
    Role(String),
    /// Half of a change of the password.
    #[error("{name} has the new password, but is not signed out yet; run this again ({cause})")]
    NotCutOff {
        /// The user.
        name: String,
        /// Why.
        cause: Box<Self>,
    },
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
    #[error("{0}")]
    App(String),
}

impl From<StoreError> for CommandError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Refused(code) if code.starts_with("AccessDenied") => {
                Self::Denied(code.clone())
            }
            StoreError::Unreachable(cause) => Self::Unreachable(sentence(cause)),
            StoreError::Refused(_)
            | StoreError::Throttled(_)
            | StoreError::Corrupt(_)
            | StoreError::Busy => Self::Store(error),
        }
    }
}

impl From<ImportError> for CommandError {
    fn from(error: ImportError) -> Self {
        match error {
            ImportError::Store(error) => error.into(),
            ImportError::File(error) => error.into(),
            // That the key cannot be reached is not the client's fault.
            ImportError::Sealing(_, error @ AppError::DataKey(_)) | ImportError::Untold(error) => {
                error.into()
            }
            ImportError::Sealing(..)
            | ImportError::Document(_)
            | ImportError::NoSuchUser(_)
            | ImportError::Password(_) => Self::Import(error),
        }
    }
}

impl From<AdminError> for CommandError {
    fn from(error: AdminError) -> Self {
        match error {
            AdminError::App(error) => error.into(),
            AdminError::NoSuch { doctype: doctype::user::DOCTYPE, name } => Self::NoSuchUser(name),
            AdminError::NoSuch { doctype: doctype::oauth_client::DOCTYPE, name } => {
                Self::NoSuchClient(name)
            }
            AdminError::Exists { doctype: doctype::user::DOCTYPE, name } => Self::UserExists(name),
            AdminError::NoSuch { .. }
            | AdminError::Exists { .. }
            | AdminError::Document(_)
            | AdminError::Modified
            | AdminError::Forbidden(_) => Self::Admin(error),
        }
    }
}

impl From<AppError> for CommandError {
    fn from(error: AppError) -> Self {
        if let AppError::Store(error) = error {
            return error.into();
        }
        Self::App(sentence(&error.to_string()))
    }
}

/// What the SDK says of a failure, without the structures that it shows behind the sentence.
fn sentence(text: &str) -> String {
    const STRUCTURES: [&str; 3] = [" (DispatchFailure(", " (TimeoutError(", " (ResponseError("];
    let end = STRUCTURES.iter().filter_map(|structure| text.find(structure)).min();
    end.and_then(|end| text.get(..end)).unwrap_or(text).to_owned()
}

/// A moment as scripts and people read it; empty for the beginning of time.
fn moment(at: Timestamp) -> String {
    let at = Some(at).filter(|at| *at > Timestamp::default());
    let time = at.and_then(|at| OffsetDateTime::from_unix_timestamp(at.seconds()).ok());
    time.and_then(|time| time.format(&Rfc3339).ok()).unwrap_or_default()
}
