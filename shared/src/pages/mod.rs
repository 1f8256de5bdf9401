//! The pages people see: templates compiled once, a type for each page, and no script but on the one page that
//! cannot do without.
//!
//! A page is a struct that serializes into exactly what its template may show. Whatever a client
//! or a user chose (names, addresses, scopes) is made harmless there or escaped here. What we say
//! ourselves stands in `languages`, and a template asks for it by key: `say("login.title")`.

mod account;
mod apps;
mod consent;
mod device;
mod form_post;
mod language;
mod login;
mod logout;
mod message;
pub mod moment;
mod password;
mod profile;
pub mod scope_lines;
mod sentences;
mod sessions;
pub mod untrusted;

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use minijinja::{
    AutoEscape, Environment, UndefinedBehavior, Value, context,
    value::{Kwargs, Serde},
};
use serde::Serialize;
use thiserror::Error;

use crate::secret::sha256;

pub use account::MePage;
pub use apps::{AppEntry, AppsPage};
pub use consent::ConsentPage;
pub use device::{DeviceCodePage, DeviceConsentPage};
pub use form_post::FormPostPage;
pub use language::{Language, Wishes};
pub use login::LoginPage;
pub use logout::LogoutPage;
pub use message::{Link, MessagePage};
pub use password::{PasswordFault, PasswordPage};
pub use profile::ProfilePage;
pub use sessions::{SessionEntry, SessionsPage};

/// The only style there is: inlined into every page, allowed by its hash.
const STYLESHEET: &str = include_str!("templates/style.css");

/// What pages are made on: compiled once. A page's own template is compiled as it is shown, so that
/// a function pays, and carries, only what it shows.
const FRAMES: [(&str, &str); 2] = [
    ("base.html", include_str!("templates/base.html")),
    ("parts.html", include_str!("templates/parts.html")),
];

/// A template: its name, for who reads an error, and its text.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// The name of its file.
    pub name: &'static str,
    /// What stands in it.
    pub source: &'static str,
}

/// The frames, compiled.
pub struct Pages(Environment<'static>);

/// What a template is rendered with.
pub trait Page: Serialize {
    /// The template.
    const TEMPLATE: Template;
    /// What it stands on beside every page's frames.
    const FRAMES: &'static [Template] = &[];
    /// What it needs of style beyond every page's.
    const STYLE: &'static str = "";
    /// The script that runs on it. A page without one allows none.
    const SCRIPT: &'static str = "";
}

/// Why a page cannot be shown. Both are our own faults.
#[derive(Debug, Error)]
pub enum PageError {
    /// A frame is not valid.
    #[error("a frame does not compile")]
    Compile(#[source] minijinja::Error),
    /// A template is not valid, or asks for what its page does not have.
    #[error("the template `{template}` does not render")]
    Render {
        /// The template's name.
        template: &'static str,
        /// What minijinja says.
        source: minijinja::Error,
    },
}

impl Pages {
    /// Compiles the frames.
    ///
    /// # Errors
    ///
    /// Fails when a frame is not valid, which a test rules out.
    pub fn new() -> Result<Self, PageError> {
        let mut environment = Environment::new();
        // Escape by decision, not by file name: a client called `<script>` stays a text.
        environment.set_auto_escape_callback(|_| AutoEscape::Html);
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.add_global("stylesheet", Value::from_safe_string(STYLESHEET.to_owned()));
        for (name, source) in FRAMES {
            environment.add_template(name, source).map_err(PageError::Compile)?;
        }
        Ok(Self(environment))
    }

    /// Renders a page to HTML, in a language.
    ///
    /// # Errors
    ///
    /// Fails when the template asks for what the page does not have, which a test rules out.
    pub fn render<P: Page>(&self, language: Language, page: &P) -> Result<String, PageError> {
        let Template { name, source } = P::TEMPLATE;
        let failed = |source| PageError::Render { template: name, source };
        let style = Value::from_safe_string(P::STYLE.to_owned());
        let script = Value::from_safe_string(P::SCRIPT.to_owned());
        let (lang, dir) = (language.tag(), language.direction());
        let mut environment = self.0.clone();
        environment.add_function("say", move |key: &str, parts: Kwargs| {
            language.say_in_template(key, &parts)
        });
        for frame in P::FRAMES {
            environment.add_template(frame.name, frame.source).map_err(failed)?;
        }
        environment
            .template_from_named_str(name, source)
            .and_then(|template| {
                template.render(context! { style, script, lang, dir, ..Value::from(Serde(page)) })
            })
            .map_err(failed)
    }
}

impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pages(..)")
    }
}

/// The `Content-Security-Policy` of a page: no style but our own, no framing, and no
/// script but the one that the page is made with.
///
/// There is no `form-action`: Chrome applies it to the redirects that follow a form, and the
/// consent form has to end at the client.
pub fn content_security_policy<P: Page>() -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(sha256(text.as_bytes())));
    let mut styles = hash(STYLESHEET);
    if !P::STYLE.is_empty() {
        styles = format!("{styles} {}", hash(P::STYLE));
    }
    let scripts = match P::SCRIPT {
        "" => String::new(),
        script => format!("script-src {}; ", hash(script)),
    };
    format!(
        "default-src 'none'; {scripts}style-src {styles}; img-src 'self' data: https:; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

#[cfg(test)]
mod tests;
