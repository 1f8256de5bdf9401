//! The settings: whether people are asked for consent, and which name the server goes by.

use serde_json::{Value, json};
use url::Url;

use super::document::{Document, DocumentError};
use crate::protocol::consent::SkipAuthorization;

/// The newer document about consent.
pub const OAUTH_SETTINGS: &str = "OAuth Settings";
/// The older one.
pub const PROVIDER_SETTINGS: &str = "OAuth Provider Settings";
/// The document whose Base URL is the issuer.
pub const SOCIAL_LOGIN_KEY: &str = "Social Login Key";

/// Settings as fixtures have them; what they do not speak of stays as it is.
#[derive(Clone, Debug, Default)]
pub struct SettingsEntry {
    /// Whether people are asked again.
    pub skip_authorization: Option<SkipAuthorization>,
    /// The issuer.
    pub base_url: Option<String>,
    /// The newer OAuth Settings have spoken; the older document is not heard any more.
    is_settled: bool,
}

impl SettingsEntry {
    /// Reads either of the two documents about `skip_authorization`.
    ///
    /// # Errors
    ///
    /// Names the field that is wrong.
    pub fn add_consent(&mut self, document: &Document<'_>) -> Result<(), DocumentError> {
        let field = "skip_authorization";
        if document.doctype() == OAUTH_SETTINGS {
            let is_auto = document.check(field, false)?;
            self.skip_authorization =
                Some(if is_auto { SkipAuthorization::Auto } else { SkipAuthorization::Force });
            self.is_settled = true;
            return Ok(());
        }
        let skip_authorization = match document.text(field)? {
            None | Some("Force") => SkipAuthorization::Force,
            Some("Auto") => SkipAuthorization::Auto,
            Some(_) => return Err(document.fault(field, "neither \"Force\" nor \"Auto\"")),
        };
        if !self.is_settled {
            self.skip_authorization = Some(skip_authorization);
        }
        Ok(())
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
    json!({"doctype": PROVIDER_SETTINGS, "name": PROVIDER_SETTINGS, "skip_authorization": word})
}

/// The same as the newer document has it.
pub fn write_oauth_settings(skip_authorization: SkipAuthorization) -> Value {
    let is_auto = u8::from(skip_authorization == SkipAuthorization::Auto);
    json!({"doctype": OAUTH_SETTINGS, "name": OAUTH_SETTINGS, "skip_authorization": is_auto})
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
                _ => entry.add_consent(&document),
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
        let settled = |values: &[Value]| read(values).unwrap().skip_authorization;
        assert_eq!(settled(std::slice::from_ref(&old)), Some(Auto));
        assert_eq!(settled(&[old.clone(), new.clone()]), Some(Force));
        assert_eq!(settled(&[new, old]), Some(Force));
        assert_eq!(settled(&[]), None);
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
