//! The import: Frappe's fixtures become users, clients and settings.
//!
//! One format serves the demo, the tests and the move from a Frappe site. Everything is checked
//! before anything is written, and importing the same documents again changes nothing: an import
//! that was interrupted is resumed by running it again.

mod commit;
mod file;
mod plan;
mod report;
mod source;
mod write;

use serde_json::Value;
use shared::{App, app::AppError, doctype::DocumentError, store::StoreError};
use thiserror::Error;

pub use commit::{Progress, commit, write};
pub use file::{FileError, read_all};
pub use plan::Plan;
pub use report::{Count, Report};

/// Why documents were not imported, in one line.
#[derive(Debug, Error)]
pub enum ImportError {
    /// A document is not what it should be. Nothing was written.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A password without its user. Nothing was written.
    #[error("__Auth {0}: name: there is no such user")]
    NoSuchUser(String),
    /// A password could not be hashed.
    #[error("User {0}: new_password: it cannot be hashed")]
    Password(String),
    /// A client's secret could not be sealed, or the sealed one not opened.
    #[error("OAuth Client {0}: client_secret: {1} (is the data key the one of this database?)")]
    Sealing(String, AppError),
    /// A file that was sound when it was checked is so no more.
    #[error(transparent)]
    File(#[from] FileError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An app cannot be told that its user is cut off.
    #[error(transparent)]
    Untold(#[from] AppError),
}

/// Checks and imports documents.
///
/// # Errors
///
/// Names the first document that cannot be imported, and its field.
pub async fn import(app: &App, documents: &[Value]) -> Result<Report, ImportError> {
    let mut plan = Plan::default();
    plan.add(documents)?;
    commit(app, plan).await
}
