//! The page of the apps that a user has allowed.

use std::fmt;

use serde::Serialize;

use super::{Page, Template, moment, scope_lines, untrusted};
use crate::clock::Timestamp;

/// Lists the apps; its buttons post `client_id`, or `all`, to the page itself.
#[derive(Clone, Serialize)]
pub struct AppsPage {
    /// The apps, in the order shown.
    pub apps: Vec<AppEntry>,
    /// Whether only one app was asked for, so that there is a way to all of them.
    pub is_one: bool,
    /// Whether the question before all are revoked is open.
    pub asks_for_all: bool,
    /// What has just been done.
    pub notice: Option<String>,
    /// The session's token against forged revocations.
    pub csrf_token: String,
}

/// An app that the user has allowed.
#[derive(Clone, Debug, Serialize)]
pub struct AppEntry {
    /// The client.
    pub client_id: String,
    /// The name the app goes by. A self-registered app chose it alone.
    #[serde(serialize_with = "untrusted::name")]
    pub name: String,
    /// Where the app lives: a host or an app's own scheme.
    #[serde(serialize_with = "untrusted::name")]
    pub host: String,
    /// The words of the scope; the page shows what they mean.
    #[serde(rename = "details", serialize_with = "scope_lines::serialize")]
    pub scopes: Vec<String>,
    /// When it was first allowed.
    #[serde(serialize_with = "moment::serialize")]
    pub since: Timestamp,
    /// When it last got tokens.
    #[serde(serialize_with = "moment::serialize")]
    pub last_used: Timestamp,
}

impl Page for AppsPage {
    const TEMPLATE: Template =
        Template { name: "apps.html", source: include_str!("templates/apps.html") };
}

impl fmt::Debug for AppsPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AppsPage").field("apps", &self.apps).finish_non_exhaustive()
    }
}
