//! A page that says one thing: an error, or that something is done.

use serde::Serialize;

use super::{Page, Template, untrusted};

/// Says one thing and offers at most one way on.
#[derive(Clone, Debug, Serialize)]
pub struct MessagePage {
    /// The heading, and the title of the window.
    pub title: String,
    /// What happened and what to do, in a sentence or two.
    pub text: String,
    /// For whoever is asked for help: an error code.
    pub detail: Option<String>,
    /// The way on.
    pub link: Option<Link>,
}

/// A link; shown only when it leads to a path of ours or over http or https.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// Where it leads.
    #[serde(serialize_with = "untrusted::href")]
    pub href: String,
    /// What it says.
    pub label: String,
}

impl Page for MessagePage {
    const TEMPLATE: Template =
        Template { name: "message.html", source: include_str!("templates/message.html") };
}
