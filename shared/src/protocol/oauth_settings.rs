//! The OAuth Settings: what of the server is public, and what it says of itself as a resource.

use serde::{Deserialize, Serialize};
use url::Url;

use super::consent::SkipAuthorization;
use crate::secret::{Random, Secret, SecretHash};

/// Stands for every origin.
const ANY: &str = "*";

/// Letters and digits behind the prefix of an initial access token: 190 bits of chance.
const INITIAL_ACCESS_TOKEN_LENGTH: usize = 32;

/// Frappe's document of this name, with three settings of our own at its end. What an older version
/// has not stored has its default.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "they are Frappe's check marks")]
pub struct OAuthSettings {
    /// Whether people are asked again what they have allowed before.
    pub skip_authorization: SkipAuthorization,
    /// Whether `oauth-authorization-server` (RFC 8414) is answered.
    pub show_auth_server_metadata: bool,
    /// Whether clients may register themselves (RFC 7591).
    pub enable_dynamic_client_registration: bool,
    /// Origins whose pages may read answers about any client, besides those of its redirect URIs;
    /// `*` is every origin.
    pub allowed_public_client_origins: Vec<String>,
    /// Whether `oauth-protected-resource` (RFC 9728) is answered, and refusals point to it.
    pub show_protected_resource_metadata: bool,
    /// Whether other servers than this one are named there: kept, but there are none here.
    pub show_social_login_key_as_authorization_server: bool,
    /// What people call the resource; this and the next three are not told where they are empty.
    pub resource_name: String,
    /// What developers read of it.
    pub resource_documentation: String,
    /// How its data may be used.
    pub resource_policy_uri: String,
    /// Its terms of service.
    pub resource_tos_uri: String,
    /// The scopes that are told of it.
    pub scopes_supported: Vec<String>,
    /// Who may register a client. Ours.
    pub registration_access: RegistrationAccess,
    /// The hash of the token that a registration shows then. Ours.
    pub initial_access_token_hash: Option<SecretHash>,
    /// Whether a client may be the address of its metadata. Ours.
    pub allow_client_id_metadata_documents: bool,
    /// The resources for which a token may be asked (RFC 8707); none means any. Ours.
    pub supported_resources: Vec<String>,
}

/// Who may register a client, where anybody may at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RegistrationAccess {
    /// Whoever asks, as in Frappe.
    #[default]
    Open,
    /// Who shows the initial access token
    /// ([RFC 7591 section 3](https://www.rfc-editor.org/rfc/rfc7591#section-3)).
    InitialAccessToken,
}

impl Default for OAuthSettings {
    fn default() -> Self {
        Self {
            skip_authorization: SkipAuthorization::default(),
            show_auth_server_metadata: true,
            enable_dynamic_client_registration: true,
            allowed_public_client_origins: Vec::new(),
            show_protected_resource_metadata: true,
            show_social_login_key_as_authorization_server: false,
            resource_name: "Affogato".to_owned(),
            resource_documentation: "https://docs.frappe.io/framework/oauth-2".to_owned(),
            resource_policy_uri: String::new(),
            resource_tos_uri: String::new(),
            scopes_supported: vec!["openid".to_owned(), "admin".to_owned()],
            registration_access: RegistrationAccess::default(),
            initial_access_token_hash: None,
            allow_client_id_metadata_documents: true,
            supported_resources: Vec::new(),
        }
    }
}

impl OAuthSettings {
    /// Whether pages of an origin may read answers about any client. No answer allows credentials,
    /// so who reads one has brought a token or a secret himself.
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.allowed_public_client_origins.iter().any(|allowed| allowed == ANY || allowed == origin)
    }
}

impl RegistrationAccess {
    /// Every one of them.
    pub const ALL: [Self; 2] = [Self::Open, Self::InitialAccessToken];

    /// Its words in the document.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::InitialAccessToken => "Initial Access Token",
        }
    }
}

/// Draws an initial access token: `affi` and 32 letters and digits.
pub fn draw_initial_access_token(random: Random) -> Secret {
    let secret = random.alphanumeric(INITIAL_ACCESS_TOKEN_LENGTH);
    Secret::new(format!("affi{}", secret.expose()))
}

