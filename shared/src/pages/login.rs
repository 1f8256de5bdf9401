//! The login page.

use std::fmt;

use serde::Serialize;

use super::{Page, Template};

/// Asks for e-mail and password; posts to `/login`.
#[derive(Clone, Serialize)]
pub struct LoginPage {
    /// The double-submit token against forged logins.
    pub csrf_token: String,
    /// Where to go afterwards; empty for nowhere in particular.
    pub redirect_to: String,
    /// The e-mail already typed, when the page is shown again.
    pub email: String,
    /// Why the last attempt failed.
    pub error: Option<String>,
    /// Something worth knowing that is no error.
    pub notice: Option<String>,
}

impl Page for LoginPage {
    const TEMPLATE: Template =
        Template { name: "login.html", source: include_str!("templates/login.html") };
}

impl fmt::Debug for LoginPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginPage").field("error", &self.error).finish_non_exhaustive()
    }
}
