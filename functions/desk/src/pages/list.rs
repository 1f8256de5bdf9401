//! A list of documents: clients, users.

use serde::Serialize;
use shared::pages::{Link, Page, Template, untrusted};

/// A page of a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ListPage {
    /// Which entry of the navigation it is.
    pub(crate) here: &'static str,
    /// The heading.
    pub(crate) title: &'static str,
    /// Where the search form leads.
    pub(crate) path: &'static str,
    /// What is searched for.
    pub(crate) query: String,
    /// What can be searched for.
    pub(crate) search_hint: &'static str,
    /// The way to a new one.
    pub(crate) new: Link,
    /// The entries.
    pub(crate) entries: Vec<Entry>,
    /// Whether they are all there are, and so in order.
    pub(crate) is_whole: bool,
    /// The way to the next page.
    pub(crate) next: Option<Link>,
    /// What has just been done.
    pub(crate) notice: Option<&'static str>,
}

/// A document in a list.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Entry {
    /// Its page.
    #[serde(serialize_with = "untrusted::href")]
    pub(crate) href: String,
    /// What people call it.
    #[serde(serialize_with = "untrusted::name")]
    pub(crate) title: String,
    /// What it is called by.
    #[serde(serialize_with = "untrusted::name")]
    pub(crate) name: String,
    /// What else matters of it, in a word or two each.
    pub(crate) tags: Vec<&'static str>,
}

impl Page for ListPage {
    const TEMPLATE: Template =
        Template { name: "list.html", source: include_str!("templates/list.html") };
    const FRAMES: &'static [Template] = super::FRAMES;
    const STYLE: &'static str = super::STYLE;
}
