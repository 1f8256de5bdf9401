//! What administrators do to the settings. A function hears of it within a minute.

use super::{AdminError, Seen};
use crate::{
    App,
    protocol::consent::SkipAuthorization,
    store::settings::{ProviderSettings, SocialLoginKey},
};

/// Says whether people are asked again what they have allowed before.
///
/// # Errors
///
/// [`AdminError::Modified`].
pub async fn set_skip_authorization(
    app: &App,
    seen: Seen,
    skip_authorization: SkipAuthorization,
) -> Result<ProviderSettings, AdminError> {
    let now = app.now();
    let decide = |settings: Option<&ProviderSettings>| {
        let settings = settings.cloned().unwrap_or_default();
        let is_seen = seen.check(settings.modified).is_ok();
        is_seen.then(|| settings.changed(skip_authorization, now))
    };
    let change = app.store().change_provider_settings(decide).await?;
    change.after.ok_or(AdminError::Modified)
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
