//! Writes a checked plan, keeping what the documents do not speak of.

use std::collections::BTreeMap;

use shared::{
    App,
    app::AppError,
    protocol::{
        client::{Client, StoredSecret},
        password::{Hash, Verdict},
        user::{User, new_subject},
    },
    secret::Secret,
    store::settings::{ProviderSettings, SocialLoginKey},
};

use super::{
    ImportError, Report,
    client::ClientEntry,
    plan::Plan,
    settings::SettingsEntry,
    user::{Password, UserEntry},
};

/// Where a plan is written, or only tried.
#[derive(Clone, Copy)]
struct Target<'a> {
    app: &'a App,
    is_rehearsal: bool,
}

/// Writes what a plan asks for.
///
/// # Errors
///
/// [`ImportError::NoSuchUser`] before anything is written; the store's later. Importing again
/// then does the rest.
pub async fn commit(app: &App, plan: Plan) -> Result<Report, ImportError> {
    write(Target { app, is_rehearsal: false }, plan).await
}

/// Says what [`commit`] would do, and writes nothing.
///
/// # Errors
///
/// Those of [`commit`].
pub async fn rehearse(app: &App, plan: Plan) -> Result<Report, ImportError> {
    write(Target { app, is_rehearsal: true }, plan).await
}

async fn write(target: Target<'_>, plan: Plan) -> Result<Report, ImportError> {
    let Target { app, is_rehearsal } = target;
    let mut report = Report { others: plan.others, ..Report::default() };
    let (mut users, mut hashes) = (plan.users, BTreeMap::from_iter(plan.hashes));
    for entry in &mut users {
        let hash = hashes.remove(&entry.user.name).map(Password::Hashed);
        entry.password = entry.password.take().or(hash);
    }
    for name in hashes.keys() {
        if app.store().user(name).await?.is_none() {
            return Err(ImportError::NoSuchUser(name.clone()));
        }
    }

    write_settings(target, plan.settings, &mut report).await?;
    for entry in users {
        report.users.add(write_user(target, entry).await?);
    }
    for (name, hash) in hashes {
        let hash = changed_hash(app, &name, Password::Hashed(hash)).await?;
        if let Some(hash) = hash.as_ref().filter(|_| !is_rehearsal) {
            app.store().put_password(&name, hash).await?;
        }
        report.users.add(hash.is_some());
    }
    for entry in plan.clients {
        report.clients.add(write_client(target, entry).await?);
    }
    Ok(report)
}

async fn write_settings(
    target: Target<'_>,
    settings: SettingsEntry,
    report: &mut Report,
) -> Result<(), ImportError> {
    let Target { app, is_rehearsal } = target;
    if settings.base_url.is_some() {
        let key = SocialLoginKey { base_url: settings.base_url };
        let is_changed = app.store().social_login_key().await?.as_ref() != Some(&key);
        if is_changed && !is_rehearsal {
            app.store().put_social_login_key(&key).await?;
        }
        report.settings.add(is_changed);
    }
    if let Some(skip_authorization) = settings.skip_authorization {
        let settings = ProviderSettings { skip_authorization };
        // Asking at every authorization is what we do where nothing is said.
        let existing = app.store().provider_settings().await?.unwrap_or_default();
        let is_changed = existing != settings;
        if is_changed && !is_rehearsal {
            app.store().put_provider_settings(&settings).await?;
        }
        report.settings.add(is_changed);
    }
    Ok(())
}

async fn write_user(target: Target<'_>, entry: UserEntry) -> Result<bool, ImportError> {
    let UserEntry { user, password } = entry;
    let app = target.app;
    // A hash is no proof of another password: ours differs from the imported one as soon as a
    // login has renewed it.
    let is_plain = matches!(password, Some(Password::Plain(_)));
    let hash = match password {
        Some(password) => changed_hash(app, &user.name, password).await?,
        None => None,
    };
    let (now, subject) = (app.now(), new_subject(app.random()));
    let decide = |existing: Option<&User>| {
        let mut user = user.clone();
        if let Some(existing) = existing {
            user = user.saved_over(existing, is_plain && hash.is_some(), now);
        }
        // Everybody, the Administrator too, whom Frappe gives none: a site that logs somebody in
        // asks for a subject, and stores what it gets.
        if user.sub.is_empty() {
            user.sub.clone_from(&subject);
        }
        (existing != Some(&user)).then_some(user)
    };
    if target.is_rehearsal {
        let existing = app.store().user(&user.name).await?;
        return Ok(decide(existing.as_ref()).is_some() || hash.is_some());
    }
    let change = app.store().change_user(&user.name, decide).await?;
    if let Some(hash) = &hash {
        app.store().put_password(&user.name, hash).await?;
    }
    Ok(change.after.is_some() || hash.is_some())
}

/// The hash to be kept, unless the store's is of this password or this very hash.
async fn changed_hash(
    app: &App,
    name: &str,
    password: Password,
) -> Result<Option<Hash>, ImportError> {
    let existing = app.store().password(name).await?;
    match password {
        Password::Plain(password) => {
            let is_same = existing
                .is_some_and(|hash| matches!(hash.verify(&password), Ok(Verdict::Right { .. })));
            let hash = || Hash::of(&password, app.random());
            let hash = if is_same { None } else { Some(hash()) };
            hash.transpose().map_err(|_| ImportError::Password(name.to_owned()))
        }
        Password::Hashed(hash) => {
            let text = |hash: &Hash| serde_json::to_string(hash).unwrap_or_default();
            let is_same = existing.is_some_and(|existing| text(&existing) == text(&hash));
            Ok((!is_same).then_some(hash))
        }
    }
}

async fn write_client(target: Target<'_>, entry: ClientEntry) -> Result<bool, ImportError> {
    let ClientEntry { mut client, secret } = entry;
    let app = target.app;
    let existing = app.store().client(&client.client_id).await?;
    if let Some(secret) = secret {
        let stored = match &existing {
            Some(existing) => kept_secret(app, existing, &secret).await,
            None => Ok(None),
        };
        let stored = match stored {
            Ok(None) if target.is_rehearsal => return Ok(true),
            Ok(None) => app.seal_client_secret(&client.client_id, &secret).await,
            Ok(Some(kept)) => Ok(kept),
            Err(error) => Err(error),
        };
        let failed = |error| ImportError::Sealing(client.client_id.clone(), error);
        client.client_secret = stored.map_err(failed)?;
    }
    let decide = |existing: Option<&Client>| {
        let mut client = client.clone();
        if let Some(existing) = existing {
            client.lifetimes = existing.lifetimes;
            client.valid_from = existing.valid_from;
        }
        (existing != Some(&client)).then_some(client)
    };
    if target.is_rehearsal {
        return Ok(decide(existing.as_ref()).is_some());
    }
    let change = app.store().change_client(&client.client_id, decide).await?;
    Ok(change.after.is_some())
}

/// The sealed text that the store has, where it is of this very secret.
async fn kept_secret(
    app: &App,
    existing: &Client,
    secret: &Secret,
) -> Result<Option<StoredSecret>, AppError> {
    let kept = app.open_client_secret(existing).await?;
    let is_same = kept.is_some_and(|kept| kept.equals(secret));
    Ok(is_same.then(|| existing.client_secret.clone()))
}

#[cfg(test)]
#[path = "commit_tests.rs"]
mod tests;
