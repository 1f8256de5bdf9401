//! The consent page: what an app asks for, where it leads, and who vouches for it.

use std::fmt;

use serde::Serialize;

use super::{Page, Template, scope_lines, untrusted};

/// Asks whether an app may have what it asks for; posts `decision` back to the authorization.
///
/// The app's logo is not shown: whose picture it is nobody has checked, its owner could change it at any
/// time, and its server would be told who is being asked.
#[derive(Clone, Serialize)]
pub struct ConsentPage {
    /// The name the app goes by. A self-registered app chose it alone.
    #[serde(serialize_with = "untrusted::name")]
    pub app_name: String,
    /// The app's website; linked only over http or https.
    #[serde(serialize_with = "untrusted::website")]
    pub app_uri: Option<String>,
    /// What the app does with what it is told, in its own words; linked only over http or https.
    #[serde(serialize_with = "untrusted::website")]
    pub policy_uri: Option<String>,
    /// Its terms of service.
    #[serde(serialize_with = "untrusted::website")]
    pub tos_uri: Option<String>,
    /// Where the browser is sent: a host or an app's own scheme.
    pub host: String,
    /// Where the app's own document is: a host.
    pub published_at: Option<String>,
    /// Whether the answer goes to a program on the user's own device, which has no name of its own: any
    /// program there could ask under another's.
    pub is_on_this_device: bool,
    /// Whether an administrator registered the app. If not, nobody vouches for it.
    pub is_vouched: bool,
    /// The words of the scope; the page shows sentences.
    #[serde(rename = "details", serialize_with = "scope_lines::serialize")]
    pub scopes: Vec<String>,
    /// The APIs that it asks for, by host.
    pub apis: Vec<String>,
    /// The name of the user who is asked.
    pub full_name: String,
    /// The user's e-mail.
    pub email: String,
    /// Where the form posts to: the authorization with its query.
    #[serde(serialize_with = "untrusted::href")]
    pub action: String,
    /// The session's token against forged consent.
    pub csrf_token: String,
    /// Where to become another user.
    #[serde(serialize_with = "untrusted::href")]
    pub switch_user: String,
}

impl Page for ConsentPage {
    const TEMPLATE: Template =
        Template { name: "consent.html", source: include_str!("templates/consent.html") };
}

impl fmt::Debug for ConsentPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConsentPage")
            .field("app_name", &self.app_name)
            .field("host", &self.host)
            .field("is_vouched", &self.is_vouched)
            .field("scopes", &self.scopes)
            .field("apis", &self.apis)
            .finish_non_exhaustive()
    }
}
