//! The settings: OAuth Settings and OAuth Provider Settings, which are one, and the Social Login Key
//! that says who we are.

use serde_json::Value;
use shared::{
    App,
    admin::{AdminError, settings},
    doctype::{Document, settings::SettingsEntry},
    store::settings::ProviderSettings,
};

use super::{
    doctype::Doctype,
    documents,
    refusal::Refused,
    sent::{Fields, seen},
};
use crate::guard::Program;

/// Reads one.
pub(super) async fn read(app: &App, doctype: Doctype, name: &str) -> Result<Value, Refused> {
    if doctype.only() != Some(name) {
        let (doctype, name) = (doctype.as_str(), name.to_owned());
        return Err(AdminError::NoSuch { doctype, name }.into());
    }
    if doctype == Doctype::SocialLoginKey {
        let key = app.store().social_login_key().await?.unwrap_or_default();
        return Ok(documents::social_login_key(&key));
    }
    let settings = app.store().provider_settings().await?.unwrap_or_default();
    Ok(either(doctype, &settings))
}

/// Changes one; what was not sent stays as it is.
pub(super) async fn save(
    program: &Program,
    doctype: Doctype,
    name: &str,
    sent: &Fields,
) -> Result<Value, Refused> {
    let app = &program.app;
    let mut document = read(app, doctype, name).await?;
    if let Some(fields) = document.as_object_mut() {
        let own = sent.iter().filter(|(field, _)| !matches!(field.as_str(), "doctype" | "name"));
        fields.extend(own.map(|(field, value)| (field.clone(), value.clone())));
    }
    let entry = entry(doctype, &document)?;
    if doctype == Doctype::SocialLoginKey {
        let key = settings::set_base_url(app, seen(sent), entry.base_url).await?;
        program.trail().act("issuer changed").done();
        return Ok(documents::social_login_key(&key));
    }
    let skips = entry.skip_authorization.unwrap_or_default();
    let settings = settings::set_skip_authorization(app, seen(sent), skips).await?;
    program.trail().act("settings changed").done();
    Ok(either(doctype, &settings))
}

/// The one stored setting as either of its two documents.
fn either(doctype: Doctype, settings: &ProviderSettings) -> Value {
    if doctype == Doctype::OAuthSettings {
        return documents::oauth_settings(settings);
    }
    documents::provider_settings(settings)
}

fn entry(doctype: Doctype, document: &Value) -> Result<SettingsEntry, Refused> {
    let document = Document::new(1, document).map_err(AdminError::from)?;
    let mut entry = SettingsEntry::default();
    let is_key = doctype == Doctype::SocialLoginKey;
    let added = if is_key { entry.add_key(&document) } else { entry.add_consent(&document) };
    added.map_err(AdminError::from)?;
    Ok(entry)
}

/// There is one of each, always.
pub(super) fn neither_made_nor_removed() -> Refused {
    AdminError::Forbidden("There is one such document; it is neither made nor deleted.").into()
}
