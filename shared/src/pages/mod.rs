//! The pages people see: templates compiled once, a type for each page, no JavaScript.
//!
//! A page is a struct that serializes into exactly what its template may show. Whatever a client
//! or a user chose (names, addresses, scopes) is made harmless there or escaped here.

mod account;
mod apps;
mod consent;
mod login;
mod message;
mod moment;
mod scope_lines;
mod social_login_key;
mod untrusted;

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, value::Serde};
use serde::Serialize;
use thiserror::Error;

use crate::secret::sha256;

pub use account::MePage;
pub use apps::{AppEntry, AppsPage};
pub use consent::ConsentPage;
pub use login::LoginPage;
pub use message::{Link, MessagePage};
pub use social_login_key::SocialLoginKeyPage;

/// The only style there is: inlined into every page, allowed by its hash.
const STYLESHEET: &str = include_str!("templates/style.css");

/// Name and source of every template.
const TEMPLATES: [(&str, &str); 8] = [
    ("base.html", include_str!("templates/base.html")),
    ("parts.html", include_str!("templates/parts.html")),
    (LoginPage::TEMPLATE, include_str!("templates/login.html")),
    (ConsentPage::TEMPLATE, include_str!("templates/consent.html")),
    (MessagePage::TEMPLATE, include_str!("templates/message.html")),
    (MePage::TEMPLATE, include_str!("templates/me.html")),
    (AppsPage::TEMPLATE, include_str!("templates/apps.html")),
    (SocialLoginKeyPage::TEMPLATE, include_str!("templates/social_login_key.html")),
];

/// The compiled templates.
pub struct Pages(Environment<'static>);

/// What a template is rendered with.
pub trait Page: Serialize {
    /// The template's name.
    const TEMPLATE: &'static str;
}

/// Why a page cannot be shown. Both are our own faults.
#[derive(Debug, Error)]
pub enum PageError {
    /// A template is not valid.
    #[error("a template does not compile")]
    Compile(#[source] minijinja::Error),
    /// A template asks for what its page does not have.
    #[error("the template `{template}` does not render")]
    Render {
        /// The template's name.
        template: &'static str,
        /// What minijinja says.
        source: minijinja::Error,
    },
}

impl Pages {
    /// Compiles the templates.
    ///
    /// # Errors
    ///
    /// Fails when a template is not valid, which a test rules out.
    pub fn new() -> Result<Self, PageError> {
        let mut environment = Environment::new();
        // Escape by decision, not by file name: a client called `<script>` stays a text.
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.add_global("stylesheet", Value::from_safe_string(STYLESHEET.to_owned()));
        for (name, source) in TEMPLATES {
            environment.add_template(name, source).map_err(PageError::Compile)?;
        }
        Ok(Self(environment))
    }

    /// Renders a page to HTML.
    ///
    /// # Errors
    ///
    /// Fails when the template asks for what the page does not have.
    pub fn render<P: Page>(&self, page: &P) -> Result<String, PageError> {
        self.0
            .get_template(P::TEMPLATE)
            .and_then(|template| template.render(Serde(page)))
            .map_err(|source| PageError::Render { template: P::TEMPLATE, source })
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pages(..)")
    }
}

/// The `Content-Security-Policy` of every page: no script, our one stylesheet, no framing.
///
/// There is no `form-action`: Chrome applies it to the redirects that follow a form, and the
/// consent form has to end at the client.
pub fn content_security_policy() -> String {
    let hash = STANDARD.encode(sha256(STYLESHEET.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src 'self' data: https:; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests;
