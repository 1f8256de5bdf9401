//! What administrators do to users.

use serde_json::{Map, Value};

use super::{AdminError, MOST_ROUNDS, Seen, busy};
use crate::{
    App,
    app::AppError,
    doctype::user::{self, DOCTYPE, Password, UserEntry},
    protocol::{
        api_key::Presented,
        password::Hash,
        roles,
        throttle::Counter,
        user::{User, login_id, new_subject},
    },
    store::change::Removal,
};

const NOT_ONESELF: &str =
    "Nobody may disable or delete himself, or take from himself the role System Manager.";

/// Makes a user of the fields that were sent. Without a password nobody can log in as him yet.
///
/// # Errors
///
/// [`AdminError::Document`], [`AdminError::Exists`].
pub async fn create(app: &App, sent: &Map<String, Value>) -> Result<User, AdminError> {
    let UserEntry { mut user, password } = user::make(sent)?;
    user.sub = new_subject(app.random());
    let hash = hash(app, password)?;
    let user = user.made(app.now());
    let decide = |existing: Option<&User>| existing.is_none().then(|| user.clone());
    let change = app.store().change_user(&user.name, decide).await?;
    // In this order: a password that came first would be that of the user who is there.
    let exists = AdminError::Exists { doctype: DOCTYPE, name: user.name.clone() };
    let user = change.after.ok_or(exists)?;
    // One that a deleted user of this e-mail has left must not be the new one's.
    match hash {
        Some(hash) => app.store().put_password(&user.name, &hash).await?,
        None => app.store().forget_password(&user.name).await?,
    }
    Ok(user)
}

/// Changes the fields that were sent. Another password, and disabling, end every session and token
/// of the user.
///
/// # Errors
///
/// [`AdminError::Document`], [`AdminError::NoSuch`], [`AdminError::Modified`];
/// [`AdminError::Forbidden`] where `actor` would shut himself out.
pub async fn save(
    app: &App,
    actor: &User,
    name: &str,
    seen: Seen,
    sent: &Map<String, Value>,
) -> Result<User, AdminError> {
    for _ in 0..MOST_ROUNDS {
        let existing = read(app, name).await?;
        seen.check(existing.modified)?;
        let UserEntry { user, password } = user::change(&existing, sent)?;
        let is_shut_out = !user.enabled || !roles::is_system_manager(&user);
        if existing.name == actor.name && is_shut_out {
            return Err(AdminError::Forbidden(NOT_ONESELF));
        }
        let hash = hash(app, password)?;
        let user = user.saved_over(&existing, hash.is_some(), app.now());
        if user == existing {
            return Ok(user);
        }
        if user.valid_from > existing.valid_from {
            app.tell_apps_of(&existing).await?;
        }
        let decide = |there: Option<&User>| (there == Some(&existing)).then(|| user.clone());
        let Some(user) = app.store().change_user(&existing.name, decide).await?.after else {
            continue;
        };
        let Some(hash) = hash else { return Ok(user) };
        app.store().put_password(&user.name, &hash).await?;
        // Who logged in with the old password until it was gone is cut off behind it.
        return cut_off(app, &user.name).await;
    }
    Err(busy())
}

/// Signs a user out everywhere: every session, token and API key of his is dead.
///
/// # Errors
///
/// [`AdminError::NoSuch`].
pub async fn cut_off(app: &App, name: &str) -> Result<User, AdminError> {
    app.tell_apps_of(&read(app, name).await?).await?;
    let now = app.now();
    change(app, name, |user| user.cut_off(now)).await
}

/// Forgets the failed logins of a user, so that he may try again at once.
///
/// # Errors
///
/// [`AdminError::NoSuch`].
pub async fn unlock(app: &App, name: &str) -> Result<User, AdminError> {
    let user = read(app, name).await?;
    app.store().clear_attempts(&Counter::of_user(&user.name, app.now())).await?;
    Ok(user)
}

/// Gives a user a new API key in the place of the one that he has.
///
/// # Errors
///
/// [`AdminError::NoSuch`].
pub async fn make_api_key(app: &App, name: &str) -> Result<(User, Presented), AdminError> {
    let (user, drawn) = (read(app, name).await?, Presented::draw(app.random()));
    // A key that was made in the very millisecond of a cut would be dead.
    let now = user.valid_from.next_version(app.now());
    app.store().keep_api_key(&drawn.api_key, &drawn.of(&user, now)).await?;
    let named = change(app, name, |user| User { api_key: Some(drawn.api_key.clone()), ..user });
    let named = named.await?;
    sweep(app, &user).await?;
    Ok((named, drawn))
}

/// Takes a user's API key back.
///
/// # Errors
///
/// [`AdminError::NoSuch`].
pub async fn revoke_api_key(app: &App, name: &str) -> Result<User, AdminError> {
    let user = read(app, name).await?;
    let without = change(app, name, |user| User { api_key: None, ..user }).await?;
    sweep(app, &user).await?;
    Ok(without)
}

/// Deletes a user. All that he was given is dead by that one write.
///
/// # Errors
///
/// [`AdminError::NoSuch`], [`AdminError::Modified`]; [`AdminError::Forbidden`] for `actor` himself.
pub async fn remove(app: &App, actor: &User, name: &str, seen: Seen) -> Result<User, AdminError> {
    let name = login_id(name);
    if name == actor.name {
        return Err(AdminError::Forbidden(NOT_ONESELF));
    }
    let user = read(app, &name).await?;
    seen.check(user.modified)?;
    app.tell_apps_of(&user).await?;
    let is_seen = |user: &User| seen.check(user.modified).is_ok();
    match app.store().remove_user(&name, is_seen).await? {
        Removal::Removed(user) => {
            app.store().forget_password(&name).await?;
            sweep(app, &user).await?;
            Ok(user)
        }
        Removal::Kept(_) => Err(AdminError::Modified),
        Removal::Absent => Err(no_such(&name)),
    }
}

/// Reads a user.
///
/// # Errors
///
/// [`AdminError::NoSuch`].
pub async fn read(app: &App, name: &str) -> Result<User, AdminError> {
    let name = login_id(name);
    app.store().user(&name).await?.ok_or_else(|| no_such(&name))
}

async fn change(app: &App, name: &str, change: impl Fn(User) -> User) -> Result<User, AdminError> {
    let (name, now) = (login_id(name), app.now());
    let decide = |user: Option<&User>| {
        let existing = user?;
        Some(change(existing.clone()).saved_over(existing, false, now))
    };
    let changed = app.store().change_user(&name, decide).await?;
    changed.after.ok_or_else(|| no_such(&name))
}

/// Deletes the API key that a user had; it acts for nobody any more.
async fn sweep(app: &App, user: &User) -> Result<(), AdminError> {
    if let Some(name) = &user.api_key {
        app.store().forget_api_key(name).await?;
    }
    Ok(())
}

fn hash(app: &App, password: Option<Password>) -> Result<Option<Hash>, AdminError> {
    let hash = password.map(|Password(password)| Hash::of(&password, app.random()));
    Ok(hash.transpose().map_err(AppError::internal)?)
}

fn no_such(name: &str) -> AdminError {
    AdminError::NoSuch { doctype: DOCTYPE, name: name.to_owned() }
}
