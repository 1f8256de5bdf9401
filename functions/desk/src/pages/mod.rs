//! The pages of the desk: a list, a document, and the overview. Server-rendered, no script.

mod document;
mod list;
mod overview;

use shared::pages::Template;

pub(crate) use document::{
    Act, DocumentPage, Facts, Field, GrantEntry, Grants, Panel, Section, ShownSecret,
};
pub(crate) use list::{Entry, ListPage};
pub(crate) use overview::{Count, OverviewPage};

/// What every page of the desk stands on.
const FRAMES: &[Template] = &[
    Template { name: "desk.html", source: include_str!("templates/desk.html") },
    Template { name: "desk_parts.html", source: include_str!("templates/desk_parts.html") },
];
/// The desk's style.
const STYLE: &str = include_str!("templates/desk.css");

#[cfg(test)]
mod tests;
