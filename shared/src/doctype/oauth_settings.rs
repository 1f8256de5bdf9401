//! The OAuth Settings as Frappe's document of that name, with our own fields at its end.

use serde_json::{Value, json};

use super::{
    document::{Document, DocumentError},
    fields::{Fields, put, put_check},
};
use crate::{
    protocol::{
        client::words,
        consent::SkipAuthorization,
        oauth_settings::{
            OAuthSettings, RegistrationAccess, read_origin, read_page, read_resource,
        },
        scope::Scope,
    },
    secret::SecretHash,
};

/// The doctype, and the name of its only document.
pub const OAUTH_SETTINGS: &str = "OAuth Settings";
/// What an export has of the initial access token; nobody chooses one from outside.
pub const INITIAL_ACCESS_TOKEN_HASH: &str = "initial_access_token_hash";
/// Whether people are asked again, which the older document has too.
pub(super) const SKIP_AUTHORIZATION: &str = "skip_authorization";

/// What a document says of the settings; what it does not speak of stays as it is.
#[derive(Clone, Debug)]
pub(super) struct OAuthSettingsEntry {
    skip_authorization: Option<SkipAuthorization>,
    show_auth_server_metadata: Option<bool>,
    enable_dynamic_client_registration: Option<bool>,
    allowed_public_client_origins: Option<Vec<String>>,
    show_protected_resource_metadata: Option<bool>,
    show_social_login_key_as_authorization_server: Option<bool>,
    resource_name: Option<String>,
    resource_documentation: Option<String>,
    resource_policy_uri: Option<String>,
    resource_tos_uri: Option<String>,
    scopes_supported: Option<Vec<String>>,
    registration_access: Option<RegistrationAccess>,
    initial_access_token_hash: Option<SecretHash>,
    allow_client_id_metadata_documents: Option<bool>,
    supported_resources: Option<Vec<String>>,
}

type Read<T> = Result<Option<T>, DocumentError>;

/// Reads what a document says.
pub(super) fn read(document: &Document<'_>) -> Result<OAuthSettingsEntry, DocumentError> {
    let mark = |field| said(document, field, |field| document.check(field, false));
    let page = |field| said(document, field, |field| page(document, field));
    let skips = mark(SKIP_AUTHORIZATION)?;
    let skip = |is_auto| if is_auto { SkipAuthorization::Auto } else { SkipAuthorization::Force };
    Ok(OAuthSettingsEntry {
        skip_authorization: skips.map(skip),
        show_auth_server_metadata: mark("show_auth_server_metadata")?,
        enable_dynamic_client_registration: mark("enable_dynamic_client_registration")?,
        allowed_public_client_origins: said(document, "allowed_public_client_origins", |field| {
            list(document, field, read_origin, "no origin such as https://app.example.com")
        })?,
        show_protected_resource_metadata: mark("show_protected_resource_metadata")?,
        show_social_login_key_as_authorization_server: mark(
            "show_social_login_key_as_authorization_server",
        )?,
        resource_name: said(document, "resource_name", |field| {
            Ok(document.short(field)?.unwrap_or_default().to_owned())
        })?,
        resource_documentation: page("resource_documentation")?,
        resource_policy_uri: page("resource_policy_uri")?,
        resource_tos_uri: page("resource_tos_uri")?,
        scopes_supported: said(document, "scopes_supported", |field| {
            list(document, field, scope, "no scope: letters, digits and signs")
        })?,
        registration_access: said(document, "registration_access", |field| {
            access(document, field)
        })?,
        initial_access_token_hash: hash(document)?,
        allow_client_id_metadata_documents: mark("allow_client_id_metadata_documents")?,
        supported_resources: said(document, "supported_resources", |field| {
            list(document, field, read_resource, "no absolute URI without a fragment")
        })?,
    })
}

