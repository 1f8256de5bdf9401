//! Writes one document, keeping what it does not speak of.

use std::sync::Arc;

use shared::{
    App,
    app::AppError,
    protocol::{
        client::{Client, StoredSecret},
        password::{Hash, Verdict},
        user::{User, new_subject},
    },
    secret::Secret,
    store::{
        change::Change,
        settings::{ProviderSettings, SocialLoginKey},
    },
};

use super::{
    ImportError, Report,
    client::ClientEntry,
    commit::Done,
    plan::{Entry, Plan},
    report::Outcome,
    settings::SettingsEntry,
    user::{Password, UserEntry},
};

/// Where a plan is written, or only tried.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) app: App,
    pub(super) is_rehearsal: bool,
}

/// Writes a user, a hash or a client.
pub(super) async fn entry(
    target: Target,
    plan: Arc<Plan>,
    entry: Entry,
) -> Result<Option<Done>, ImportError> {
    Ok(Some(match entry {
        Entry::User(entry) => Done::User(user(&target, *entry).await?),
        // The password in the clear is the newer one.
        Entry::Hash(name, _) if plan.has_password(&name) => Done::Hash(Outcome::Left),
        Entry::Hash(name, hash) => Done::Hash(write_hash(&target, &name, hash).await?),
        Entry::Client(entry) => Done::Client(client(&target, *entry).await?),
    }))
}

fn outcome<T>(before: Option<&T>, is_changed: bool) -> Outcome {
    match (before, is_changed) {
        (None, true) => Outcome::Created,
        (Some(_), true) => Outcome::Changed,
        (_, false) => Outcome::Left,
    }
}

/// Writes the settings.
pub(super) async fn settings(
    target: &Target,
    settings: SettingsEntry,
    report: &mut Report,
) -> Result<(), ImportError> {
    let (app, is_rehearsal) = (&target.app, target.is_rehearsal);
    if settings.base_url.is_some() {
        let key = SocialLoginKey { base_url: settings.base_url };
        let existing = app.store().social_login_key().await?;
        let is_changed = existing.as_ref() != Some(&key);
        if is_changed && !is_rehearsal {
            app.store().put_social_login_key(&key).await?;
        }
        report.settings.add(outcome(existing.as_ref(), is_changed));
    }
    if let Some(skip_authorization) = settings.skip_authorization {
        let settings = ProviderSettings { skip_authorization };
        // Asking at every authorization is what we do where nothing is said.
        let existing = app.store().provider_settings().await?;
        let is_changed = existing.clone().unwrap_or_default() != settings;
        if is_changed && !is_rehearsal {
            app.store().put_provider_settings(&settings).await?;
        }
        report.settings.add(outcome(existing.as_ref(), is_changed));
    }
    Ok(())
}

async fn user(target: &Target, entry: UserEntry) -> Result<Outcome, ImportError> {
    let UserEntry { user, password } = entry;
    let app = &target.app;
    let hash = match password {
        Some(Password(password)) => changed_hash(app, &user.name, &password).await?,
        None => None,
    };
    let (now, subject) = (app.now(), new_subject(app.random()));
    let decide = |existing: Option<&User>| {
        let mut user = user.clone();
        if let Some(existing) = existing {
            user = user.saved_over(existing, hash.is_some(), now);
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
        let is_changed = decide(existing.as_ref()).is_some() || hash.is_some();
        return Ok(outcome(existing.as_ref(), is_changed));
    }
    let change = app.store().change_user(&user.name, decide).await?;
    if let Some(hash) = &hash {
        app.store().put_password(&user.name, hash).await?;
    }
    let Change { before, after } = change;
    Ok(outcome(before.as_ref(), after.is_some() || hash.is_some()))
}

/// The hash to be kept of a password, unless the store's is of it.
async fn changed_hash(
    app: &App,
    name: &str,
    password: &Secret,
) -> Result<Option<Hash>, ImportError> {
    let existing = app.store().password(name).await?;
    let is_same =
        existing.is_some_and(|hash| matches!(hash.verify(password), Ok(Verdict::Right { .. })));
    let hash = if is_same { None } else { Some(Hash::of(password, app.random())) };
    hash.transpose().map_err(|_| ImportError::Password(name.to_owned()))
}

/// A hash is no proof of another password: ours differs from the imported one as soon as a login
/// has renewed it. So nobody is cut off for it.
async fn write_hash(target: &Target, name: &str, hash: Hash) -> Result<Outcome, ImportError> {
    let store = target.app.store();
    let existing = store.password(name).await?;
    let is_changed = existing.as_ref().is_none_or(|existing| !existing.is(&hash));
    if is_changed && !target.is_rehearsal {
        store.put_password(name, &hash).await?;
    }
    Ok(outcome(existing.as_ref(), is_changed))
}

async fn client(target: &Target, entry: ClientEntry) -> Result<Outcome, ImportError> {
    let ClientEntry { mut client, secret } = entry;
    let app = &target.app;
    let existing = app.store().client(&client.client_id).await?;
    if let Some(secret) = secret {
        let stored = match &existing {
            Some(existing) => kept_secret(app, existing, &secret).await,
            None => Ok(None),
        };
        let stored = match stored {
            Ok(None) if target.is_rehearsal => return Ok(outcome(existing.as_ref(), true)),
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
        return Ok(outcome(existing.as_ref(), decide(existing.as_ref()).is_some()));
    }
    let change = app.store().change_client(&client.client_id, decide).await?;
    Ok(outcome(change.before.as_ref(), change.after.is_some()))
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
