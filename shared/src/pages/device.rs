//! The pages on which a person lets a device in: the code that it shows, and what it asks for.

use std::fmt;

use serde::Serialize;

use super::{Page, Template, moment, scope_lines, untrusted};
use crate::clock::Timestamp;

/// Asks for the code; posts `user_code` to `/device`.
#[derive(Clone, Serialize)]
pub struct DeviceCodePage {
    /// What stands in the field: what was typed, or what the device's link says.
    #[serde(serialize_with = "untrusted::name")]
    pub user_code: String,
    /// Why the last code did not do.
    pub error: Option<String>,
    /// Who is logged in.
    pub full_name: String,
    /// His e-mail.
    pub email: String,
    /// Where to become another user.
    #[serde(serialize_with = "untrusted::href")]
    pub switch_user: String,
    /// The session's token against forged forms.
    pub csrf_token: String,
}

/// Asks whether the device may have what it asks for; posts `decision` to `/device`.
#[derive(Clone, Serialize)]
pub struct DeviceConsentPage {
    /// The name the app goes by. A self-registered app chose it alone.
    #[serde(serialize_with = "untrusted::name")]
    pub app_name: String,
    /// The app's website; linked only over http or https.
    #[serde(serialize_with = "untrusted::website")]
    pub app_uri: Option<String>,
    /// Whether an administrator registered the app. If not, nobody vouches for it.
    pub is_vouched: bool,
    /// The words of the scope; the page shows sentences.
    #[serde(rename = "details", serialize_with = "scope_lines::serialize")]
    pub scopes: Vec<String>,
    /// The code, which must be the one that the device shows.
    pub user_code: String,
    /// Where the device asked from; empty if that is not known.
    pub address: String,
    /// When it asked.
    #[serde(serialize_with = "moment::serialize")]
    pub asked_at: Timestamp,
    /// The name of the user who is asked.
    pub full_name: String,
    /// The user's e-mail.
    pub email: String,
    /// Where to become another user.
    #[serde(serialize_with = "untrusted::href")]
    pub switch_user: String,
    /// The session's token against forged consent.
    pub csrf_token: String,
}

impl Page for DeviceCodePage {
    const TEMPLATE: Template =
        Template { name: "device_code.html", source: include_str!("templates/device_code.html") };
}

impl Page for DeviceConsentPage {
    const TEMPLATE: Template = Template {
        name: "device_consent.html",
        source: include_str!("templates/device_consent.html"),
    };
}

impl fmt::Debug for DeviceCodePage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceCodePage").field("error", &self.error).finish_non_exhaustive()
    }
}

impl fmt::Debug for DeviceConsentPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceConsentPage")
            .field("app_name", &self.app_name)
            .field("is_vouched", &self.is_vouched)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}