impl OAuthSettingsEntry {
    /// The settings with what was said of them.
    pub(super) fn over(&self, existing: OAuthSettings) -> OAuthSettings {
        let said = self.clone();
        OAuthSettings {
            skip_authorization: said.skip_authorization.unwrap_or(existing.skip_authorization),
            show_auth_server_metadata: said
                .show_auth_server_metadata
                .unwrap_or(existing.show_auth_server_metadata),
            enable_dynamic_client_registration: said
                .enable_dynamic_client_registration
                .unwrap_or(existing.enable_dynamic_client_registration),
            allowed_public_client_origins: said
                .allowed_public_client_origins
                .unwrap_or(existing.allowed_public_client_origins),
            show_protected_resource_metadata: said
                .show_protected_resource_metadata
                .unwrap_or(existing.show_protected_resource_metadata),
            show_social_login_key_as_authorization_server: said
                .show_social_login_key_as_authorization_server
                .unwrap_or(existing.show_social_login_key_as_authorization_server),
            resource_name: said.resource_name.unwrap_or(existing.resource_name),
            resource_documentation: said
                .resource_documentation
                .unwrap_or(existing.resource_documentation),
            resource_policy_uri: said.resource_policy_uri.unwrap_or(existing.resource_policy_uri),
            resource_tos_uri: said.resource_tos_uri.unwrap_or(existing.resource_tos_uri),
            scopes_supported: said.scopes_supported.unwrap_or(existing.scopes_supported),
            registration_access: said.registration_access.unwrap_or(existing.registration_access),
            initial_access_token_hash: said
                .initial_access_token_hash
                .or(existing.initial_access_token_hash),
            allow_client_id_metadata_documents: said
                .allow_client_id_metadata_documents
                .unwrap_or(existing.allow_client_id_metadata_documents),
            supported_resources: said.supported_resources.unwrap_or(existing.supported_resources),
        }
    }
}

/// Writes the settings. An empty text is one that somebody has emptied.
pub fn write(settings: &OAuthSettings) -> Value {
    let mut fields = Fields::new();
    let to = &mut fields;
    put(to, "doctype", OAUTH_SETTINGS);
    put(to, "name", OAUTH_SETTINGS);
    put_check(to, SKIP_AUTHORIZATION, settings.skip_authorization == SkipAuthorization::Auto);
    put_check(to, "show_auth_server_metadata", settings.show_auth_server_metadata);
    put_check(
        to,
        "enable_dynamic_client_registration",
        settings.enable_dynamic_client_registration,
    );
    put(to, "allowed_public_client_origins", settings.allowed_public_client_origins.join("\n"));
    put_check(to, "show_protected_resource_metadata", settings.show_protected_resource_metadata);
    put_check(
        to,
        "show_social_login_key_as_authorization_server",
        settings.show_social_login_key_as_authorization_server,
    );
    put(to, "resource_name", settings.resource_name.as_str());
    put(to, "resource_documentation", settings.resource_documentation.as_str());
    put(to, "resource_policy_uri", settings.resource_policy_uri.as_str());
    put(to, "resource_tos_uri", settings.resource_tos_uri.as_str());
    put(to, "scopes_supported", settings.scopes_supported.join("\n"));
    put(to, "registration_access", settings.registration_access.as_str());
    if let Some(hash) = settings.initial_access_token_hash {
        put(to, INITIAL_ACCESS_TOKEN_HASH, json!(hash));
    }
    put_check(
        to,
        "allow_client_id_metadata_documents",
        settings.allow_client_id_metadata_documents,
    );
    put(to, "supported_resources", settings.supported_resources.join("\n"));
    Value::Object(fields)
}

