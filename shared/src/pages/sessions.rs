//! The page of a user's sessions.

use std::fmt;

use serde::Serialize;

use super::{Page, Template, moment, untrusted};
use crate::clock::Timestamp;

/// Lists the sessions; its buttons post `session`, or `all`, to the page itself.
#[derive(Clone, Serialize)]
pub struct SessionsPage {
    /// The sessions, in the order shown.
    pub sessions: Vec<SessionEntry>,
    /// Whether there are more than are shown.
    pub are_more: bool,
    /// Whether the question before all are ended is open.
    pub asks_for_all: bool,
    /// What has just been done.
    pub notice: Option<String>,
    /// The session's token against forged requests.
    pub csrf_token: String,
}

/// A session.
#[derive(Clone, Debug, Serialize)]
pub struct SessionEntry {
    /// The id; it proves nothing.
    pub id: String,
    /// What it began on: a program calls itself what it likes.
    #[serde(serialize_with = "untrusted::name")]
    pub device: String,
    /// The address that it began at.
    pub address: String,
    /// When it began.
    #[serde(serialize_with = "moment::serialize")]
    pub since: Timestamp,
    /// The last sign of life, to the hour.
    #[serde(serialize_with = "moment::serialize")]
    pub last_active: Timestamp,
    /// Whether it is the one that the page is shown in.
    pub is_this: bool,
}

impl Page for SessionsPage {
    const TEMPLATE: Template =
        Template { name: "sessions.html", source: include_str!("templates/sessions.html") };
}

impl fmt::Debug for SessionsPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionsPage").field("sessions", &self.sessions).finish_non_exhaustive()
    }
}
