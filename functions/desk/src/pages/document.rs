//! A document: its form, what is known of it, and what can be done with it.

use std::fmt;

use serde::Serialize;
use shared::{
    clock::Timestamp,
    pages::{Link, Page, Template, moment, scope_lines, untrusted},
};

/// A document's page.
#[derive(Clone, Serialize)]
pub(crate) struct DocumentPage {
    /// Which entry of the navigation it belongs to.
    pub(crate) here: &'static str,
    /// Its address, to which form and acts are posted. The page of a document that has just been made
    /// stands at another one, where they would make a second.
    pub(crate) path: String,
    /// The list that it stands in.
    pub(crate) back: Link,
    /// What people call it.
    #[serde(serialize_with = "untrusted::name")]
    pub(crate) title: String,
    /// What has just been done.
    pub(crate) notice: Option<String>,
    /// Why it was not done.
    pub(crate) error: Option<String>,
    /// What has to be noticed before it works.
    pub(crate) warning: Option<&'static str>,
    /// A secret that is shown this once, or on demand.
    pub(crate) shown_secret: Option<ShownSecret>,
    /// The form.
    pub(crate) sections: Vec<Section>,
    /// What its button says.
    pub(crate) submit: &'static str,
    /// What is known of it.
    pub(crate) facts: Facts,
    /// What can be done with it.
    pub(crate) panels: Vec<Panel>,
    /// Its live grants.
    pub(crate) grants: Option<Grants>,
    /// The version that the form was made of.
    pub(crate) modified: String,
    /// The session's token against forged changes.
    pub(crate) csrf_token: String,
}

/// What is known of a document: a label and a value each.
pub(crate) type Facts = Vec<(&'static str, String)>;

/// A secret in the clear.
#[derive(Clone, Serialize)]
pub(crate) struct ShownSecret {
    /// Label and text of each part.
    pub(crate) parts: Vec<(&'static str, String)>,
    /// What to do with it.
    pub(crate) hint: &'static str,
}

/// A part of a form.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Section {
    /// Its heading.
    pub(crate) title: &'static str,
    /// Whether it can be folded.
    pub(crate) is_folded: bool,
    /// Whether it is not.
    pub(crate) is_open: bool,
    /// Its fields.
    pub(crate) fields: Vec<Field>,
}

/// A field of a form.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Field {
    /// Frappe's name of it.
    pub(crate) name: &'static str,
    /// What people call it.
    pub(crate) label: &'static str,
    /// `text`, `email`, `url`, `number`, `password`, `lines`, `check` or `select`.
    pub(crate) kind: &'static str,
    /// What stands in it.
    pub(crate) value: String,
    /// What can be chosen.
    pub(crate) options: &'static [&'static str],
    /// What it is for.
    pub(crate) hint: &'static str,
    /// Whether it must be filled in.
    pub(crate) is_required: bool,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
    /// What somebody else has saved there meanwhile.
    pub(crate) theirs: Option<String>,
}

/// Acts that belong together.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Panel {
    /// The heading.
    pub(crate) title: &'static str,
    /// What they are about.
    pub(crate) text: String,
    /// What is to be read off for them.
    pub(crate) facts: Facts,
    /// The acts.
    pub(crate) acts: Vec<Act>,
}

/// Something that can be done with a document.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Act {
    /// Its name on the wire.
    pub(crate) name: &'static str,
    /// What its button says.
    pub(crate) label: &'static str,
    /// What is asked before it is done.
    pub(crate) question: Option<&'static str>,
}

/// Live grants, a page of them.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Grants {
    /// The grants.
    pub(crate) entries: Vec<GrantEntry>,
    /// The way to the next page.
    pub(crate) next: Option<Link>,
}

/// A live grant.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct GrantEntry {
    /// Its name, which proves nothing.
    pub(crate) id: String,
    /// Whom or what it is of: the other side of the page that it stands on.
    #[serde(serialize_with = "untrusted::name")]
    pub(crate) of: String,
    /// The page of that.
    #[serde(serialize_with = "untrusted::href")]
    pub(crate) href: String,
    /// The words of the scope; the page shows what they mean.
    #[serde(rename = "details", serialize_with = "scope_lines::serialize")]
    pub(crate) scopes: Vec<String>,
    /// When it was given.
    #[serde(serialize_with = "moment::serialize")]
    pub(crate) since: Timestamp,
    /// When it last got tokens.
    #[serde(serialize_with = "moment::serialize")]
    pub(crate) last_used: Timestamp,
}

impl DocumentPage {
    /// The page of a document with nothing in it yet: what it shows is filled in.
    pub(crate) fn empty(here: &'static str, path: String, back: Link, csrf_token: &str) -> Self {
        Self {
            here,
            path,
            back,
            title: String::new(),
            notice: None,
            error: None,
            warning: None,
            shown_secret: None,
            sections: Vec::new(),
            submit: "Save",
            facts: Facts::new(),
            panels: Vec::new(),
            grants: None,
            modified: String::new(),
            csrf_token: csrf_token.to_owned(),
        }
    }
}

impl fmt::Debug for DocumentPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DocumentPage").field("here", &self.here).finish_non_exhaustive()
    }
}

impl fmt::Debug for ShownSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShownSecret([redacted])")
    }
}

impl Page for DocumentPage {
    const TEMPLATE: Template =
        Template { name: "document.html", source: include_str!("templates/document.html") };
    const FRAMES: &'static [Template] = super::FRAMES;
    const STYLE: &'static str = super::STYLE;
}
