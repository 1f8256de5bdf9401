//! What is here, at a glance.

use std::fmt;

use serde::Serialize;
use shared::{
    clock::Timestamp,
    pages::{Page, Template, moment},
};

/// The desk's first page.
#[derive(Clone, Serialize)]
pub(crate) struct OverviewPage {
    /// Which entry of the navigation it is.
    pub(crate) here: &'static str,
    /// What was counted.
    pub(crate) counts: Vec<Count>,
    /// When.
    #[serde(serialize_with = "moment::serialize")]
    pub(crate) counted_at: Timestamp,
    /// Who the server is to everybody.
    pub(crate) issuer: String,
    /// The session's token against forged requests to count.
    pub(crate) csrf_token: String,
}

/// A number and what it is of.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Count {
    /// What was counted.
    pub(crate) label: &'static str,
    /// How many.
    pub(crate) number: u64,
    /// Where they are listed.
    pub(crate) href: Option<&'static str>,
}

impl fmt::Debug for OverviewPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OverviewPage").field("counts", &self.counts).finish_non_exhaustive()
    }
}

impl Page for OverviewPage {
    const TEMPLATE: Template =
        Template { name: "overview.html", source: include_str!("templates/overview.html") };
    const FRAMES: &'static [Template] = super::FRAMES;
    const STYLE: &'static str = super::STYLE;
}
