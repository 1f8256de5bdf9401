//! The doctypes that are served, and what a list of each can show, filter and sort by.

use shared::doctype::{bearer_token, oauth_client, oauth_settings, settings, user};

/// A doctype.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doctype {
    OAuthClient,
    User,
    ProviderSettings,
    OAuthSettings,
    SocialLoginKey,
    BearerToken,
}

/// The columns that every document has.
const STANDARD: &[&str] = &["name", "owner", "creation", "modified", "docstatus", "idx"];

/// Those of a user.
const USER: &[&str] = &[
    "email",
    "enabled",
    "full_name",
    "first_name",
    "last_name",
    "user_image",
    "user_type",
    "language",
    "username",
    "middle_name",
    "nickname",
    "profile",
    "website",
    "gender",
    "birth_date",
    "time_zone",
    "mobile_no",
    "phone",
    "address",
    "street_address",
    "locality",
    "region",
    "postal_code",
    "country",
    "email_verified",
    "phone_number_verified",
    "api_key",
];

/// Those of the OAuth Settings.
const OAUTH_SETTINGS: &[&str] = &[
    "skip_authorization",
    "show_auth_server_metadata",
    "enable_dynamic_client_registration",
    "allowed_public_client_origins",
    "show_protected_resource_metadata",
    "show_social_login_key_as_authorization_server",
    "resource_name",
    "resource_documentation",
    "resource_policy_uri",
    "resource_tos_uri",
    "scopes_supported",
    "registration_access",
    "allow_client_id_metadata_documents",
    "supported_resources",
];

impl Doctype {
    /// All of them.
    pub(crate) const ALL: [Self; 6] = [
        Self::OAuthClient,
        Self::User,
        Self::ProviderSettings,
        Self::OAuthSettings,
        Self::SocialLoginKey,
        Self::BearerToken,
    ];

    /// Frappe's name.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::OAuthClient => oauth_client::DOCTYPE,
            Self::User => user::DOCTYPE,
            Self::ProviderSettings => settings::PROVIDER_SETTINGS,
            Self::OAuthSettings => oauth_settings::OAUTH_SETTINGS,
            Self::SocialLoginKey => settings::SOCIAL_LOGIN_KEY,
            Self::BearerToken => bearer_token::DOCTYPE,
        }
    }

    /// Reads Frappe's name.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|doctype| doctype.as_str() == name)
    }

    /// The name of its only document.
    pub(crate) const fn only(self) -> Option<&'static str> {
        match self {
            Self::ProviderSettings | Self::OAuthSettings => Some(self.as_str()),
            Self::SocialLoginKey => Some("frappe"),
            Self::OAuthClient | Self::User | Self::BearerToken => None,
        }
    }

    /// Its columns: what a list may speak of. Child tables are none, as in Frappe, and no secret
    /// is: by a filter it could be guessed letter by letter.
    pub(crate) fn columns(self) -> impl Iterator<Item = &'static str> {
        let own: &[&str] = match self {
            Self::OAuthClient => &[
                "client_id",
                "app_name",
                "skip_authorization",
                "scopes",
                "redirect_uris",
                "default_redirect_uri",
                "grant_type",
                "response_type",
                "claims_policy",
                "jwks_uri",
                "post_logout_redirect_uris",
                "backchannel_logout_uri",
                "default_max_age",
                "require_auth_time",
                "token_endpoint_auth_method",
                "id_token_signed_response_alg",
                "userinfo_signed_response_alg",
                "client_uri",
                "logo_uri",
                "tos_uri",
                "policy_uri",
                "contacts",
                "software_id",
                "software_version",
                "is_frappe_site",
                "is_resource_server",
                "is_self_registered",
                "registered_grant_types",
                "registered_response_types",
                "unused_until",
                "application_type",
                "initiate_login_uri",
                "access_token_format",
                "resources",
                "service_user",
                "allows_device_grant",
                "allows_id_token_response_types",
                "code_lifetime",
                "access_token_lifetime",
                "refresh_token_idle_lifetime",
                "refresh_token_lifetime",
                "refresh_token_grace",
            ],
            Self::User => USER,
            Self::ProviderSettings => &["skip_authorization"],
            Self::OAuthSettings => OAUTH_SETTINGS,
            Self::SocialLoginKey => &["base_url"],
            Self::BearerToken => &[
                "client",
                "user",
                "scopes",
                "expiration_time",
                "expires_in",
                "refresh_token_expiration_time",
                "status",
            ],
        };
        STANDARD.iter().chain(own).copied()
    }

    /// The column of this name, bare, quoted, or behind its table as Frappe's own pages write it.
    pub(crate) fn column(self, text: &str) -> Option<&'static str> {
        let bare = text.trim().replace('`', "");
        let name = match bare.strip_prefix("tab") {
            Some(rest) if bare.contains('.') => {
                rest.strip_prefix(self.as_str())?.strip_prefix('.')?
            }
            _ => bare.as_str(),
        };
        self.columns().find(|column| *column == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_goes_by_its_name_with_or_without_its_table() {
        let user = Doctype::User;
        for text in ["modified", "`modified`", " `tabUser`.`modified` ", "tabUser.modified"] {
            assert_eq!(user.column(text), Some("modified"), "{text}");
        }
        for text in ["", "new_password", "`tabOAuth Client`.`modified`", "tabUser.", "roles", "*"] {
            assert_eq!(user.column(text), None, "{text}");
        }
        assert_eq!(Doctype::OAuthClient.column("client_secret"), None);
    }
}
