//! The question whether somebody really wants to log out, for who comes from an app that has not
//! proved to be his.

use std::fmt;

use serde::Serialize;

use super::{Page, Template};

/// Asks; posts to its own address.
#[derive(Clone, Serialize)]
pub struct LogoutPage {
    /// The app, by its own word.
    pub app_name: Option<String>,
    /// Who is logged in.
    pub full_name: String,
    /// His e-mail.
    pub email: String,
    /// The request's own address.
    pub action: String,
    /// The session's token against forged logouts.
    pub csrf_token: String,
}

impl Page for LogoutPage {
    const TEMPLATE: Template =
        Template { name: "logout.html", source: include_str!("templates/logout.html") };
}

impl fmt::Debug for LogoutPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogoutPage").field("app_name", &self.app_name).finish_non_exhaustive()
    }
}
