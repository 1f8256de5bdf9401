//! What administrators do to the settings. A function hears of it within a minute.

use super::{AdminError, Seen};
use crate::{
    App,
    doctype::settings::SettingsEntry,
    protocol::oauth_settings::{OAuthSettings, draw_initial_access_token},
    secret::{Secret, SecretHash},
    store::settings::{ProviderSettings, SocialLoginKey},
};

/// Changes what was said of the OAuth Settings.
///
/// # Errors
///
/// [`AdminError::Modified`].
pub async fn change(
    app: &App,
    seen: Seen,
    entry: &SettingsEntry,
) -> Result<ProviderSettings, AdminError> {
    let now = app.now();
    let decide = |settings: Option<&ProviderSettings>| {
        let settings = settings.cloned().unwrap_or_default();
        let is_seen = seen.check(settings.modified).is_ok();
        is_seen.then(|| settings.changed(entry.over(&settings.oauth), now))
    };
    let change = app.store().change_provider_settings(decide).await?;
    change.after.ok_or(AdminError::Modified)
}

/// Makes an initial access token, by which clients register themselves where not everybody may. The
/// one that was there is worth nothing any more; this one is not seen again.
///
/// # Errors
///
/// [`AdminError::Modified`].
pub async fn make_initial_access_token(
    app: &App,
    seen: Seen,
) -> Result<(ProviderSettings, Secret), AdminError> {
    let (now, token) = (app.now(), draw_initial_access_token(app.random()));
    let hash = Some(SecretHash::of(token.expose()));
    let decide = |settings: Option<&ProviderSettings>| {
        let settings = settings.cloned().unwrap_or_default();
        let is_seen = seen.check(settings.modified).is_ok();
        let oauth = OAuthSettings { initial_access_token_hash: hash, ..settings.oauth.clone() };
        is_seen.then(|| settings.changed(oauth, now))
    };
    let change = app.store().change_provider_settings(decide).await?;
    Ok((change.after.ok_or(AdminError::Modified)?, token))
}

/// Says which name the server goes by: its Base URL, which is the issuer. `None` means the one that
/// it was deployed with.
///
/// # Errors
///
/// [`AdminError::Modified`].
pub async fn set_base_url(
    app: &App,
    seen: Seen,
    base_url: Option<String>,
) -> Result<SocialLoginKey, AdminError> {
    let now = app.now();
    let decide = |key: Option<&SocialLoginKey>| {
        let key = key.cloned().unwrap_or_default();
        seen.check(key.modified).is_ok().then(|| key.changed(base_url.clone(), now))
    };
    let change = app.store().change_social_login_key(decide).await?;
    change.after.ok_or(AdminError::Modified)
}