fn said<T>(
    document: &Document<'_>,
    field: &'static str,
    read: impl Fn(&'static str) -> Result<T, DocumentError>,
) -> Read<T> {
    document.has(field).then(|| read(field)).transpose()
}

fn list(
    document: &Document<'_>,
    field: &'static str,
    read: impl Fn(&str) -> Option<String>,
    problem: &str,
) -> Result<Vec<String>, DocumentError> {
    let words = words(document.text(field)?.unwrap_or_default());
    let one = |word: &String| {
        read(word).ok_or_else(|| document.fault(field, format!("{word:?}: {problem}")))
    };
    words.iter().map(one).collect()
}

fn page(document: &Document<'_>, field: &'static str) -> Result<String, DocumentError> {
    let Some(text) = document.text(field)?.map(str::trim) else { return Ok(String::new()) };
    read_page(text).ok_or_else(|| document.fault(field, "no http or https address"))
}

fn scope(word: &str) -> Option<String> {
    Scope::parse(word).is_well_formed().then(|| word.to_owned())
}

fn access(
    document: &Document<'_>,
    field: &'static str,
) -> Result<RegistrationAccess, DocumentError> {
    let Some(text) = document.text(field)? else { return Ok(RegistrationAccess::default()) };
    let access = RegistrationAccess::ALL.into_iter().find(|access| access.as_str() == text);
    let problem = "neither \"Open\" nor \"Initial Access Token\"";
    access.ok_or_else(|| document.fault(field, problem))
}

fn hash(document: &Document<'_>) -> Read<SecretHash> {
    let field = INITIAL_ACCESS_TOKEN_HASH;
    let Some(text) = document.text(field)? else { return Ok(None) };
    let hash = serde_json::from_value(text.into());
    hash.map(Some).map_err(|_| document.fault(field, "not a SHA-256 in base64url"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(existing: &OAuthSettings, fields: &Value) -> Result<OAuthSettings, String> {
        let mut value = fields.clone();
        value["doctype"] = OAUTH_SETTINGS.into();
        let entry = read(&Document::new(1, &value).unwrap());
        entry.map(|entry| entry.over(existing.clone())).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_written_is_read_and_what_is_not_said_stays() {
        let settings = OAuthSettings {
            skip_authorization: SkipAuthorization::Auto,
            show_auth_server_metadata: false,
            allowed_public_client_origins: vec!["https://a.example".into(), "*".into()],
            resource_name: String::new(),
            resource_tos_uri: "https://a.example/terms".into(),
            registration_access: RegistrationAccess::InitialAccessToken,
            initial_access_token_hash: Some(SecretHash::of("affi")),
            supported_resources: vec!["https://a.example/mcp".into()],
            ..OAuthSettings::default()
        };
        assert_eq!(over(&OAuthSettings::default(), &write(&settings)), Ok(settings.clone()));
        assert_eq!(over(&settings, &json!({})), Ok(settings.clone()));
        let emptied = over(&settings, &json!({"allowed_public_client_origins": null})).unwrap();
        assert_eq!(
            emptied,
            OAuthSettings { allowed_public_client_origins: Vec::new(), ..settings }
        );
    }

    #[test]
    fn what_is_wrong_is_named_by_its_field() {
        for (fields, words) in [
            (json!({"allowed_public_client_origins": "https://a.example/x"}), "no origin such as"),
            (json!({"scopes_supported": "a\"b"}), "no scope"),
            (json!({"supported_resources": "https://a.example/#x"}), "no absolute URI"),
            (json!({"resource_policy_uri": "javascript:alert(1)"}), "no http or https address"),
            (json!({"resource_name": "x".repeat(141)}), "longer than 140 characters"),
            (json!({"registration_access": "Closed"}), "neither \"Open\" nor"),
            (json!({"show_auth_server_metadata": "yes"}), "neither 0 nor 1"),
            (json!({"initial_access_token_hash": "x"}), "not a SHA-256 in base64url"),
        ] {
            let refused = over(&OAuthSettings::default(), &fields).unwrap_err();
            let field = fields.as_object().unwrap().keys().next().unwrap();
            assert!(refused.contains(field) && refused.contains(words), "{refused}");
        }
    }
}
