//! What administrators do: to clients, users, settings and grants, whether by a page, a program or
//! the command line.
//!
//! An act checks what was sent by the rules of its doctype, is decided on what is there, and written
//! by one conditional write over that. What it ends is dead by that write; sweeping up comes after.

pub mod clients;
pub mod grants;
pub mod settings;
pub mod users;

use thiserror::Error;

use crate::{app::AppError, clock::Timestamp, doctype::DocumentError, store::StoreError};

/// How often an act is decided anew because somebody else's write came first.
const MOST_ROUNDS: usize = 8;

/// Why something was not done. Then nothing was written.
#[derive(Debug, Error)]
pub enum AdminError {
    /// What was sent is not what it should be.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// There is none of that name.
    #[error("{doctype} {name} not found")]
    NoSuch {
        /// What it would be.
        doctype: &'static str,
        /// Its name.
        name: String,
    },
    /// There is one of that name.
    #[error("{doctype} {name} already exists")]
    Exists {
        /// What it is.
        doctype: &'static str,
        /// Its name.
        name: String,
    },
    /// Somebody has changed it since it was read. The words are Frappe's.
    #[error("Document has been modified after you have opened it")]
    Modified,
    /// A rule forbids it.
    #[error("{0}")]
    Forbidden(&'static str),
    /// Our own fault.
    #[error(transparent)]
    App(#[from] AppError),
}

impl From<StoreError> for AdminError {
    fn from(error: StoreError) -> Self {
        Self::App(error.into())
    }
}

/// The version that a change was made on. A change that names none is made on what is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen(pub Option<Timestamp>);

impl Seen {
    /// Refuses a change of another version than the one that is there: a save that puts back what
    /// was read a while ago would undo what somebody else did since.
    fn check(self, modified: Timestamp) -> Result<(), AdminError> {
        match self.0 {
            Some(seen) if seen != modified => Err(AdminError::Modified),
            Some(_) | None => Ok(()),
        }
    }
}

/// Others were always faster.
fn busy() -> AdminError {
    StoreError::Busy.into()
}