/// Reads an origin as browsers send it (`https://app.example`, `capacitor://localhost`), or `*`;
/// `None` for anything else. `null` is the origin of every page that hides its own.
pub fn read_origin(text: &str) -> Option<String> {
    if text == ANY {
        return Some(text.to_owned());
    }
    let url = Url::parse(text).ok()?;
    // A pattern would be compared as it stands, and never match.
    let host = url.host_str().filter(|host| !host.is_empty() && !host.contains('*'))?;
    let scheme = url.scheme();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let origin = format!("{scheme}://{host}{port}");
    // Nothing else in it: neither name nor password, path, query or fragment.
    let is_bare = url.as_str() == origin || url.as_str() == format!("{origin}/");
    is_bare.then_some(origin)
}

/// Reads a resource ([RFC 8707 section 2](https://www.rfc-editor.org/rfc/rfc8707#section-2)): an
/// absolute URI without a fragment. It is compared as it is written.
pub fn read_resource(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    (url.fragment().is_none() && text.bytes().all(|byte| byte.is_ascii_graphic()))
        .then(|| text.to_owned())
}

/// Reads the address of a page: `http` or `https`.
pub fn read_page(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let is_page = matches!(url.scheme(), "http" | "https") && !text.contains(char::is_whitespace);
    is_page.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_of_an_older_version_keeps_what_it_says_and_has_the_defaults_for_the_rest() {
        let read: OAuthSettings =
            serde_json::from_str(r#"{"skip_authorization": "Auto", "modified": 5}"#).unwrap();
        let expected =
            OAuthSettings { skip_authorization: SkipAuthorization::Auto, ..Default::default() };
        assert_eq!(read, expected);
        let empty =
            OAuthSettings { resource_name: String::new(), scopes_supported: vec![], ..read };
        let text = serde_json::to_string(&empty).unwrap();
        assert_eq!(serde_json::from_str::<OAuthSettings>(&text).unwrap(), empty);
    }

    #[test]
    fn an_origin_is_one_as_a_browser_sends_it() {
        for (text, origin) in [
            ("https://app.example", "https://app.example"),
            ("https://APP.example:443/", "https://app.example"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("capacitor://localhost", "capacitor://localhost"),
            ("*", "*"),
        ] {
            assert_eq!(read_origin(text).as_deref(), Some(origin), "{text}");
        }
        for wrong in
            ["", "null", "app.example", "https://a.example/b", "https://u@a.example", "app:/cb"]
        {
            assert_eq!(read_origin(wrong), None, "{wrong}");
        }
        assert_eq!(read_origin("https://a.example/?q"), None);
        assert_eq!(read_origin("https://*.example"), None);
    }

    #[test]
    fn an_origin_is_allowed_if_it_is_named_or_all_are() {
        let of = |origins: &[&str]| OAuthSettings {
            allowed_public_client_origins: origins.iter().map(|o| (*o).to_owned()).collect(),
            ..Default::default()
        };
        assert!(!of(&[]).allows_origin("https://a.example"));
        assert!(of(&["https://a.example"]).allows_origin("https://a.example"));
        for other in ["http://a.example", "https://a.example.evil", "https://b.a.example", "null"] {
            assert!(!of(&["https://a.example"]).allows_origin(other), "{other}");
            assert!(of(&["*"]).allows_origin(other), "{other}");
        }
    }

    #[test]
    fn a_resource_is_an_absolute_uri_without_a_fragment_and_a_page_has_an_address() {
        for good in ["https://api.example/mcp", "urn:example:api"] {
            assert_eq!(read_resource(good).as_deref(), Some(good));
        }
        for bad in ["/mcp", "api.example", "https://api.example/#part", "https://a.example/ x"] {
            assert_eq!(read_resource(bad), None, "{bad}");
        }
        assert!(read_page("https://a.example/terms").is_some());
        for bad in ["javascript:alert(1)", "/terms", "https://a.example/a b"] {
            assert_eq!(read_page(bad), None, "{bad}");
        }
    }

    #[test]
    fn an_initial_access_token_can_be_told_by_its_first_letters() {
        let token = draw_initial_access_token(Random);
        assert!(token.expose().starts_with("affi") && token.expose().len() == 36);
    }
}
