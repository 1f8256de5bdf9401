//! The settings: whether people are asked for consent, and which name the server goes by.

use url::Url;

use super::document::{Document, DocumentError};

pub(super) const OAUTH_SETTINGS: &str = "OAuth Settings";
pub(super) const PROVIDER_SETTINGS: &str = "OAuth Provider Settings";
pub(super) const SOCIAL_LOGIN_KEY: &str = "Social Login Key";

/// Settings as fixtures have them; what they do not speak of stays as it is.
#[derive(Clone, Debug, Default)]
pub(super) struct SettingsEntry {
    /// `Auto`: do not ask again who has agreed before.
    pub(super) is_auto: Option<bool>,
    /// The issuer.
    pub(super) base_url: Option<String>,
    /// The newer OAuth Settings have spoken; the older document is not heard any more.
    is_settled: bool,
}

impl SettingsEntry {
    /// Reads either of the two documents about `skip_authorization`.
    pub(super) fn add_consent(&mut self, document: &Document<'_>) -> Result<(), DocumentError> {
        let field = "skip_authorization";
        if document.doctype() == OAUTH_SETTINGS {
            self.is_auto = Some(document.check(field, false)?);
            self.is_settled = true;
            return Ok(());
        }
        let is_auto = match document.text(field)? {
            None | Some("Force") => false,
            Some("Auto") => true,
            Some(_) => return Err(document.fault(field, "neither \"Force\" nor \"Auto\"")),
        };
        if !self.is_settled {
            self.is_auto = Some(is_auto);
        }
        Ok(())
    }

    /// Reads the Social Login Key `frappe`, whose Base URL is the issuer.
    pub(super) fn add_key(&mut self, document: &Document<'_>) -> Result<(), DocumentError> {
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

/// Whether a Social Login Key is the one that names this server.
pub(super) fn is_ours(document: &Document<'_>) -> bool {
    document.name().eq_ignore_ascii_case("frappe")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

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
        let old = json!({"doctype": PROVIDER_SETTINGS, "skip_authorization": "Auto"});
        let new = json!({"doctype": OAUTH_SETTINGS, "skip_authorization": 0});
        assert_eq!(read(std::slice::from_ref(&old)).unwrap().is_auto, Some(true));
        assert_eq!(read(&[old.clone(), new.clone()]).unwrap().is_auto, Some(false));
        assert_eq!(read(&[new, old]).unwrap().is_auto, Some(false));
        assert_eq!(read(&[]).unwrap().is_auto, None);
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
