//! The page on which a user changes his password.

use std::fmt;

use serde::Serialize;

use super::{Page, Template};

/// Asks for the current password and twice for the new one; posts to `/update-password`.
#[derive(Clone, Serialize)]
pub struct PasswordPage {
    /// The user's e-mail, for the password manager that keeps both.
    pub email: String,
    /// Why the last attempt failed.
    pub fault: Option<PasswordFault>,
    /// The fewest characters of a new password.
    pub shortest: usize,
    /// The most.
    pub longest: usize,
    /// The session's token against forged changes.
    pub csrf_token: String,
}

/// What is wrong with what was typed.
#[derive(Clone, Debug, Serialize)]
pub struct PasswordFault {
    /// The name of the field; empty where it is about none.
    pub field: &'static str,
    /// In a sentence.
    pub text: String,
}

impl Page for PasswordPage {
    const TEMPLATE: Template =
        Template { name: "password.html", source: include_str!("templates/password.html") };
}

impl fmt::Debug for PasswordPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PasswordPage").field("fault", &self.fault).finish_non_exhaustive()
    }
}
