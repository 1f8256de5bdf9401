//! The page of the user's own account.

use std::fmt;

use serde::Serialize;

use super::{Page, Template, untrusted};

/// Who is logged in, and the ways to what is his; its button posts to `/logout`.
#[derive(Clone, Serialize)]
pub struct MePage {
    /// The user's name.
    pub full_name: String,
    /// The user's e-mail.
    pub email: String,
    /// The address of the user's picture.
    #[serde(serialize_with = "untrusted::picture")]
    pub picture: Option<String>,
    /// The user's roles.
    pub roles: Vec<String>,
    /// Whether there is a way to the desk: users, clients and settings.
    pub has_desk: bool,
    /// The session's token against forged logouts.
    pub csrf_token: String,
}

impl Page for MePage {
    const TEMPLATE: Template =
        Template { name: "me.html", source: include_str!("templates/me.html") };
}

impl fmt::Debug for MePage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MePage").field("roles", &self.roles).finish_non_exhaustive()
    }
}
