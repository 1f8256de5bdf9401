//! `affogato user`: who can log in.

mod add;

use clap::{Args, Subcommand};

use super::{Answer, CommandError, Common};

/// What to do with whom, and where.
#[derive(Args, Clone, Debug)]
pub struct UserOptions {
    #[command(subcommand)]
    act: Act,

    /// Where, and how to answer.
    #[command(flatten)]
    pub common: Common,
}

#[derive(Clone, Debug, Subcommand)]
enum Act {
    /// Make a new user; the password is asked for
    Add(add::Options),
}

/// Does it.
///
/// # Errors
///
/// See [`CommandError`].
pub async fn run(options: &UserOptions) -> Result<Answer, CommandError> {
    let common = &options.common;
    match &options.act {
        Act::Add(options) => add::run(options, common).await,
    }
}
