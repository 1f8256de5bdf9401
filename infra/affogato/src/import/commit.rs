//! Writes a checked plan, keeping what the documents do not speak of.

use std::collections::BTreeMap;

use shared::{
    App,
    app::AppError,
    protocol::{
        client::{Client, StoredSecret},
        password::{Hash, Verdict},
    },
    secret::{Random, Secret, hex},
    store::settings::{ProviderSettings, SocialLoginKey},
};

use super::{
    ImportError, Report,
    client::ClientEntry,
    plan::Plan,
    settings::SettingsEntry,
    user::{Password, UserEntry},
};

/// The length of a subject that Frappe makes.
const SUBJECT: usize = 39;

/// Writes what a plan asks for.
///
/// # Errors
///
/// [`ImportError::NoSuchUser`] before anything is written; the store's later. Importing again
/// then does the rest.
pub async fn commit(app: &App, plan: Plan) -> Result<Report, ImportError> {
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

    write_settings(app, plan.settings, &mut report).await?;
    for entry in users {
        report.users.add(write_user(app, entry).await?);
    }
    for (name, hash) in hashes {
        let hash = changed_hash(app, &name, Password::Hashed(hash)).await?;
        if let Some(hash) = &hash {
            app.store().put_password(&name, hash).await?;
        }
        report.users.add(hash.is_some());
    }
    for entry in plan.clients {
        report.clients.add(write_client(app, entry).await?);
    }
    Ok(report)
}

async fn write_settings(
    app: &App,
    settings: SettingsEntry,
    report: &mut Report,
) -> Result<(), ImportError> {
    if settings.base_url.is_some() {
        let key = SocialLoginKey { base_url: settings.base_url };
        let is_changed = app.store().social_login_key().await?.as_ref() != Some(&key);
        if is_changed {
            app.store().put_social_login_key(&key).await?;
        }
        report.settings.add(is_changed);
    }
    if let Some(skip_authorization) = settings.skip_authorization {
        let settings = ProviderSettings { skip_authorization };
        // Asking at every authorization is what we do where nothing is said.
        let existing = app.store().provider_settings().await?.unwrap_or_default();
        let is_changed = existing != settings;
        if is_changed {
            app.store().put_provider_settings(&settings).await?;
        }
        report.settings.add(is_changed);
    }
    Ok(())
}

async fn write_user(app: &App, entry: UserEntry) -> Result<bool, ImportError> {
    let UserEntry { mut user, password } = entry;
    let existing = app.store().user(&user.name).await?;
    let is_plain = matches!(password, Some(Password::Plain(_)));
    let hash = match password {
        Some(password) => changed_hash(app, &user.name, password).await?,
        None => None,
    };
    if let Some(existing) = &existing {
        user.valid_from = existing.valid_from;
        if user.sub.is_empty() {
            user.sub.clone_from(&existing.sub);
        }
        // Who is disabled, or gets another password, is cut off from what was made before, and
        // enabling him again does not bring it back. A hash is no proof of another password: ours
        // differs from the imported one as soon as a login has renewed it.
        if (existing.enabled && !user.enabled) || (is_plain && hash.is_some()) {
            user.valid_from = app.now();
        }
    }
    // Everybody, the Administrator too, whom Frappe gives none: a site that logs somebody in asks
    // for a subject, and stores what it gets.
    if user.sub.is_empty() {
        user.sub = new_subject(app.random());
    }
    let is_changed = existing.as_ref() != Some(&user);
    if is_changed {
        app.store().put_user(&user).await?;
    }
    if let Some(hash) = &hash {
        app.store().put_password(&user.name, hash).await?;
    }
    Ok(is_changed || hash.is_some())
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

async fn write_client(app: &App, entry: ClientEntry) -> Result<bool, ImportError> {
    let ClientEntry { mut client, secret } = entry;
    let existing = app.store().client(&client.client_id).await?;
    if let Some(existing) = &existing {
        client.lifetimes = existing.lifetimes;
        client.valid_from = existing.valid_from;
    }
    if let Some(secret) = secret {
        let sealed = seal(app, &client.client_id, &secret, existing.as_ref()).await;
        let failed = |error| ImportError::Sealing(client.client_id.clone(), error);
        client.client_secret = sealed.map_err(failed)?;
    }
    let is_changed = existing.as_ref() != Some(&client);
    if is_changed {
        app.store().put_client(&client).await?;
    }
    Ok(is_changed)
}

/// The secret for the store; the same sealed text as before where it is the same secret.
async fn seal(
    app: &App,
    client_id: &str,
    secret: &Secret,
    existing: Option<&Client>,
) -> Result<StoredSecret, AppError> {
    if let Some(existing) = existing
        && let Some(kept) = app.open_client_secret(existing).await?
        && kept.equals(secret)
    {
        return Ok(existing.client_secret.clone());
    }
    app.seal_client_secret(client_id, secret).await
}

/// A subject as Frappe makes them: 39 hexadecimal digits.
fn new_subject(random: Random) -> String {
    let mut subject = hex(&random.bytes::<20>());
    subject.truncate(SUBJECT);
    subject
}

#[cfg(test)]
#[path = "commit_tests.rs"]
mod tests;
