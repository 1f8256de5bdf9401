//! The settings: the two documents that are one, and the key with the name that the server goes by.

use serde_json::{Value, json};
use url::Url;

use super::{
    document::{Document, DocumentError},
    oauth_settings::{self, OAUTH_SETTINGS, OAuthSettingsEntry, SKIP_AUTHORIZATION},
};
use crate::protocol::{consent::SkipAuthorization, oauth_settings::OAuthSettings};

/// The older of the two, which knows of consent alone.
pub const PROVIDER_SETTINGS: &str = "OAuth Provider Settings";
/// The document whose Base URL is the issuer.
pub const SOCIAL_LOGIN_KEY: &str = "Social Login Key";

/// Settings as fixtures, forms and programs have them; what they do not speak of stays as it is.
#[derive(Clone, Debug, Default)]
pub struct SettingsEntry {
    /// The issuer.
    pub base_url: Option<String>,
    /// What the older document says.
    provider: Option<SkipAuthorization>,
    /// What the newer ones say, in their order.
    oauth: Vec<OAuthSettingsEntry>,
}

impl SettingsEntry {
    /// Reads either of the two documents that are one stored setting.
    ///
    /// # Errors
    ///
    /// Names the field that is wrong.
    pub fn add_settings(&mut self, document: &Document<'_>) -> Result<(), DocumentError> {
        if document.doctype() == OAUTH_SETTINGS {
            self.oauth.push(oauth_settings::read(document)?);
        } else if document.has(SKIP_AUTHORIZATION) {
            self.provider = Some(match document.text(SKIP_AUTHORIZATION)? {
                None | Some("Force") => SkipAuthorization::Force,
                Some("Auto") => SkipAuthorization::Auto,
                Some(_) => {
                    let problem = "neither \"Force\" nor \"Auto\"";
                    return Err(document.fault(SKIP_AUTHORIZATION, problem));
                }
            });
        }
        Ok(())
    }

    /// Whether either of the two was there.
    pub fn speaks_of_settings(&self) -> bool {
        self.provider.is_some() || !self.oauth.is_empty()
    }

    /// The settings with what was said of them. Where the newer document says something, the older
    /// one is not heard.
    pub fn over(&self, existing: &OAuthSettings) -> OAuthSettings {
        let mut settings = existing.clone();
        settings.skip_authorization = self.provider.unwrap_or(settings.skip_authorization);
        self.oauth.iter().fold(settings, |settings, entry| entry.over(settings))
    }

    /// Reads the Social Login Key `frappe`, whose Base URL is the issuer.
    ///
    /// # Errors
    ///
    /// Names the field that is wrong.
    pub fn add_key(&mut self, document: &Document<'_>) -> Result<(), DocumentError> {
        let Some(text) = document.text("base_url")? else { return Ok(()) };
        let text = text.trim().trim_end_matches('/');
        let is_origin = Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https") && url.origin().ascii_serialization() == text
        });
        if !is_origin {
            return Err(document.fault("base_url", "not an origin such as https://id.example.com"));
        }
        self.base_url = Some(text.to_owned());
        Ok(())
    }
}

/// Writes whether people are asked again, as the older document has it.
pub fn write_provider_settings(skip_authorization: SkipAuthorization) -> Value {
    let word = match skip_authorization {
        SkipAuthorization::Force => "Force",
        SkipAuthorization::Auto => "Auto",
    };
    json!({"doctype": PROVIDER_SETTINGS, "name": PROVIDER_SETTINGS, SKIP_AUTHORIZATION: word})
}

/// Writes the Social Login Key `frappe`.
pub fn write_social_login_key(base_url: Option<&str>) -> Value {
    json!({"doctype": SOCIAL_LOGIN_KEY, "name": "frappe", "base_url": base_url})
}

/// Whether a Social Login Key is the one that names this server.
pub fn is_ours(document: &Document<'_>) -> bool {
    document.name().eq_ignore_ascii_case("frappe")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(values: &[Value]) -> Result<SettingsEntry, String> {
        let mut entry = SettingsEntry::default();
        for value in values {
            let document = Document::new(1, value).unwrap();
            let added = match document.doctype() {
                SOCIAL_LOGIN_KEY => entry.add_key(&document),
                _ => entry.add_settings(&document),
            };
            added.map_err(|error| error.to_string())?;
        }
        Ok(entry)
    }

    #[test]
    fn the_newer_document_wins_wherever_it_stands() {
        use SkipAuthorization::{Auto, Force};
        let old = json!({"doctype": PROVIDER_SETTINGS, "skip_authorization": "Auto"});
        let new = json!({"doctype": OAUTH_SETTINGS, "skip_authorization": 0});
        let settled = |values: &[Value]| {
            let entry = read(values).unwrap();
            let kept = entry.over(&OAuthSettings::default()).skip_authorization;
            entry.speaks_of_settings().then_some(kept)
        };
        assert_eq!(settled(std::slice::from_ref(&old)), Some(Auto));
        assert_eq!(settled(&[old.clone(), new.clone()]), Some(Force));
        assert_eq!(settled(&[new, old.clone()]), Some(Force));
        // It wins where it speaks.
        let silent = json!({"doctype": OAUTH_SETTINGS, "resource_name": "x"});
        assert_eq!(settled(&[old, silent]), Some(Auto));
        assert_eq!(settled(&[]), None);
        let wrong = json!({"doctype": PROVIDER_SETTINGS, "skip_authorization": "Never"});
        assert!(read(&[wrong]).unwrap_err().contains("neither \"Force\" nor \"Auto\""));
    }

    #[test]
    fn the_base_url_is_an_origin() {
        let key = |url: &str| {
            read(&[json!({"doctype": SOCIAL_LOGIN_KEY, "name": "frappe", "base_url": url})])
                .map(|entry| entry.base_url)
        };
        assert_eq!(key("https://id.example.com/"), Ok(Some("https://id.example.com".to_owned())));
        assert_eq!(key(""), Ok(None));
        assert!(key("https://id.example.com/erp").unwrap_err().contains("base_url: not an origin"));
    }
}
