//! `affogato user`: who can log in, and as what.

mod add;
mod enabled;
mod list;
mod passwd;
mod roles;
mod show;
mod unlock;

use clap::{Args, Subcommand};
use shared::{
    app::App,
    protocol::{
        roles as rules,
        user::{User, login_id},
    },
};

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
    /// Give a user another password, and sign him out everywhere
    Passwd(passwd::Options),
    /// Let a user log in no more; his sessions and tokens end at once
    Disable(Who),
    /// Let a disabled user log in again; what ended then stays ended
    Enable(Who),
    /// Forget a user's failed logins, so that he may try again at once
    Unlock(Who),
    /// Give roles to a user or take them; without an option, show them
    Roles(roles::Options),
    /// Show a user
    Show(Who),
    /// List all users
    List,
}

/// A user.
#[derive(Args, Clone, Debug)]
struct Who {
    /// The user's e-mail address
    email: String,
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
        Act::Passwd(options) => passwd::run(options, common).await,
        Act::Disable(who) => enabled::run(who, false, common).await,
        Act::Enable(who) => enabled::run(who, true, common).await,
        Act::Unlock(who) => unlock::run(who, common).await,
        Act::Roles(options) => roles::run(options, common).await,
        Act::Show(who) => show::run(who, common).await,
        Act::List => list::run(common).await,
    }
}

/// Reads a user.
async fn find(app: &App, email: &str) -> Result<User, CommandError> {
    let name = login_id(email);
    app.store().user(&name).await?.ok_or(CommandError::NoSuchUser(name))
}

/// A user before and after a change.
struct Changed {
    user: User,
    is_other: bool,
}

/// Changes a user who is there, under the rule of every save: see [`User::saved_over`].
async fn change(
    app: &App,
    email: &str,
    has_new_password: bool,
    change: impl Fn(&mut User),
) -> Result<Changed, CommandError> {
    let (name, now) = (login_id(email), app.now());
    let decide = |existing: Option<&User>| {
        let existing = existing?;
        let mut user = existing.clone();
        change(&mut user);
        let user = user.saved_over(existing, has_new_password, now);
        (user != *existing).then_some(user)
    };
    // Before it: what is dead then is not found any more.
    let existing = app.store().user(&name).await?;
    let next = decide(existing.as_ref());
    if let (Some(existing), Some(next)) = (existing, next)
        && next.valid_from > existing.valid_from
    {
        app.tell_apps_of(&existing).await?;
    }
    let changed = app.store().change_user(&name, decide).await?;
    let is_other = changed.after.is_some();
    let user = changed.after.or(changed.before).ok_or(CommandError::NoSuchUser(name))?;
    Ok(Changed { user, is_other })
}

/// Refuses roles that nobody can be given.
fn check_roles<'a>(mut roles: impl Iterator<Item = &'a String>) -> Result<(), CommandError> {
    let unlawful = roles.find(|role| rules::is_automatic(role) || role.trim().is_empty());
    unlawful.map_or(Ok(()), |role| Err(CommandError::Role(role.clone())))
}
