//! The page for administrators of other Frappe sites: what to enter there, and what to enter here.

use serde::Serialize;

use super::{Page, Template};

/// What to enter in another Frappe site's Social Login Key.
#[derive(Clone, Debug, Serialize)]
pub struct SocialLoginKeyPage {
    /// Field and value, in the order of the form at the other site.
    pub there: Vec<(&'static str, String)>,
    /// Field and value of the OAuth Client here.
    pub here: Vec<(&'static str, String)>,
}

impl Page for SocialLoginKeyPage {
    const TEMPLATE: Template = Template {
        name: "social_login_key.html",
        source: include_str!("templates/social_login_key.html"),
    };
}
