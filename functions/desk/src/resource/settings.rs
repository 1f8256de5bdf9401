//! The settings: OAuth Settings and OAuth Provider Settings, which are one, and the Social Login Key
//! that says who we are.

use serde_json::{Value, json};
use shared::{
    App,
    admin::{AdminError, settings},
    doctype::{Document, oauth_settings::INITIAL_ACCESS_TOKEN_HASH, settings::SettingsEntry},
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
    let (app, seen) = (&program.app, seen(sent));
    // That there is one of this name.
    let document = read(app, doctype, name).await?;
    if doctype == Doctype::SocialLoginKey {
        let entry = entry(doctype, document, sent)?;
        let key = settings::set_base_url(app, seen, entry.base_url).await?;
        program.trail().act("issuer changed").done();
        return Ok(documents::social_login_key(&key));
    }
    let head = json!({"doctype": doctype.as_str(), "name": name});
    let settings = settings::change(app, seen, &entry(doctype, head, sent)?).await?;
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

/// What was sent, over this document. Nobody chooses an initial access token: it is drawn here.
fn entry(doctype: Doctype, mut document: Value, sent: &Fields) -> Result<SettingsEntry, Refused> {
    const FIXED: [&str; 3] = ["doctype", "name", INITIAL_ACCESS_TOKEN_HASH];
    if let Some(fields) = document.as_object_mut() {
        let own = sent.iter().filter(|(field, _)| !FIXED.contains(&field.as_str()));
        fields.extend(own.map(|(field, value)| (field.clone(), value.clone())));
    }
    let document = Document::new(1, &document).map_err(AdminError::from)?;
    let mut entry = SettingsEntry::default();
    let is_key = doctype == Doctype::SocialLoginKey;
    let added = if is_key { entry.add_key(&document) } else { entry.add_settings(&document) };
    added.map_err(AdminError::from)?;
    Ok(entry)
}

/// There is one of each, always.
pub(super) fn neither_made_nor_removed() -> Refused {
    AdminError::Forbidden("There is one such document; it is neither made nor deleted.").into()
}
