//! Writes one document, keeping what it does not speak of.

use std::sync::Arc;

use shared::{
    App,
    doctype::{
        oauth_client::ClientEntry,
        settings::SettingsEntry,
        user::{Password, UserEntry},
    },
    protocol::{
        client::Client,
        client_authentication::Unsealed,
        password::{Hash, Verdict},
        user::{User, new_subject},
    },
    secret::Secret,
    store::{
        bulk::SeenUsers,
        change::Change,
        settings::{ProviderSettings, SocialLoginKey},
    },
};

use super::{
    ImportError, Report,
    commit::Done,
    plan::{Entry, Plan},
    report::Outcome,
};

/// Where a plan is written, or only tried.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) app: App,
    pub(super) is_rehearsal: bool,
}

/// Writes users, hashes and clients, at most as many as fit into a batch, of which no two are of one
/// name.
pub(super) async fn entries(
    target: Target,
    plan: Arc<Plan>,
    entries: Vec<Entry>,
) -> Result<Vec<Done>, ImportError> {
    let names: Vec<String> = entries.iter().filter_map(Entry::user_of).map(str::to_owned).collect();
    let seen = target.app.store().users_of(&names).await?;
    let (mut done, mut hashes) = (Vec::new(), Vec::new());
    for entry in entries {
        match entry {
            Entry::User(entry) => done.push(Done::User(user(&target, &seen, *entry).await?)),
            // The password in the clear is the newer one.
            Entry::Hash(name, _) if plan.has_password(&name) => {
                done.push(Done::Hash(Outcome::Left));
            }
            Entry::Hash(name, hash) => hashes.push((name, hash)),
            Entry::Client(entry) => done.push(Done::Client(client(&target, *entry).await?)),
        }
    }
    done.extend(write_hashes(&target, hashes).await?.into_iter().map(Done::Hash));
    Ok(done)
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
    let now = app.now();
    if settings.base_url.is_some() {
        let decide = |key: Option<&SocialLoginKey>| {
            let is_new = key.is_none_or(|key| key.base_url != settings.base_url);
            is_new.then(|| key.cloned().unwrap_or_default().changed(settings.base_url.clone(), now))
        };
        let change = if is_rehearsal {
            let before = app.store().social_login_key().await?;
            Change { after: decide(before.as_ref()), before }
        } else {
            app.store().change_social_login_key(decide).await?
        };
        report.settings.add(outcome(change.before.as_ref(), change.after.is_some()));
    }
    if settings.speaks_of_settings() {
        let decide = |existing: Option<&ProviderSettings>| {
            // The defaults are what holds where nothing was said.
            let existing = existing.cloned().unwrap_or_default();
            let next = settings.over(&existing.oauth);
            (next != existing.oauth).then(|| existing.changed(next, now))
        };
        let change = if is_rehearsal {
            let before = app.store().provider_settings().await?;
            Change { after: decide(before.as_ref()), before }
        } else {
            app.store().change_provider_settings(decide).await?
        };
        report.settings.add(outcome(change.before.as_ref(), change.after.is_some()));
    }
    Ok(())
}

async fn user(target: &Target, seen: &SeenUsers, entry: UserEntry) -> Result<Outcome, ImportError> {
    let UserEntry { user, password } = entry;
    let app = &target.app;
    let hash = match password {
        Some(Password(password)) => changed_hash(app, &user.name, &password).await?,
        None => None,
    };
    let (now, subject) = (app.now(), new_subject(app.random()));
    let decide = |existing: Option<&User>| {
        let mut user = user.clone();
        // Everybody, the Administrator too, whom Frappe gives none: a site that logs somebody in
        // asks for a subject, and stores what it gets.
        if user.sub.is_empty() {
            user.sub.clone_from(existing.map_or(&subject, |existing| &existing.sub));
        }
        let Some(existing) = existing else { return Some(user.made(now)) };
        user.api_key.clone_from(&existing.api_key);
        let user = user.saved_over(existing, hash.is_some(), now);
        (*existing != user).then_some(user)
    };
    if target.is_rehearsal {
        let existing = seen.user(&user.name)?;
        let is_changed = decide(existing.as_ref()).is_some() || hash.is_some();
        return Ok(outcome(existing.as_ref(), is_changed));
    }
    // Before it: what is dead then is not found any more.
    if let Some(existing) = seen.user(&user.name)?
        && decide(Some(&existing)).is_some_and(|next| next.valid_from > existing.valid_from)
    {
        app.tell_apps_of(&existing).await?;
    }
    let change = app.store().change_seen_user(&user.name, seen, decide).await?;
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
async fn write_hashes(
    target: &Target,
    mut hashes: Vec<(String, Hash)>,
) -> Result<Vec<Outcome>, ImportError> {
    let store = target.app.store();
    let names: Vec<String> = hashes.iter().map(|(name, _)| name.clone()).collect();
    let existing = store.passwords_of(&names).await?;
    let is_changed = |(name, hash): &(String, Hash)| {
        existing.get(name).is_none_or(|existing| !existing.is(hash))
    };
    let outcomes =
        hashes.iter().map(|pair| outcome(existing.get(&pair.0), is_changed(pair))).collect();
    if !target.is_rehearsal {
        hashes.retain(is_changed);
        store.put_passwords(&hashes).await?;
    }
    Ok(outcomes)
}

async fn client(target: &Target, entry: ClientEntry) -> Result<Outcome, ImportError> {
    let ClientEntry { mut client, secrets, lifetimes } = entry;
    let app = &target.app;
    let existing = app.store().client(&client.client_id).await?;
    let failed = |error| ImportError::Sealing(client.client_id.clone(), error);
    let kept = match &existing {
        Some(existing) => app.open_client_secrets(existing).await.map_err(failed)?,
        None => Unsealed::default(),
    };
    let before = existing.clone().unwrap_or_default();
    let mut is_new = false;
    for (secret, kept, stored, before) in [
        (secrets.current, kept.current, &mut client.client_secret, &before.client_secret),
        (secrets.next, kept.next, &mut client.next_client_secret, &before.next_client_secret),
    ] {
        let Some(secret) = secret else { continue };
        // The sealed text that the store has, where it is of this very secret.
        if kept.is_some_and(|kept| kept.equals(&secret)) {
            stored.clone_from(before);
        } else if target.is_rehearsal {
            is_new = true;
        } else {
            let sealed = app.seal_client_secret(&client.client_id, &secret).await;
            let failed = |error| ImportError::Sealing(client.client_id.clone(), error);
            *stored = sealed.map_err(failed)?;
        }
    }
    if is_new {
        return Ok(outcome(existing.as_ref(), true));
    }
    let now = app.now();
    let decide = |existing: Option<&Client>| {
        let mut client = client.clone();
        let Some(existing) = existing else { return Some(client.made(now)) };
        client.lifetimes = lifetimes.over(existing.lifetimes);
        let client = client.saved_over(existing, now);
        (*existing != client).then_some(client)
    };
    if target.is_rehearsal {
        return Ok(outcome(existing.as_ref(), decide(existing.as_ref()).is_some()));
    }
    let change = app.store().change_client(&client.client_id, decide).await?;
    Ok(outcome(change.before.as_ref(), change.after.is_some()))
}
