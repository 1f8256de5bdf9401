//! The page that carries an answer to its client
//! ([Form Post Response Mode](https://openid.net/specs/oauth-v2-form-post-response-mode-1_0.html)).

use std::fmt;

use serde::Serialize;

use super::{Page, Template};
use crate::protocol::client_answer::AnswerForm;

/// Sends itself, or has a button where scripts do not run. It is made of a form that only a
/// registered redirect URI makes: nothing else is sent anywhere.
#[derive(Serialize)]
pub struct FormPostPage {
    action: String,
    host: String,
    fields: Vec<(String, String)>,
}

impl FormPostPage {
    /// The page of a form.
    pub fn new(form: AnswerForm) -> Self {
        let (action, host) = (form.action().as_str().to_owned(), form.action().host());
        Self { action, host, fields: form.into_fields() }
    }
}

impl Page for FormPostPage {
    const TEMPLATE: Template =
        Template { name: "form_post.html", source: include_str!("templates/form_post.html") };
    // As old as the engines of test tools, HtmlUnit's among them, want it.
    const SCRIPT: &'static str = "document.forms[0].submit();";
}

impl fmt::Debug for FormPostPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormPostPage").field("host", &self.host).finish_non_exhaustive()
    }
}
